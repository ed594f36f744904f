import type { ListedModel } from "../api/types";
import { createStore, useStore } from "./store";

/** A dialog that can be opened on every page. */
type OpenDialog =
  | { kind: "delete" | "share"; model: ListedModel }
  | { kind: "import"; file: File }
  | { kind: "password" | "recent" };

const dialog = createStore<OpenDialog | undefined>(undefined);

export const useOpenDialog = () => useStore(dialog);

export const openDialog = (next: OpenDialog) => dialog.set(next);

export const closeDialog = () => dialog.set(undefined);

/** The model whose “Use it” dialog is open. A toast may open it after its page was left. */
const using = createStore<{ id: string; name: string } | undefined>(undefined);

export const useUseIt = () => useStore(using);

export const showUseIt = (model: { id: string; name: string }) => using.set({ id: model.id, name: model.name });

export const closeUseIt = () => using.set(undefined);
