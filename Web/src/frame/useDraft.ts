import { useEffect, useState } from "react";
import { forgetDraft, keepDraft, readDraft, rebased, sameJson, writeDrafts } from "../state/drafts";
import { currentPerson } from "../state/session";

interface DraftOptions<Draft> {
  isSame?(one: Draft, other: Draft): boolean;
  /** Without what must not be written anywhere: passwords. */
  withoutSecrets?(draft: Draft): Draft;
  /** What others saved meanwhile is not taken in: the draft names the revision that it stands on. */
  staysOnItsBase?: boolean;
}

export interface DraftState<Draft> {
  draft: Draft;
  setDraft(draft: Draft): void;
  /** What the form began with. */
  base: Draft;
  isChanged: boolean;
  /** When what the form began with had been typed, in seconds since 1970; undefined: it is new. */
  restoredAt: number | undefined;
  /** It is saved: the form begins anew with that. */
  settle(saved: Draft): void;
  /** Goes back to what is saved. */
  discard(): void;
}

/**
 * What a form holds. It outlives a reload and the end of the session.
 *
 * @param form    names the form and what it is about
 * @param current what is saved: what others change meanwhile comes into a form that nobody has touched
 */
export function useDraft<Draft extends object>(
  form: string, current: Draft, options: DraftOptions<Draft> = {},
): DraftState<Draft> {
  const { isSame = sameJson, withoutSecrets = (each) => each, staysOnItsBase = false } = options;
  const [person] = useState(() => currentPerson()?.id ?? "");
  const [kept] = useState(() => readDraft<Draft>(person, form));
  const [base, setBase] = useState(kept && staysOnItsBase ? kept.base : current);
  const [draft, setDraft] = useState(() => (kept ? rebased(kept.draft, kept.base, base) : current));
  const [restoredAt, setRestoredAt] = useState(kept && !isSame(draft, base) ? kept.at : undefined);
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
    if (isChanged) keepDraft(person, form, withoutSecrets(draft), withoutSecrets(base));
    else forgetDraft(person, form);
  });
  useEffect(() => writeDrafts, []);
  const settle = (saved: Draft) => {
    setBase(saved);
    setDraft(saved);
    setRestoredAt(undefined);
    forgetDraft(person, form);
  };
  return { draft, setDraft, base, isChanged, restoredAt, settle, discard: () => settle(current) };
}
