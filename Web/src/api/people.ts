import type { Key, Person, PersonAccess, PersonChanges, PersonInfo, PersonList } from "./peopleTypes";
import { get, post, removeUndoably } from "./request";
import type { Role } from "./types";

const users = "/api/v1/users";
const one = (id: string) => `${users}/${encodeURIComponent(id)}`;

export interface PeopleQuery {
  query?: string;
  order_by: "name" | "role" | "created_at" | "last_active_at";
  direction: "asc" | "desc";
  page: number;
}

/** Fixed by the API. */
export const peoplePerPage = 30;
export const accessPerPage = 100;

export const listPeople = (query: PeopleQuery) => get<PersonList>(`${users}/`, { ...query });

/** Users waiting for approval. Sorted by role they come between the administrators and the users. */
export async function listWaiting(): Promise<Person[]> {
  const waiting: Person[] = [];
  for (let page = 1; ; page += 1) {
    const { users } = await listPeople({ order_by: "role", direction: "asc", page });
    waiting.push(...users.filter((person) => person.role === "pending"));
    if (users.length < peoplePerPage || users[users.length - 1]?.role === "user") return waiting;
  }
}

/** The people with whom the user may share. */
export const searchPeople = (query: string) => get<{ users: PersonInfo[]; total: number }>(`${users}/search`, { query });

export const fetchPerson = (id: string) => get<Person>(one(id));

export const addPerson = (form: { name: string; email: string; password: string; role: Role }) =>
  post<{ id: string }>("/api/v1/auths/add", form);

export const updatePerson = (id: string, changes: PersonChanges) => post<Person>(`${one(id)}/update`, changes);

/** @returns the undo token */
export const deletePerson = (id: string) => removeUndoably(one(id));

export const endSessionsOf = (id: string) => post<boolean>(`${one(id)}/sessions/revoke`);

export const listKeysOf = (id: string) => get<Key[]>(`${one(id)}/api_keys`);

export const fetchAccessOf = (id: string, page: number) => get<PersonAccess>(`${one(id)}/access`, { page });
