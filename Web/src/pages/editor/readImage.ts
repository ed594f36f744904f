/** @throws if the browser can't show the file as an image */
export async function readImage(file: File): Promise<HTMLImageElement> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

/** Pixels per side: twice the largest size on the page, for sharp screens. */
export const imageSide = 256;

/** The canvas as WebP, or as PNG if the browser can't write WebP. */
export function dataUrlOf(canvas: HTMLCanvasElement): string {
  const webp = canvas.toDataURL("image/webp", 0.85);
  return webp.startsWith("data:image/webp") ? webp : canvas.toDataURL("image/png");
}
