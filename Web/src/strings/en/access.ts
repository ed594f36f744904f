export const access = {
  title: (model: string) => `Access to ${model}`,
  loading: "Loading the grants",
  saved: (model: string) => `The access to ${model} is saved.`,
  rightsOfBaseModel:
    "Read: see it and use it. Only administrators change a base model, so nobody can be given more.",
  rightsOfPreset: "Read: see it and use it. Write: also change it, switch it, share it and delete it.",
  reload: "Load what is saved, drop mine",

  right: "Right",
  rights: { read: "Read", write: "Write" },
  everyone: "Everyone",
  kinds: { user: "person", group: "group" },
  new: "new",
  grantedTo: "Access is granted to",
  rightOf: (name: string) => `Right of ${name}`,
  onlyAdministrators: "Nobody but the administrators.",
  onlyOwner: "Nobody but its owner and the administrators.",

  mayNotShare: "You may take access away, but have no permission to share with others.",
  addPerson: "Add a person",
  addGroup: "Add a group",
  addGroupOption: "Add a group…",
  addTheGroup: "Add the group",
  addEveryone: "Add everyone",
  groupsNotLoaded: (why: string) => `The groups could not be loaded. ${why}`,

  whoCanUse: "Who can use this",
  person: "Person",
  model: "Model",
  why: "Why",
  loadingWho: "Loading…",
  asSaved: "As it is saved; changes above that are not saved do not count yet.",

  administrator: "administrator",
  owner: "owner",
  toEveryone: { read: "granted to everyone", write: "granted to everyone to write" },
  inPerson: { read: "granted in person", write: "granted to write in person" },
  toGroup: {
    read: (group: string) => `granted to the group “${group}”`,
    write: (group: string) => `granted to write to the group “${group}”`,
  },
  toGroupAbove: {
    read: (group: string, below: string) => `granted to the group “${group}”, which “${below}” is part of`,
    write: (group: string, below: string) => `granted to write to the group “${group}”, which “${below}” is part of`,
  },
};
