import { pathOf } from "../state/basePath";

/** The current model: of the row or card with the focus, or of the page. */
export function currentModelId(focused: Element | null): string | undefined {
  const inFocus = focused?.closest<HTMLElement>("[data-model]")?.dataset.model;
  if (inFocus !== undefined) return inFocus;
  const { pathname, search } = window.location;
  return pathOf(pathname).startsWith("/models/") ? new URLSearchParams(search).get("id") ?? undefined : undefined;
}
