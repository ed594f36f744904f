/** The path below which a proxy serves Muster, such as "/muster"; empty for none. The server writes it into the page. */
export const basePath: string =
  typeof document === "undefined" ? "" : document.documentElement.dataset.basePath ?? "";

/** The browser's path for one of Muster. Absolute addresses (`data:`, `blob:`) stay as they are. */
export const below = (path: string, base = basePath): string => (path.startsWith("/") ? base + path : path);

/** Muster's path for one of the browser: without the base path and extra slashes. */
export function pathOf(pathname: string, base = basePath): string {
  const path = `/${pathname.split("/").filter(Boolean).join("/")}`;
  if (path === base) return "/";
  return base && path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}

/** Muster's own address, without a trailing slash. */
export const ownAddress = (): string => window.location.origin + basePath;
