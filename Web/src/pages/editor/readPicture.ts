/** @throws when the file is no picture that the browser can show */
export async function readPicture(file: File): Promise<HTMLImageElement> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  return picture;
}

/** Pixels of a side: twice what the largest place on the page shows, for sharp screens. */
export const pictureSide = 256;

/** What a canvas shows as WebP, or as PNG where the browser cannot write that. */
export function dataUrlOf(canvas: HTMLCanvasElement): string {
  const webp = canvas.toDataURL("image/webp", 0.85);
  return webp.startsWith("data:image/webp") ? webp : canvas.toDataURL("image/png");
}
