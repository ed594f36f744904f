import type { Model } from "../../api/types";
import { forgetDraft, keepDraft, readDraft } from "../../state/drafts";
import { currentPerson } from "../../state/session";
import { emptyDraft, type Draft } from "./modelForm";

/** An unsaved edit, and the version it is based on, so that conflicts are detected on saving. */
export interface KeptEdit {
  draft: Draft;
  original: Model | undefined;
  at: number;
}

interface Kept {
  draft: Draft;
  original?: Model;
}

const person = () => currentPerson()?.id ?? "";

export function readEdit(form: string): KeptEdit | undefined {
  const kept = readDraft<Kept>(person(), form);
  if (!kept) return undefined;
  return { draft: { ...emptyDraft, ...kept.draft.draft }, original: kept.draft.original, at: kept.at };
}

export const keepEdit = (form: string, draft: Draft, original: Model | undefined): void =>
  keepDraft<Kept>(person(), form, { draft, original }, { draft, original });

export const forgetEdit = (form: string): void => forgetDraft(person(), form);
