import type { Strings } from "..";
import { auditActions } from "./auditActions";

const count = (number: number, one: string, many: string) => `${number.toLocaleString("de")} ${number === 1 ? one : many}`;
const entries = (number: number) => count(number, "Eintrag", "Einträge");
const toEntries = (number: number) => count(number, "Eintrag", "Einträgen");

export const audit: Strings["audit"] = {
  loading: "Protokoll wird geladen",
  caption: "Protokoll",
  columns: { time: "Zeit", who: "Wer", what: "Was", thing: "Ziel", outcome: "Ergebnis", details: "Einzelheiten" },
  total: (number) => number.toLocaleString("de"),
  moreThan: (number) => `mehr als ${number.toLocaleString("de")}`,
  showMore: "Ältere Einträge zeigen",
  isLoadingMore: "Wird geladen …",
  outOfDate: (why) => `Diese Liste ist vielleicht veraltet. ${why}`,
  nothing: "Noch ist nichts geschehen",
  nothingWhy: "Jede Änderung, jeder abgelehnte Versuch und jedes Laden eines Modells wird hier aufgeführt.",
  nothingFits: "Kein Eintrag passt",
  nothingFitsWhy: "Vielleicht helfen andere Wörter, eine andere Zeit oder weniger Filter.",
  showAll: "Alle Einträge zeigen",
  live: "Live",
  arrived: (number) => (number === 0 ? "" : number === 1 ? "1 Eintrag ist dazugekommen" : `${entries(number)} sind dazugekommen`),
  liveBroken: (why) => `Neue Einträge lassen sich gerade nicht abrufen: ${why} Es wird weiter versucht …`,
  someone: "jemand",
  details: (what, thing, time) => `Einzelheiten: ${what}, ${thing}, ${time}`,
  filters: {
    search: "Protokoll durchsuchen",
    hint: "Ganze Wörter; Anfang* findet, was so beginnt.",
    person: "Person", anybody: "Alle", personIs: (name) => `Person: ${name}`, whose: "Wessen Einträge?",
    searchPeople: "Personen suchen", nobodyFits: (text) => `Niemand hat „${text}“ in Name oder E-Mail-Adresse.`,
    itself: "Muster selbst", cancel: "Abbrechen",
    action: "Aktion", anyAction: "Jede Aktion",
    kind: "Art des Ziels", anyKind: "Jede Art",
    outcome: "Ergebnis", anyOutcome: "Jedes Ergebnis",
    from: "Von", to: "Bis", thing: (name) => `Nur zu ${name}`, dropThing: "Auch anderes zeigen",
    clear: "Filter entfernen",
  },
  outcomes: { ok: "geschehen", denied: "abgelehnt", failed: "gescheitert" },
  kinds: {
    model: "Modell", residency: "Speicher von", account: "Person", session: "Sitzung", key: "Schlüssel",
    group: "Gruppe", permissions: "Rechte", catalog: "Katalog", backup: "Sicherung", audit: "Protokoll", openwebui: "Open WebUI",
    route: "Adresse",
  },
  areas: {
    model: "Modelle", residency: "Speicher", account: "Personen", session: "Anmeldungen", key: "Schlüssel",
    group: "Gruppen", permissions: "Rechte", catalog: "Katalog", openwebui: "Open WebUI", backup: "Sicherungen", access: "Zugang",
    audit: "Protokoll",
  },
  actions: auditActions,
  noFilter: "keine",
  yes: "ja",
  no: "nein",
  member: (name) => `Mitglied: ${name}`,
  isMember: "Mitglied",
  groupNamed: (name) => `Gruppe ${name}`,
  fields: {
    name: "Name", email: "E-Mail", role: "Rolle", profile_image_url: "Bild", description: "Beschreibung", data: "Freigabe",
    parent_group_id: "Übergeordnete Gruppe", permissions: "Berechtigungen", state: "Zustand", pinned: "Angeheftet", models: "Modelle",
    read_only: "Nur lesen", trusted: "Handelt im Namen anderer", creates_users: "Legt Benutzer an", expires_at: "Läuft ab",
    is_active: "Aktiv", access_grants: "Zugriff", "params.system": "System-Prompt", "params.max_tokens": "Höchstzahl Tokens",
    "file.bytes": "Dateigröße", "file.changed_at": "Datei von", share: "Wer freigeben darf", config: "Einstellungen", principal_id: "Für", principal_type: "Art", permission: "Berechtigung",
  },
  metadata: {
    reason: "Grund", cause: "Anlass", advice: "Rat", code: "Fehlercode", owner: "Besitzer", models_passed_to: "Modelle übergegangen an", removed_user: "Gelöschte Person", removed_group: "Gelöschte Gruppe",
    revision_before: "Fassung vorher", revision_after: "Fassung nachher", rolled_back_to: "Zurückgesetzt auf Fassung", revisions: "Fassungen",
    restored_version: "Wiederhergestellte Fassung", version_id: "Fassung", grants_of_those_who_are_gone: "Ausgelassene Freigaben",
    load_milliseconds: "Ladezeit", bytes: "Speicher", expected_bytes: "Erwarteter Speicher", freed_bytes: "Frei gewordener Speicher",
    older_in_memory: "Ältere Datei im Speicher", running_requests: "Anfragen in Arbeit", running_requests_total: "Zahl der Anfragen in Arbeit",
    members: "Mitglieder", keys: "API-Schlüssel", groups: "Gruppen", sessions_ended: "Beendete Sitzungen", password_changed: "Passwort geändert",
    password_rehashed: "Passwort-Hash erneuert", password_taken_over: "Passwort übernommen", session_id: "Sitzung",
    looks: "Weitere Abrufe", query: "Filter", queries: "Filter", entries: "Einträge", format: "Format", size: "Einträge im Protokoll",
    removed: "Entfernte Einträge", older_than_seconds: "Älter als", schema: "Schema", rows: "Zeilen", old_key: "Alter Schlüssel",
    signature: "Signatur", spoken_by: "Im Namen, durch", authentication: "Authentifiziert durch", key_name: "API-Schlüssel",
    key_id: "Kennung des API-Schlüssels", address: "Adresse", request_id: "Kennung der Anfrage", software_version: "Version von Muster",
  },
  entry: {
    loading: "Eintrag wird geladen", close: "Schließen", description: "In Worten",
    before: "Vorher", after: "Nachher", field: "Feld", changes: "Was sich geändert hat", noChanges: "Kein Feld wurde geändert.",
    facts: "Einzelheiten", time: "Zeit", who: "Wer", thing: "Ziel", index: "Platz im Protokoll", notYet: "noch keiner",
    methods: { password: "Passwort", session: "Sitzung", api_key: "Schlüssel", none: "nichts", system: "Muster selbst" },
    proven: "Wie er bewiesen wird",
    provenWhy: "Namen und Adressen stehen darin als gesalzene Hashwerte, damit sie gelöscht werden können.",
    line: "Zeile im Protokoll", hash: "Hashwert der Zeile",
    allBy: (name) => `Alles von ${name}`, allAbout: (name) => `Alles zu ${name}`, history: "Verlauf",
  },
  export: {
    label: "Exportieren", noSearch: "Die Filter gelten, die Suche nach Wörtern nicht.",
    upTo: (size) => `Das ganze Protokoll: ${size === 1 ? "der erste Eintrag" : `die ersten ${entries(size)}`}`,
    table: "Tabelle (CSV)", filteredTable: "Tabelle davon (CSV)", lines: "Einträge (JSONL)", filteredLines: "Diese Einträge (JSONL)",
    names: "Namen mit ihren Salzwerten", leaves: "Hashwerte der Einträge", checkpoint: "Prüfpunkt", key: "Schlüssel",
  },
  verify: {
    button: "Prüfen", one: "Diesen Eintrag prüfen", checking: "Wird geprüft …",
    notFinished: (why) => `Die Prüfung ließ sich nicht abschließen: ${why} Über das Protokoll sagt das nichts.`,
    insecure:
      "Nichts wurde geprüft: Dieser Browser rechnet Kryptografie nur auf Seiten, die über https kamen oder von diesem Rechner selbst. Öffnen Sie Muster über https und versuchen Sie es noch einmal.",
    good: "Geprüft: keine Probleme gefunden.",
    goodEntry: "Dieser Eintrag steht im Protokoll, genau so wie gezeigt.",
    notYet: "Noch nicht zu entscheiden.",
    alarm: "Etwas widerspricht sich. Vertrauen Sie diesem Protokoll nicht, bis Sie den Grund kennen.",
    alarmKept: "Was dieser Browser früher gesehen hat, bleibt aufbewahrt, damit spätere Prüfungen daran gemessen werden.",
    limits: "Was das nicht beweist",
    limitsFirst:
      "Erst ab dem zweiten Mal kann dieser Browser bemerken, dass die Geschichte neu geschrieben wurde. Veröffentlichen Sie Prüfpunkte auf einem anderen Rechner, oder lassen Sie ab und zu jemanden einen abrufen.",
    limitsOlder:
      "Was vor der ersten Prüfung in diesem Browser geschah, kann davor umgeschrieben worden sein. Mehr sagt nur ein Prüfpunkt von anderswo.",
    limitsPage:
      "Auch diese Seite kam vom selben Server. Wer sich auf nichts von ihm verlassen will, prüft einen Export mit muster audit verify auf einem anderen Rechner.",
    limitsNames: "Namen und Adressen gehören hier nicht zum Beweis, ebenso wenig, dass das Aufgezeichnete wahr ist.",
    limitsCount: (number) =>
      `Aus der Liste werden höchstens die ersten ${entries(number)} nachgeschlagen, einzeln. Jedes Nachschlagen hinterlässt selbst einen Eintrag.`,
    beginAnew: "Von hier an neu beginnen", beginAnewTitle: "Den Prüfpunkt vergessen, den dieser Browser gesehen hat?",
    beginAnewWhy:
      "Er ist es, der den Widerspruch beweist. Kopieren Sie ihn vorher, und fahren Sie nur fort, wenn Sie den Grund kennen, etwa eine eingespielte Sicherung.",
    seen: "Früher gesehener Prüfpunkt", seenKey: "Früher gesehener Schlüssel", forget: "Prüfpunkt vergessen",
    findings: {
      signed: (size) => `Der neueste Prüfpunkt, über ${entries(size)}, ist mit dem Schlüssel des Protokolls signiert.`,
      signatureNotChecked:
        "Die Signatur wurde nicht geprüft: Dieser Browser kennt Ed25519 nicht. Der Prüfpunkt kann also von irgendwem zwischen Ihnen und Muster stammen; ein neuerer Browser kann das feststellen.",
      keyUnreadable: "Was der Server als seinen Schlüssel ausgibt, ist keiner.",
      checkpointUnreadable: "Was der Server als neuesten Prüfpunkt ausgibt, ist keiner.",
      signatureWrong: "Der neueste Prüfpunkt ist nicht mit dem Schlüssel signiert, den der Server nennt: Eines von beiden ist gefälscht.",
      firstVisit: (size) =>
        `Dieser Browser prüft das Protokoll zum ersten Mal, es gibt also noch nichts zum Vergleichen. Für das nächste Mal behält er den Prüfpunkt über ${entries(size)}.`,
      seenUnreadable: "Was dieser Browser von der letzten Prüfung behalten hatte, lässt sich nicht lesen.",
      unchanged: (size) =>
        `Nichts, was dieser Browser früher gesehen hat, wurde geändert, entfernt oder dazwischengeschoben. Seither kam nichts dazu: Es ${size === 1 ? "ist" : "sind"} ${entries(size)}.`,
      grown: (from, to) =>
        `Nichts, was dieser Browser früher gesehen hat, wurde geändert, entfernt oder dazwischengeschoben: ${entries(to - from)} ${to - from === 1 ? "kam" : "kamen"} nach den ${toEntries(from)} der letzten Prüfung dazu.`,
      otherLog: (seen, now) => `Das ist ein anderes Protokoll: Dieser Browser hatte ${seen} gesehen, der Server zeigt ${now}.`,
      shorter: (seen, now) =>
        `Das Protokoll ist geschrumpft: Dieser Browser hatte ${entries(seen)} gesehen, der neueste Prüfpunkt hat ${entries(now)}.`,
      rewritten: (seen, now) =>
        `Der Anfang des Protokolls (${entries(seen)}) ist nicht das, was dieser Browser gesehen hat: Der neueste Prüfpunkt, über ${entries(now)}, widerspricht dem hier aufbewahrten.`,
      keyExchanged: "Der Schlüssel des Protokolls hat seit der letzten Prüfung gewechselt; der alte hat den neuen signiert.",
      keyExchangeNotChecked:
        "Der Schlüssel des Protokolls hat seit der letzten Prüfung gewechselt. Ob der alte den neuen signiert hat, wurde nicht geprüft: Dieser Browser kennt Ed25519 nicht.",
      keyReplaced:
        "Der Schlüssel des Protokolls hat seit der letzten Prüfung gewechselt, und der alte bürgt nicht für den neuen. Das geschieht, wenn der Schlüssel verloren ging, und wenn jemand anderes signiert.",
      included: (number) =>
        number === 1
          ? "1 Eintrag wurde nachgeschlagen und steht unter diesem Prüfpunkt im Protokoll, genau so wie gezeigt."
          : `${entries(number)} wurden nachgeschlagen und stehen unter diesem Prüfpunkt im Protokoll, genau so wie gezeigt.`,
      tooNew: (number) =>
        `${entries(number)} ${number === 1 ? "ist" : "sind"} so neu, dass noch kein Prüfpunkt ${number === 1 ? "ihn" : "sie"} umfasst. Prüfen Sie in ein paar Sekunden noch einmal.`,
      tooLate: (id) => `Der Eintrag ${id} ist älter als eine Minute, und noch immer umfasst ihn kein Prüfpunkt.`,
      notIncluded: (id) => `Der Eintrag ${id} wird gezeigt, doch der Prüfpunkt widerspricht dem, dass er an diesem Platz im Protokoll steht.`,
      lineMissing: (id) => `Der Eintrag ${id} wird gezeigt, doch der Server gibt die Zeile nicht heraus, auf der er steht.`,
      shownOtherwise: (id, field) => `Der Eintrag ${id} wird anders gezeigt, als er im Protokoll steht: Das Feld ${field} ist verschieden.`,
      notKept: "Dieser Browser darf nichts aufbewahren, also hat auch die nächste Prüfung nichts zum Vergleichen.",
    },
  },
};
