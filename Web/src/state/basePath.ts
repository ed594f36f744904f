/** The path below which a proxy serves Muster, such as "/muster"; empty for none. The server writes it into the page. */
export const basePath: string =
  typeof document === "undefined" ? "" : document.documentElement.dataset.basePath ?? "";

/** Where the browser finds what stands at a path of Muster. Whole addresses (`data:`, `blob:`) stay as they are. */
export const below = (path: string, base = basePath): string => (path.startsWith("/") ? base + path : path);

/** The path of Muster that a path in the browser's address stands for: without the base and superfluous slashes. */
export function pathOf(pathname: string, base = basePath): string {
  const path = `/${pathname.split("/").filter(Boolean).join("/")}`;
  if (path === base) return "/";
  return base && path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}

/** Muster's own address, without a slash at its end. */
export const ownAddress = (): string => window.location.origin + basePath;
