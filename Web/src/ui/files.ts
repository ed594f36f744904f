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

/** Opens the browser's file dialog; does nothing if it is cancelled. */
export function chooseFile(accept: string, onChosen: (file: File) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) onChosen(file);
  });
  input.click();
}
