import { counted } from "../counted";

export const groups = {
  title: "Groups",
  newGroup: "New group",
  loadingAll: "Loading the groups",
  group: "Group",
  partOf: "Part of",
  members: "Members",
  everybody: "Everybody",
  everybodyHint: "What each user may without any group",
  allUsers: "all users",

  back: "Back to the groups",
  loadingOne: "Loading the group",
  noSuchGroup: "There is no such group",
  maybeDeleted: "It may have been deleted meanwhile.",
  made: (name: string) => `The group ${name} is made.`,
  noOtherGroup: "no other group",
  partOfHint: "Its members may also what the group above may.",
  whoMayShare: "Who may share models with it",
  sharing: {
    members: "Its members", everyone: "Everyone who may share", administrators: "Administrators only",
  },

  everybodyText: "What each user may without being in any group. Administrators may everything.",
  everybodySaved: "What everybody may is saved.",
  permissions: "Permissions",
  permissionsAddUp: "They add up: what everybody may, and what any of one's groups may.",
  everybodyMay: (hint: string) => `${hint} Everybody may.`,
  othersOn: (count: number) => `${counted(count, "other permission is", "other permissions are")} on and kept.`,
  rules: {
    makeModels: { label: "Make models", hint: "Presets of their own, on base models that they may use." },
    importModels: { label: "Import models", hint: "Bring in models from a file." },
    exportModels: { label: "Export models", hint: "Take models along as a file." },
    shareModels: { label: "Share models", hint: "With whom, the next two say." },
    shareWithPeople: { label: "Share with people", hint: "Needs “Share models” too." },
    shareWithGroups: { label: "Share with groups", hint: "Needs “Share models” too." },
    shareWithEveryone: { label: "Share with everyone", hint: "Open a model to everybody who has an account." },
    makeKeys: { label: "Make keys", hint: "For programs that act in their name." },
  },

  addPerson: "Add a person",
  loadingMembers: "Loading the members",
  nobodyYet: "Nobody is in it yet.",
  searchMembers: "Search the members",
  isMember: (name: string) => `${name} is a member now.`,
  isNoMember: (name: string) => `${name} is no longer a member.`,

  deleteQuestion: (name: string) => `Delete the group ${name}?`,
  deleteWhat: (members: number) =>
    `${members === 1 ? "Its one member keeps their account, but loses" : `Its ${members} members keep their accounts, but lose`} what they may only as its members: ` +
    "its permissions, and the models that were granted to it. Groups that are part of it stay, part of none. " +
    "You can undo this for 24 hours.",
  deleted: (name: string) => `The group ${name} is deleted.`,
  restored: (name: string) => `The group ${name} is restored.`,
};
