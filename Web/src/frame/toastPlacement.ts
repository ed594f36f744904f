export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Corners for messages, the default first. */
export const corners = ["bottom-left", "bottom-right", "top-right", "top-left"] as const;
export type Corner = typeof corners[number];

const margin = 16;
/** Below the top bar. */
const marginAbove = 56;

function boxAt(corner: Corner, size: { width: number; height: number }, window: { width: number; height: number }): Box {
  const left = corner.endsWith("left") ? margin : window.width - margin - size.width;
  const top = corner.startsWith("top") ? marginAbove : window.height - margin - size.height;
  return { left, top, right: left + size.width, bottom: top + size.height };
}

function overlap(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > 0 && height > 0 ? width * height : 0;
}

/** The first corner in which messages cover no field; otherwise the one in which they cover least. */
export function cornerFor(
  size: { width: number; height: number }, fields: readonly Box[], window: { width: number; height: number },
): Corner {
  const covered = corners.map((corner) => {
    const box = boxAt(corner, size, window);
    return fields.reduce((sum, field) => sum + overlap(box, field), 0);
  });
  return corners[covered.indexOf(Math.min(...covered))] ?? corners[0];
}
