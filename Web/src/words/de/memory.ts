import type { Words } from "..";

export const memory: Words["memory"] = {
  usedOf: (used, budget) => `${used} von ${budget} belegt`,
  free: (amount) => `${amount} frei`,
  tooMuch: (amount) => `${amount} mehr als vorgesehen`,
  connection: { live: "Live", lost: "Verbindung unterbrochen", idle: "Wird verbunden …" },
  loading: "Der Inhalt des Speichers wird geladen",
  noConnection: "Was im Speicher ist, ist gerade nicht bekannt",
  noConnectionWhy: "Die Verbindung zu Muster ist unterbrochen. Es wird von selbst weiter versucht.",
  noRuntimes: "Es gibt keine Laufzeitumgebung",
  noRuntimesWhy:
    "Eine Laufzeitumgebung ist das Programm, das Modelle im Speicher hält und antwortet. Tragen Sie eine in die Konfiguration von Muster ein.",
  hideIdle: "Ausgeschaltete, die nicht im Speicher sind, ausblenden",
  kinds: { process: "Programme auf diesem Rechner" },

  memoryOf: (runtime) => `Speicher von ${runtime}`,
  part: (model, amount, state) => `${model}: ${amount}, ${state}`,

  modelsIn: (runtime) => `Modelle in ${runtime}`,
  noModels: "Diese Laufzeitumgebung hat keine Modelle.",
  allIdle: "Alle ihre Modelle sind ausgeschaltet und nicht im Speicher.",
  columns: {
    model: "Modell", wanted: "Gewünscht", state: "Zustand", memory: "Speicher", answers: "Antworten",
    waiting: "Wartend", since: "Seit", took: "Ladezeit", process: "Prozess", acts: "Aktionen",
  },
  on: "An",
  off: "Aus",
  states: {
    unloaded: "Nicht im Speicher", loading: "Wird geladen …", loaded: "Im Speicher",
    draining: "Beendet Antworten …", unloading: "Wird entladen …", failed: "Fehlgeschlagen",
  },
  because: (cause) => `Anlass: ${cause}`,
  loadProgress: (model) => `${model} wird geladen`,
  elapsed: (time) => `bisher ${time}`,
  elapsedOf: (time, last) => `bisher ${time}, zuletzt ${last}`,
  nextTry: (time) => `Nächster Versuch in ${time}`,
  nextTryNow: "Nächster Versuch jetzt",
  noNextTry: "Es wird nicht von selbst noch einmal versucht.",

  standOnIt: (count) => (count === 1 ? "1 Modell ist an" : `${count} Modelle sind an`),
  itself: "(das Basismodell selbst)",
  baseIsOff: "Das Basismodell selbst ist aus",
  presetsUnknown: "Welche Modelle es brauchen, ist nicht bekannt:",

  loadNow: "Jetzt laden",
  unloadNow: "Jetzt entladen",
  loadNamed: (model) => `${model} jetzt laden`,
  unloadNamed: (model) => `${model} jetzt entladen`,
  isLoaded: (model, amount) => `${model} ist geladen: ${amount}.`,
  notLoaded: (model, why) => `${model} wurde nicht geladen: ${why}`,
  isUnloaded: (model, amount) => `${model} ist entladen: ${amount} sind frei geworden.`,
  notUnloaded: (model, why) => `${model} wurde nicht entladen: ${why}`,
  unloadTitle: (model) => `${model} entladen?`,
  answersFirst: (count) =>
    count === 1
      ? "1 Antwort läuft. Sie wird zuerst beendet."
      : `${count} Antworten laufen. Sie werden zuerst beendet.`,
  thenFree: "Dann ist der Speicher frei. Das Modell bleibt an: Die nächste Anfrage lädt es wieder.",

  files: {
    replaced: (loaded, onDisk) =>
      `Im Speicher ist die Datei von ${loaded}, auf der Platte liegt eine von ${onDisk}. Entladen und laden Sie das Modell, um sie zu benutzen.`,
    removed: (loaded) => `Im Speicher ist die Datei von ${loaded}, die nicht mehr auf der Platte liegt.`,
  },
  keeping: {
    keep: (model) => `${model} im Speicher behalten`,
    mark: "behalten",
    idle: (time) => `Was ${time} lang niemand benutzt hat, wird entladen und bei der nächsten Anfrage wieder geladen. Was behalten wird, bleibt.`,
    noIdle:
      "Hier wird nichts entladen, nur weil niemand es benutzt. Was behalten wird, wird auch von Hand nicht entladen, bis das zurückgenommen ist.",
    kept: (model, unloadsIdle) =>
      unloadsIdle
        ? `${model} bleibt im Speicher, auch wenn niemand es benutzt.`
        : `${model} wird behalten: Es wird auch von Hand nicht entladen, bis das zurückgenommen ist.`,
    letGo: (model, unloadsIdle) =>
      unloadsIdle ? `${model} wird entladen, wenn niemand es benutzt.` : `${model} wird nicht mehr eigens behalten.`,
    notChanged: (name, why) => `${name} wurde nicht geändert: ${why}`,
    undo: "Rückgängig",
    lastUsed: (when) => `zuletzt benutzt ${when}`,
  },

  plan: {
    title: "Was wäre, wenn …",
    what: "Sehen Sie, was geschähe, wenn ein Modell jetzt geladen würde. Es wird nichts getan.",
    search: "Was wäre, wenn dieses Modell geladen würde",
    choose: (model) => `Was wäre, wenn ${model} geladen würde`,
    none: (query) => `Nichts hat „${query}“ im Namen oder in der ID.`,
    asking: "Wird ermittelt",
    again: "Noch einmal ermitteln",
    close: "Schließen",
    result: (model) => `Wenn ${model} geladen würde`,
    loaded: (model) => `${model} ist schon im Speicher oder auf dem Weg dorthin.`,
    fits: (model, needed, free) => `${model} passt: Es braucht etwa ${needed}, und ${free} sind frei.`,
    noRoom: (model, needed, free) =>
      `Für ${model} ist kein Platz: Es braucht etwa ${needed}, und ${free} sind frei. Dafür müssten diese weichen:`,
    neverFits: (model, needed, budget) =>
      `${model} passt nie: Es braucht etwa ${needed}, und vorgesehen sind insgesamt ${budget}.`,
    noWeights: (model) => `Keine Laufzeitumgebung hat die Gewichte von ${model}.`,
    itsWeights: (weights, runtime) => `Seine Gewichte: ${weights}, in ${runtime}.`,
    leaver: {
      kept: "wird im Speicher behalten, was zuerst zurückgenommen werden müsste",
      leaving: "wird gerade schon entladen",
      waited: (count) => (count === 1 ? "eine Anfrage wartet darauf" : `${count} Anfragen warten darauf`),
      answering: (count) =>
        count === 1 ? "eine Antwort läuft und würde zuerst beendet" : `${count} Antworten laufen und würden zuerst beendet`,
      unused: (when) => `wurde zuletzt benutzt ${when}`,
      neverUsed: "niemand hat es benutzt, seit es geladen wurde",
    },
  },

  announced: {
    unloaded: (model) => `${model} ist entladen`,
    loading: (model) => `${model} wird geladen`,
    loaded: (model) => `${model} ist geladen`,
    draining: (model) => `${model} beendet seine Antworten`,
    unloading: (model) => `${model} wird entladen`,
    failed: (model) => `${model} ist fehlgeschlagen`,
  },

  whatHappened: "Was geschehen ist",
  whichModel: "Modell",
  allModels: "Alle Modelle",
  loadingTimeline: "Was geschehen ist, wird geladen",
  nothingHappened: "Es ist noch nichts geschehen",
  nothingHappenedWhy: "Hier steht jedes Laden und Entladen und jeder Fehlschlag.",
  nothingOf: (model) => `Von ${model} ist nichts bekannt.`,
  showAll: "Alle Modelle zeigen",
  outOfDate: (why) => `Dies ist vielleicht veraltet. ${why}`,
  today: "Heute",
  yesterday: "Gestern",
  older: "Ältere",
  newest: "Neueste",
  pages: "Seiten des Geschehenen",
  happened: {
    "residency.loading": "Laden begonnen",
    "residency.loaded": "geladen",
    "residency.draining": "beendet Antworten und wird dann entladen",
    "residency.unloading": "Entladen begonnen",
    "residency.unloaded": "entladen",
    "residency.failed": "fehlgeschlagen",
    "residency.load": "Laden von Hand",
    "residency.unload": "Entladen von Hand",
    "residency.keep": "Behalten im Speicher geändert",
    "residency.file_changed": "Datei ersetzt",
    "residency.file_missing": "Datei fehlt",
    "residency.file_found": "Datei gefunden",
  },
  by: (person) => `, durch ${person}`,
  refused: "abgelehnt",
  tookTime: (time) => `dauerte etwa ${time}`,
  tookNoTime: "dauerte weniger als 1 Sek.",
  afterTime: (time) => `nach etwa ${time}`,
  afterNoTime: "nach weniger als 1 Sek.",
  freed: (amount) => `${amount} frei geworden`,

  notUsedFor: (time) => `${String(time).replace(".", ",")} lang nicht benutzt`,
  causes: {
    "a request": "eine Anfrage",
    "a load by hand": "von Hand geladen",
    "an unload by hand": "von Hand entladen",
    "unloaded by hand": "von Hand entladen",
    "switched off": "ausgeschaltet",
    "its process ended": "sein Prozess wurde beendet",
    "its process hung": "sein Prozess hing",
    "kept in memory": "im Speicher behalten",
    "memory became free": "Speicher wurde frei",
    "another try after a failure": "ein neuer Versuch nach einem Fehlschlag",
    "the start of Muster": "Muster wurde gestartet",
    "the weights' file changed": "seine Datei wurde geändert",
    "what the registry says": "eine regelmäßige Prüfung",
  },
  acts: {
    activate: (model) => `${model} wurde eingeschaltet`,
    deactivate: (model) => `${model} wurde ausgeschaltet`,
    create: (model) => `${model} wurde angelegt`,
    update: (model) => `${model} wurde geändert`,
    delete: (model) => `${model} wurde gelöscht`,
    restore: (model) => `${model} wurde wiederhergestellt`,
    import: (model) => `${model} wurde importiert`,
    undo: (model) => `eine Änderung an ${model} wurde zurückgenommen`,
    roll_back: (model) => `${model} wurde auf einen früheren Stand gesetzt`,
  },
};
