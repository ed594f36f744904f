export const memory = {
  // The page as a whole
  usedOf: (used: string, budget: string) => `${used} of ${budget} used`,
  free: (amount: string) => `${amount} free`,
  tooMuch: (amount: string) => `${amount} more than its budget`,
  connection: { live: "Live", lost: "Connection lost", idle: "Connecting…" },
  loading: "Loading what is in memory",
  noConnection: "What is in memory is not known now",
  noConnectionWhy: "The connection to Muster is lost. It is tried again by itself.",
  noRuntimes: "There are no runtimes",
  noRuntimesWhy: "A runtime is the program that holds models and answers. Add one to the configuration of Muster.",
  hideIdle: "Hide what is off and not in memory",
  kinds: { process: "programs on this machine" },

  // The bar
  memoryOf: (runtime: string) => `Memory of ${runtime}`,
  part: (model: string, amount: string, state: string) => `${model}: ${amount}, ${state}`,

  // The table
  modelsIn: (runtime: string) => `Models in ${runtime}`,
  noModels: "This runtime has no models.",
  allIdle: "All its models are off and not in memory.",
  columns: {
    model: "Model", wanted: "Should be loaded", state: "State", memory: "Memory", answers: "Answers", waiting: "Waiting",
    since: "Since", took: "Load took", process: "Process", acts: "Actions",
  },
  on: "On",
  off: "Off",
  states: {
    unloaded: "Not in memory", loading: "Loading…", loaded: "In memory", draining: "Finishing answers…",
    unloading: "Unloading…", failed: "Failed",
  },
  because: (cause: string) => `Reason: ${cause}`,
  loadProgress: (model: string) => `Loading ${model}`,
  elapsed: (time: string) => `${time} so far`,
  elapsedOf: (time: string, last: string) => `${time} so far, last time ${last}`,
  nextTry: (time: string) => `Next try in ${time}`,
  nextTryNow: "Next try now",
  noNextTry: "Won’t retry automatically.",

  // Why it is wanted
  standOnIt: (count: number) => count === 1 ? "1 model is on" : `${count} models are on`,
  itself: "(the base model itself)",
  baseIsOff: "The base model itself is off",
  presetsUnknown: "Which models need it is not known:",

  // Acts
  loadNow: "Load now",
  unloadNow: "Unload now",
  loadNamed: (model: string) => `Load ${model} now`,
  unloadNamed: (model: string) => `Unload ${model} now`,
  isLoaded: (model: string, amount: string) => `${model} is loaded: ${amount}.`,
  notLoaded: (model: string, why: string) => `${model} was not loaded: ${why}`,
  isUnloaded: (model: string, amount: string) => `${model} is unloaded: ${amount} freed.`,
  notUnloaded: (model: string, why: string) => `${model} was not unloaded: ${why}`,
  unloadTitle: (model: string) => `Unload ${model}?`,
  answersFirst: (count: number) =>
    count === 1 ? "1 answer is running. It is finished first." : `${count} answers are running. They are finished first.`,
  thenFree: "Then its memory is free. The model stays on: the next request loads it again.",

  // Keeping
  files: {
    replaced: (loaded: string, onDisk: string) =>
      `In memory is the file of ${loaded}; on disk is one of ${onDisk}. Unload and load the model to use it.`,
    removed: (loaded: string) => `In memory is the file of ${loaded}, which is no longer on disk.`,
  },
  pinning: {
    pin: (model: string) => `Pin ${model} in memory`,
    mark: "Pinned",
    idle: (time: string) => `Models unused for ${time} are unloaded; the next request loads them again. Pinned models stay loaded.`,
    noIdle:
      "Idle models stay loaded. Pinned models can’t be unloaded until you unpin them.",
    pinned: (model: string, unloadsIdle: boolean) =>
      unloadsIdle
        ? `${model} is pinned: it stays loaded when idle.`
        : `${model} is pinned: it can’t be unloaded until you unpin it.`,
    unpinned: (model: string, unloadsIdle: boolean) =>
      unloadsIdle ? `${model} is unpinned: it is unloaded when idle.` : `${model} is unpinned.`,
    notChanged: (name: string, why: string) => `${name} was not changed: ${why}`,
    undo: "Undo",
    lastUsed: (when: string) => `last used ${when}`,
  },

  // What would a load take
  plan: {
    title: "What if…",
    what: "See what would happen if a model were loaded now. Nothing is done.",
    search: "What if this model were loaded",
    choose: (model: string) => `What if ${model} were loaded`,
    none: (query: string) => `Nothing has “${query}” in its name or ID.`,
    asking: "Working it out",
    again: "Recalculate",
    close: "Close",
    result: (model: string) => `If ${model} were loaded`,
    loaded: (model: string) => `${model} is in memory already, or on its way.`,
    fits: (model: string, needed: string, free: string) => `${model} fits: it needs about ${needed}, and ${free} are free.`,
    noRoom: (model: string, needed: string, free: string) =>
      `There is no room for ${model}: it needs about ${needed}, and ${free} are free. To make room, unload:`,
    neverFits: (model: string, needed: string, budget: string) =>
      `${model} never fits: it needs about ${needed}, and the whole budget is ${budget}.`,
    noWeights: (model: string) => `No runtime has the weights of ${model}.`,
    itsWeights: (weights: string, runtime: string) => `Its weights: ${weights}, on ${runtime}.`,
    victim: {
      pinned: "pinned: unpin it first",
      leaving: "is on its way out already",
      waited: (count: number) => (count === 1 ? "a request waits for it" : `${count} requests wait for it`),
      answering: (count: number) =>
        count === 1 ? "an answer is running, and would be finished first" : `${count} answers are running, and would be finished first`,
      unused: (when: string) => `was last used ${when}`,
      neverUsed: "nobody has used it since it was loaded",
    },
  },

  announced: {
    unloaded: (model: string) => `${model} unloaded`,
    loading: (model: string) => `${model} loading`,
    loaded: (model: string) => `${model} loaded`,
    draining: (model: string) => `${model} draining`,
    unloading: (model: string) => `${model} unloading`,
    failed: (model: string) => `${model} failed`,
  },

  // The timeline
  whatHappened: "Activity",
  whichModel: "Model",
  allModels: "All models",
  loadingTimeline: "Loading activity",
  nothingHappened: "No activity yet",
  nothingHappenedWhy: "Every load, unload and failure will be listed here.",
  nothingOf: (model: string) => `Nothing is known of ${model}.`,
  showAll: "Show all models",
  outOfDate: (why: string) => `This may be out of date. ${why}`,
  today: "Today",
  yesterday: "Yesterday",
  older: "Older",
  newest: "Newest",
  pages: "Pages of activity",
  happened: {
    "residency.loading": "loading began",
    "residency.loaded": "loaded",
    "residency.draining": "finishing answers, then unloading",
    "residency.unloading": "unloading began",
    "residency.unloaded": "unloaded",
    "residency.failed": "failed",
    "residency.load": "load by hand",
    "residency.unload": "unload by hand",
    "residency.pin": "pinning changed",
    "residency.file_changed": "file replaced",
    "residency.file_missing": "file gone",
    "residency.file_found": "file found",
  },
  by: (person: string) => `, by ${person}`,
  refused: "refused",
  tookTime: (time: string) => `took about ${time}`,
  tookNoTime: "took less than 1 sec",
  afterTime: (time: string) => `after about ${time}`,
  afterNoTime: "after less than 1 sec",
  freed: (amount: string) => `${amount} freed`,

  // What the server gives as a cause, in its own words
  notUsedFor: (time: string) => `not used for ${time}`,
  overBudget: {
    what: (used: string, budget: string) => `Over budget: ${used} of ${budget} in use.`,
    cause: (model: string, bytes: string, expected: string) => `${model} took ${bytes}; ${expected} were expected.`,
    expected: (bytes: string) => `expected ${bytes}`,
    advice: "Switch off a model, or raise the runtime’s memory in the configuration.",
  },
  noRoom: (needed: string, budget: string, free: string) => `Needs ${needed}; ${free} of ${budget} are free`,
  noRoomAtAll: (needed: string, used: string, budget: string) => `Needs ${needed}; ${used} of ${budget} are in use already`,
  tooLarge: (needed: string, budget: string) => `Needs ${needed}, more than the runtime’s ${budget}. Raise its memory, or use smaller weights.`,
  toSwitchOff: (models: string) => `Switch off ${models}.`,
  toWaitFor: (models: string) => `Wait for this to unload: ${models}.`,
  inUse: "in use",
  pinned: "pinned",
  beingUnloaded: (models: string) => `Being unloaded: ${models}.`,
  causes: {
    "the person was removed": "the person was deleted",
    "the group was removed": "the group was deleted",
    "there is no room for it in memory": "no room in memory",
    "a request": "a request",
    "a load by hand": "loaded by hand",
    "an unload by hand": "unloaded by hand",
    "unloaded by hand": "unloaded by hand",
    "switched off": "switched off",
    "its process ended": "its process ended",
    "its process hung": "its process hung",
    "pinned": "pinned",
    "memory became free": "memory freed up",
    "another try after a failure": "another try after a failure",
    "the start of Muster": "Muster was started",
    "the weights' file changed": "its file changed",
    "what the registry says": "a regular check",
  },
  acts: {
    activate: (model: string) => `${model} was switched on`,
    deactivate: (model: string) => `${model} was switched off`,
    create: (model: string) => `${model} was created`,
    update: (model: string) => `${model} was changed`,
    delete: (model: string) => `${model} was deleted`,
    restore: (model: string) => `${model} was restored`,
    import: (model: string) => `${model} was imported`,
    undo: (model: string) => `a change of ${model} was undone`,
    roll_back: (model: string) => `${model} was rolled back`,
  },
};
