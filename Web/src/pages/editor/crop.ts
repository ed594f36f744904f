/** The visible square of an image: its center as a share of the movable range, and the zoom. */
export interface Crop {
  /** 0 is the left or top end, 1 the other one. */
  x: number;
  y: number;
  /** 1: the largest square within the image. */
  zoom: number;
}

export const wholeCrop: Crop = { x: 0.5, y: 0.5, zoom: 1 };
export const mostZoom = 5;

export interface Square {
  left: number;
  top: number;
  side: number;
}

/** The visible square in image pixels. */
export function squareOf(crop: Crop, width: number, height: number): Square {
  const side = Math.min(width, height) / crop.zoom;
  return { left: (width - side) * crop.x, top: (height - side) * crop.y, side };
}

const within = (value: number) => Math.min(1, Math.max(0, value));

/** After dragging the image by some pixels of a preview of `size`. */
export function dragged(crop: Crop, byX: number, byY: number, size: number, width: number, height: number): Crop {
  const { side } = squareOf(crop, width, height);
  const scale = side / size;
  const move = (at: number, by: number, room: number) => (room > 0 ? within(at - (by * scale) / room) : at);
  return { ...crop, x: move(crop.x, byX, width - side), y: move(crop.y, byY, height - side) };
}

export const zoomed = (crop: Crop, zoom: number): Crop => ({ ...crop, zoom: Math.min(mostZoom, Math.max(1, zoom)) });
