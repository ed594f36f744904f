import type { PersonAccess, UsableModel } from "../../api/peopleTypes";

/** Of what somebody can use, what is theirs; `isAll` unless there are more pages than the one that was asked for. */
export function ownedAmong(access: PersonAccess): { models: UsableModel[]; isAll: boolean } {
  return {
    models: access.models.filter((model) => model.because.some((reason) => reason.by === "owner")),
    isAll: access.models.length >= access.total,
  };
}
