import type { Group, GroupForm, GroupSharing } from "../../api/peopleTypes";
import type { Permissions } from "../../api/types";
import { isSamePermissions } from "./permissionForm";

export const sharingChoices = ["members", "everyone", "administrators"] as const;
export type SharingChoice = typeof sharingChoices[number];

/** The form's content. */
export interface GroupDraft {
  name: string;
  description: string;
  /** "" for none. */
  parentId: string;
  sharing: SharingChoice;
  permissions: Permissions | null;
}

const wireNames: Record<SharingChoice, GroupSharing> = { members: "members", everyone: true, administrators: false };

export const emptyGroup: GroupDraft = { name: "", description: "", parentId: "", sharing: "members", permissions: null };

export function draftOf(group: Group): GroupDraft {
  const share = group.data?.config?.share;
  return {
    name: group.name,
    description: group.description,
    parentId: group.parent_group_id ?? "",
    sharing: share === true ? "everyone" : share === false ? "administrators" : "members",
    permissions: group.permissions,
  };
}

/** The request body: unknown fields are sent back unchanged. */
export function groupFormOf(draft: GroupDraft, original: Group | undefined): GroupForm {
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    parent_group_id: draft.parentId || null,
    permissions: draft.permissions,
    data: { ...original?.data, config: { ...original?.data?.config, share: wireNames[draft.sharing] } },
  };
}

export function isSameGroup(one: GroupDraft, other: GroupDraft): boolean {
  const fields = ({ permissions: _, ...rest }: GroupDraft) => JSON.stringify(rest);
  return fields(one) === fields(other) && isSamePermissions(one.permissions, other.permissions);
}

/** Possible parent groups: neither the group itself nor its descendants. */
export function possibleParents(all: Group[], id: string | undefined): Group[] {
  const isBelow = (group: Group): boolean => {
    const seen = new Set<string>();
    for (let at: Group | undefined = group; at && !seen.has(at.id); at = parentOf(all, at)) {
      if (at.id === id) return true;
      seen.add(at.id);
    }
    return false;
  };
  return byName(all.filter((group) => !isBelow(group)));
}

export const parentOf = (all: Group[], group: Group): Group | undefined =>
  all.find((each) => each.id === group.parent_group_id);

export const byName = (groups: Group[]): Group[] =>
  [...groups].sort((one, other) => one.name.localeCompare(other.name));
