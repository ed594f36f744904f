import { counted } from "../counted";

export const groups = {
  title: "Groups",
  newGroup: "New group",
  loadingAll: "Loading groups",
  group: "Group",
  partOf: "Parent group",
  members: "Members",
  defaults: "Default permissions",
  defaultsHint: "What every user may do",
  allUsers: "all users",

  back: "Back to groups",
  loadingOne: "Loading group",
  noSuchGroup: "Group not found",
  maybeDeleted: "It may have been deleted.",
  created: (name: string) => `Group ${name} created.`,
  noOtherGroup: "none",
  partOfHint: "Members inherit the parent’s permissions.",
  whoMayShare: "Who may share models with this group",
  sharing: {
    members: "Its members", everyone: "Everyone with permission to share", administrators: "Administrators only",
  },

  defaultsText: "What every user may do, in addition to their groups’ permissions. Administrators may do everything.",
  defaultsSaved: "Default permissions saved.",
  permissions: "Permissions",
  permissionsAddUp: "Permissions add up: members have these, the default permissions and those of their other groups.",
  onByDefault: (hint: string) => `${hint} On by default.`,
  othersOn: (count: number) => `${counted(count, "other permission is", "other permissions are")} on and won’t change.`,
  rules: {
    makeModels: { label: "Create models", hint: "Presets of their own, on base models they can use." },
    importModels: { label: "Import models", hint: "From a file." },
    exportModels: { label: "Export models", hint: "To a file." },
    shareModels: { label: "Share models", hint: "Choose with whom below." },
    shareWithPeople: { label: "Share with people", hint: "Requires “Share models”." },
    shareWithGroups: { label: "Share with groups", hint: "Requires “Share models”." },
    shareWithEveryone: { label: "Share with everyone", hint: "With all users who have an account." },
    makeKeys: { label: "Create keys", hint: "For programs that act in their name." },
  },

  addPerson: "Add person",
  loadingMembers: "Loading members",
  noMembers: "No members yet.",
  searchMembers: "Search members",
  isAdded: (name: string) => `${name} added.`,
  isRemoved: (name: string) => `${name} removed.`,

  deleteQuestion: (name: string) => `Delete the group ${name}?`,
  deleteWhat: (members: number) => 
    `${members === 1 ? "Its member keeps their account but loses" : `Its ${members} members keep their accounts but lose`} ` +
    "the group’s permissions and the models granted to it. Its subgroups stay, without a parent group. " +
    "You can undo this for 24 hours.",
  deleted: (name: string) => `Group ${name} deleted.`,
  restored: (name: string) => `Group ${name} restored.`,
};
