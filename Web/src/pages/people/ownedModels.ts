import type { PersonAccess, UsableModel } from "../../api/peopleTypes";

/** The models that a person owns, of those that they can use; `isAll` unless there are more pages. */
export function ownedAmong(access: PersonAccess): { models: UsableModel[]; isAll: boolean } {
  return {
    models: access.models.filter((model) => model.reasons.some((reason) => reason.by === "owner")),
    isAll: access.models.length >= access.total,
  };
}
