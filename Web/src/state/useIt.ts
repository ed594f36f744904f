import { createStore, useStore } from "./store";

/** The model whose “Use it” dialog is open. A toast may open it after its page was left. */
const using = createStore<{ id: string; name: string } | undefined>(undefined);

export const useUseIt = () => useStore(using);

export const showUseIt = (model: { id: string; name: string }) => using.set({ id: model.id, name: model.name });

export const closeUseIt = () => using.set(undefined);
