import type { Group, GroupForm, PersonInfo } from "./peopleTypes";
import { get, post, removeUndoably } from "./request";
import type { Permissions } from "./types";

const groups = "/api/v1/groups";
const one = (id: string) => `${groups}/id/${encodeURIComponent(id)}`;

export const listGroups = () => get<Group[]>(`${groups}/`);

/** The groups that the user may share models with. */
export const listGroupsToShareWith = () => get<Group[]>(`${groups}/`, { share: "true" });

export const createGroup = (form: GroupForm) => post<Group>(`${groups}/create`, form);

export const updateGroup = (id: string, form: GroupForm) => post<Group>(`${one(id)}/update`, form);

/** @returns the undo token */
export const deleteGroup = (id: string) => removeUndoably(`${one(id)}/delete`);

export const listMembers = (id: string) => post<PersonInfo[]>(`${one(id)}/users`);

export const addMember = (id: string, personId: string) => post<Group>(`${one(id)}/users/add`, { user_ids: [personId] });

export const removeMember = (id: string, personId: string) =>
  post<Group>(`${one(id)}/users/remove`, { user_ids: [personId] });

export const fetchDefaultPermissions = () => get<Permissions>("/api/v1/users/default/permissions");

export const updateDefaultPermissions = (permissions: Permissions) =>
  post<Permissions>("/api/v1/users/default/permissions", permissions);
