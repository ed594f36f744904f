import type { Person, PersonChanges } from "../../api/peopleTypes";
import type { Role } from "../../api/types";
import type { Strings } from "../../strings";

const roles: readonly Role[] = ["admin", "user", "pending"];

export const roleOptions = (strings: Strings["people"]): [Role, string][] => roles.map((role) => [role, strings.roles[role]]);

/** The form's content; an empty password means no change. */
export interface PersonDraft {
  name: string;
  email: string;
  role: Role;
  password: string;
}

export const draftOf = ({ name, email, role }: Pick<Person, "name" | "email" | "role">): PersonDraft =>
  ({ name, email, role, password: "" });

/** Only changed fields are sent: changes by others are kept. */
export function changesOf(draft: PersonDraft, person: Pick<Person, "name" | "email" | "role">): PersonChanges {
  const changes: PersonChanges = {};
  if (draft.name.trim() !== person.name) changes.name = draft.name.trim();
  if (draft.email.trim() !== person.email) changes.email = draft.email.trim();
  if (draft.role !== person.role) changes.role = draft.role;
  if (draft.password) changes.password = draft.password;
  return changes;
}

/** A new role or password ends the person's sessions; the form warns about it. */
export const endsSessions = (changes: PersonChanges): boolean =>
  changes.role !== undefined || changes.password !== undefined;
