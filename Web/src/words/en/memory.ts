const plural = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

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
    model: "Model", wanted: "Wanted", state: "State", memory: "Memory", answers: "Answers", waiting: "Waiting",
    since: "Since", took: "Load took", process: "Process", acts: "Actions",
  },
  on: "On",
  off: "Off",
  states: {
    unloaded: "Not in memory", loading: "Loading…", loaded: "In memory", draining: "Finishing answers…",
    unloading: "Unloading…", failed: "Failed",
  },
  because: (cause: string) => `Because: ${cause}`,
  loadProgress: (model: string) => `Loading ${model}`,
  elapsed: (time: string) => `${time} so far`,
  elapsedOf: (time: string, last: string) => `${time} so far, last time ${last}`,
  nextTry: (time: string) => `Next try in ${time}`,
  nextTryNow: "Next try now",
  noNextTry: "It is not tried again by itself.",

  // Why it is wanted
  standOnIt: (count: number) => plural(count, "model that uses it is on", "models that use it are on"),
  itself: "the base model itself",
  baseIsOff: "The base model is off, so they cannot answer.",
  presetsUnknown: "Which models use it is not known:",

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

  announced: {
    unloaded: (model: string) => `${model} unloaded`,
    loading: (model: string) => `${model} loading`,
    loaded: (model: string) => `${model} loaded`,
    draining: (model: string) => `${model} draining`,
    unloading: (model: string) => `${model} unloading`,
    failed: (model: string) => `${model} failed`,
  },

  // The timeline
  whatHappened: "What happened",
  whichModel: "Model",
  allModels: "All models",
  loadingTimeline: "Loading what happened",
  nothingHappened: "Nothing happened yet",
  nothingHappenedWhy: "Every load, unload and failure will be listed here.",
  nothingOf: (model: string) => `Nothing is known of ${model}.`,
  showAll: "Show all models",
  outOfDate: (why: string) => `This may be out of date. ${why}`,
  today: "Today",
  yesterday: "Yesterday",
  older: "Older",
  newest: "Newest",
  pages: "Pages of what happened",
  happened: {
    "residency.loading": "loading began",
    "residency.loaded": "loaded",
    "residency.draining": "finishing answers, then unloading",
    "residency.unloading": "unloading began",
    "residency.unloaded": "unloaded",
    "residency.failed": "failed",
    "residency.load": "load asked for",
    "residency.unload": "unload asked for",
  },
  by: (person: string) => `by ${person}`,
  refused: "refused",
  tookTime: (time: string) => `took ${time}`,
  tookNoTime: "took less than 1 sec",
  freed: (amount: string) => `${amount} freed`,

  // What the server gives as a cause, in its own words
  causes: {
    "a request": "a request",
    "a load by hand": "loaded by hand",
    "an unload by hand": "unloaded by hand",
    "unloaded by hand": "unloaded by hand",
    "switched off": "switched off",
    "its process ended": "its process ended",
    "memory became free": "memory became free",
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
