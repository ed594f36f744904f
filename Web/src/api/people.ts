import type { Key, Person, PersonAccess, PersonChanges, PersonInfo, PersonList } from "./peopleTypes";
import { get, post, remove } from "./request";
import type { Role } from "./types";

const users = "/api/v1/users";
const one = (id: string) => `${users}/${encodeURIComponent(id)}`;

export interface PeopleQuery {
  query?: string;
  order_by: "name" | "created_at" | "last_active_at";
  direction: "asc" | "desc";
  page: number;
}

/** Fixed by the API. */
export const peoplePerPage = 30;
export const accessPerPage = 100;

export const listPeople = (query: PeopleQuery) => get<PersonList>(`${users}/`, { ...query });

/** For those who may share: whom with. */
export const searchPeople = (query: string) => get<{ users: PersonInfo[]; total: number }>(`${users}/search`, { query });

export const fetchPerson = (id: string) => get<Person>(one(id));

export const addPerson = (form: { name: string; email: string; password: string; role: Role }) =>
  post<{ id: string }>("/api/v1/auths/add", form);

export const updatePerson = (id: string, changes: PersonChanges) => post<Person>(`${one(id)}/update`, changes);

export const deletePerson = (id: string) => remove<boolean>(one(id));

export const endSessionsOf = (id: string) => post<boolean>(`${one(id)}/sessions/revoke`);

export const listKeysOf = (id: string) => get<Key[]>(`${one(id)}/api_keys`);

export const fetchAccessOf = (id: string, page: number) => get<PersonAccess>(`${one(id)}/access`, { page });
