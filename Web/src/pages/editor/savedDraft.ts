import type { Model } from "../../api/types";
import { deleteDraft, storeDraft, readDraft } from "../../state/drafts";
import { currentPerson } from "../../state/session";
import { emptyDraft, type Draft } from "./modelForm";

/** An unsaved edit, and the revision it is based on, so that conflicts are detected on saving. */
export interface EditDraft {
  draft: Draft;
  original: Model | undefined;
  at: number;
}

interface StoredEdit {
  draft: Draft;
  original?: Model;
}

const person = () => currentPerson()?.id ?? "";

export function readEditDraft(form: string): EditDraft | undefined {
  const stored = readDraft<StoredEdit>(person(), form);
  if (!stored) return undefined;
  return { draft: { ...emptyDraft, ...stored.draft.draft }, original: stored.draft.original, at: stored.at };
}

export const storeEditDraft = (form: string, draft: Draft, original: Model | undefined): void =>
  storeDraft<StoredEdit>(person(), form, { draft, original }, { draft, original });

export const deleteEditDraft = (form: string): void => deleteDraft(person(), form);
