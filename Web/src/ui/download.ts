import { below } from "../state/basePath";

/** Downloads a file of this server. */
export function download(address: string, fileName: string): void {
  const link = document.createElement("a");
  link.href = below(address);
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
}
