/** Which square of a picture is shown: its centre as a share of what can be moved, and how much it is enlarged. */
export interface Crop {
  /** 0 is the left or upper end, 1 the other one. */
  x: number;
  y: number;
  /** 1: as much of the picture as a square can show. */
  zoom: number;
}

export const wholeCrop: Crop = { x: 0.5, y: 0.5, zoom: 1 };
export const mostZoom = 5;

export interface Square {
  left: number;
  top: number;
  side: number;
}

/** The square of the picture that is kept, in its own pixels. */
export function squareOf(crop: Crop, width: number, height: number): Square {
  const side = Math.min(width, height) / crop.zoom;
  return { left: (width - side) * crop.x, top: (height - side) * crop.y, side };
}

const within = (value: number) => Math.min(1, Math.max(0, value));

/** After the picture was dragged by so many pixels of a preview of `size`. */
export function dragged(crop: Crop, byX: number, byY: number, size: number, width: number, height: number): Crop {
  const { side } = squareOf(crop, width, height);
  const scale = side / size;
  const move = (at: number, by: number, room: number) => (room > 0 ? within(at - (by * scale) / room) : at);
  return { ...crop, x: move(crop.x, byX, width - side), y: move(crop.y, byY, height - side) };
}

export const zoomed = (crop: Crop, zoom: number): Crop => ({ ...crop, zoom: Math.min(mostZoom, Math.max(1, zoom)) });
