import type { Person, PersonChanges } from "../../api/peopleTypes";
import type { Role } from "../../api/types";
import type { Strings } from "../../strings";

const roles: readonly Role[] = ["admin", "user", "pending"];

export const roleOptions = (strings: Strings["people"]): [Role, string][] => roles.map((role) => [role, strings.roles[role]]);

/** What the form holds; an empty password stays as it is. */
export interface PersonDraft {
  name: string;
  email: string;
  role: Role;
  password: string;
}

export const draftOf = ({ name, email, role }: Pick<Person, "name" | "email" | "role">): PersonDraft =>
  ({ name, email, role, password: "" });

/** Only what differs is sent: whoever else edits the same person meanwhile keeps the rest. */
export function changesOf(draft: PersonDraft, person: Pick<Person, "name" | "email" | "role">): PersonChanges {
  const changes: PersonChanges = {};
  if (draft.name.trim() !== person.name) changes.name = draft.name.trim();
  if (draft.email.trim() !== person.email) changes.email = draft.email.trim();
  if (draft.role !== person.role) changes.role = draft.role;
  if (draft.password) changes.password = draft.password;
  return changes;
}

/** Role and password end the person's sessions, which the form tells beforehand. */
export const endsSessions = (changes: PersonChanges): boolean =>
  changes.role !== undefined || changes.password !== undefined;
