export interface Box {
  top: number;
  left: number;
  width: number;
  height: number;
}

const gap = 4;
const margin = 8;

/** Below the button and flush with its right edge; above it if there is no room; never outside the window. */
export function placeMenu(button: Box, menu: { width: number; height: number }, window: { width: number; height: number }) {
  const below = button.top + button.height + gap;
  const above = button.top - gap - menu.height;
  const fitsBelow = below + menu.height <= window.height - margin;
  const top = fitsBelow || above < margin ? Math.min(below, window.height - margin - menu.height) : above;
  const left = Math.min(button.left + button.width - menu.width, window.width - margin - menu.width);
  return { top: Math.max(margin, top), left: Math.max(margin, left) };
}
