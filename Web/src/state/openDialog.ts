import type { ListedModel } from "../api/types";
import { createStore, useStore } from "./store";

/** A dialog that can be opened on every page. */
export type OpenDialog =
  | { kind: "delete" | "share"; model: ListedModel }
  | { kind: "import"; file: File }
  | { kind: "password" | "recent" };

const dialog = createStore<OpenDialog | undefined>(undefined);

export const useOpenDialog = () => useStore(dialog);

export const openDialog = (next: OpenDialog) => dialog.set(next);

export const closeDialog = () => dialog.set(undefined);
