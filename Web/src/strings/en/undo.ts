import { counted } from "../counted";

const alsoChanged = (count: number) => (count > 0 ? `; changed ${counted(count, "model", "models")}` : "");

/** Recent changes, and undoing them. */
export const undo = {
  title: "Recent changes",
  about: "What you did in the last 24 hours and can undo. To roll back an edit of one model, open its history.",
  loading: "Loading recent changes",
  none: "No recent changes",
  noneWhy: "Deletions, imports and changes to several models appear here for 24 hours.",
  close: "Close",
  undo: "Undo",
  undoWhat: (what: string) => `Undo: ${what}`,
  undoing: "Undoing…",
  undone: "Undone",
  erased: "Can’t be undone: the person’s data was erased",
  /** @param when such as “in 3 hours” */
  expires: (when: string) => `expires ${when}`,
  notUndone: (why: string) => `Not undone: ${why}`,
  notRestored: (count: number) => `${counted(count, "item", "items")} could not be restored.`,
  skipped: "Not restored:",
  kinds: { user: "person", group: "group", model: "model" },
  noModels: "no models",
  moreModels: (count: number) => counted(count, "more model", "more models"),
  removedPerson: (name: string, count: number) => `Deleted ${name}’s account${alsoChanged(count)}`,
  erasedPerson: "an erased person",
  deletedGroup: (name: string, count: number) => `Deleted the group ${name}${alsoChanged(count)}`,
  changed: (what: string) => `Changed ${what}`,
  did: {
    "model.delete": (what: string) => `Deleted ${what}`,
    "model.delete_all": (what: string) => `Deleted ${what}`,
    "model.activate": (what: string) => `Switched on ${what}`,
    "model.deactivate": (what: string) => `Switched off ${what}`,
    "model.update": (what: string) => `Edited ${what}`,
    "model.share": (what: string) => `Changed access to ${what}`,
    "model.import": (what: string) => `Imported ${what}`,
    "model.sync": (what: string) => `Synced ${what}`,
    "model.undo": (what: string) => `Undid a change to ${what}`,
  },
  /** Why something could not be restored: the server’s text and the page’s. */
  reasons: {
    "it was deleted later": "deleted since",
    "it was deleted later, and created again": "deleted since and created again",
    "it has another owner now": "has another owner now",
    "the group was deleted later": "deleted since",
    "the parent group was deleted later": "the parent group was deleted later",
    "the user was removed later": "deleted since",
    "the group has another parent now": "has another parent now",
    "it is a parent of this group now": "is a parent of this group now",
  },
};
