import { createStore, useStore } from "./store";

export type Theme = "system" | "light" | "dark";

const storageKey = "muster.theme";
const theme = createStore<Theme>("system");

export const useTheme = () => useStore(theme);

export function startTheme(): void {
  const saved = read();
  if (saved === "light" || saved === "dark") apply(saved);
}

export function chooseTheme(chosen: Theme): void {
  apply(chosen);
  try {
    localStorage.setItem(storageKey, chosen);
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is closed.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function apply(chosen: Theme) {
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  theme.set(chosen);
}
