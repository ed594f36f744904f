import type { Key, KeyForm, NewKey } from "./peopleTypes";
import { get, post, remove } from "./request";

const keys = "/api/v1/auths/api_keys";

export const listMyKeys = () => get<Key[]>(keys);

export const createKey = (form: KeyForm) => post<NewKey>(keys, form);

/** For its owner and for administrators. */
export const revokeKey = (id: string) => remove<boolean>(`${keys}/${encodeURIComponent(id)}`);
