import { useEffect, useState } from "react";
import { deleteDraft, storeDraft, readDraft, rebased, sameJson, storePendingDrafts } from "../state/drafts";
import { currentPerson } from "../state/session";

interface DraftOptions<Draft> {
  isSame?(one: Draft, other: Draft): boolean;
  /** Without passwords, which must not be stored. */
  withoutSecrets?(draft: Draft): Draft;
  /** Don't merge what others saved: the draft names the revision it is based on. */
  staysOnItsBase?: boolean;
}

export interface DraftState<Draft> {
  draft: Draft;
  setDraft(draft: Draft): void;
  /** The form's initial content. */
  base: Draft;
  isChanged: boolean;
  /** When the restored draft was written, in seconds since 1970; undefined: nothing was restored. */
  restoredAt: number | undefined;
  /** Call after saving: the form starts again from `saved`. */
  settle(saved: Draft): void;
  /** Returns to the saved content. */
  discard(): void;
}

/**
 * The content of a form. It survives a reload and the end of the session.
 *
 * @param form    names the form and what it is about
 * @param current the saved content: changes by others are merged into an untouched form
 */
export function useDraft<Draft extends object>(
  form: string, current: Draft, options: DraftOptions<Draft> = {},
): DraftState<Draft> {
  const { isSame = sameJson, withoutSecrets = (each) => each, staysOnItsBase = false } = options;
  const [person] = useState(() => currentPerson()?.id ?? "");
  const [stored] = useState(() => readDraft<Draft>(person, form));
  const [base, setBase] = useState(stored && staysOnItsBase ? stored.base : current);
  const [draft, setDraft] = useState(() => (stored ? rebased(stored.draft, stored.base, base) : current));
  const [restoredAt, setRestoredAt] = useState(stored && !isSame(draft, base) ? stored.at : undefined);
  const [seen, setSeen] = useState(current);
  const isChanged = !isSame(draft, base);
  if (!isSame(current, seen)) {
    setSeen(current);
    if (!isChanged) {
      setBase(current);
      setDraft(current);
    }
  }
  useEffect(() => {
    if (isChanged) storeDraft(person, form, withoutSecrets(draft), withoutSecrets(base));
    else deleteDraft(person, form);
  });
  useEffect(() => storePendingDrafts, []);
  const settle = (saved: Draft) => {
    setBase(saved);
    setDraft(saved);
    setRestoredAt(undefined);
    deleteDraft(person, form);
  };
  return { draft, setDraft, base, isChanged, restoredAt, settle, discard: () => settle(current) };
}
