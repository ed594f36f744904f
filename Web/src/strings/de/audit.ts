import type { Strings } from "..";
import { auditActions } from "./auditActions";

const count = (number: number, one: string, many: string) => `${number.toLocaleString("de")} ${number === 1 ? one : many}`;
const entries = (number: number) => count(number, "Eintrag", "Einträge");
const toEntries = (number: number) => count(number, "Eintrag", "Einträgen");

export const audit: Strings["audit"] = {
  loading: "Protokoll wird geladen",
  caption: "Protokoll",
  columns: { time: "Zeit", who: "Wer", what: "Aktion", target: "Ziel", outcome: "Ergebnis", details: "Details" },
  total: (number) => number.toLocaleString("de"),
  moreThan: (number) => `mehr als ${number.toLocaleString("de")}`,
  showMore: "Ältere Einträge anzeigen",
  isLoadingMore: "Wird geladen …",
  outOfDate: (why) => `Diese Liste ist vielleicht veraltet. ${why}`,
  nothing: "Noch keine Einträge",
  nothingWhy: "Hier erscheint jede Änderung, jeder abgelehnte Versuch und jedes Laden eines Modells.",
  noMatches: "Keine passenden Einträge",
  noMatchesWhy: "Versuchen Sie andere Wörter, einen anderen Zeitraum oder weniger Filter.",
  showAll: "Alle Einträge anzeigen",
  live: "Live",
  newEntries: (number) => (number === 0 ? "" : count(number, "neuer Eintrag", "neue Einträge")),
  liveBroken: (why) => `Neue Einträge können nicht abgerufen werden: ${why} Neuer Versuch …`,
  someone: "jemand",
  details: (what, thing, time) => `Details: ${what}, ${thing}, ${time}`,
  filters: {
    search: "Protokoll durchsuchen",
    hint: "Sucht ganze Wörter; Wort* sucht nach Wortanfängen.",
    person: "Person", anybody: "Alle", personIs: (name) => `Person: ${name}`, whose: "Person wählen",
    searchPeople: "Personen suchen", noMatches: (text) => `Niemand hat „${text}“ in Name oder E-Mail-Adresse.`,
    itself: "Muster selbst", cancel: "Abbrechen",
    action: "Aktion", anyAction: "Alle Aktionen",
    kind: "Art des Ziels", anyKind: "Alle Arten",
    outcome: "Ergebnis", anyOutcome: "Alle Ergebnisse",
    from: "Von", to: "Bis", target: (name) => `Ziel: ${name}`, allTargets: "Alle Ziele anzeigen",
    clear: "Filter zurücksetzen",
  },
  outcomes: { ok: "erledigt", denied: "abgelehnt", failed: "fehlgeschlagen" },
  kinds: {
    model: "Modell", residency: "Speicher von", runtime: "Laufzeitumgebung", weights: "Modelldatei", account: "Person", session: "Sitzung", key: "Schlüssel",
    group: "Gruppe", permissions: "Berechtigungen", catalog: "Katalog", backup: "Sicherung", audit: "Protokoll", openwebui: "Open WebUI",
    route: "Adresse",
  },
  areas: {
    model: "Modelle", residency: "Speicher", runtime: "Laufzeitumgebungen", weights: "Modelldateien", account: "Personen", session: "Anmeldungen", key: "Schlüssel",
    group: "Gruppen", permissions: "Berechtigungen", catalog: "Katalog", openwebui: "Open WebUI", backup: "Sicherungen", access: "Zugriff",
    audit: "Protokoll",
  },
  actions: auditActions,
  pins: { pinned: "angeheftet", unpinned: "losgelöst" },
  noFilter: "keine",
  yes: "ja",
  no: "nein",
  member: (name) => `Mitglied: ${name}`,
  isMember: "Mitglied",
  groupNamed: (name) => `Gruppe ${name}`,
  fields: {
    name: "Name", email: "E-Mail", role: "Rolle", profile_image_url: "Bild", description: "Beschreibung", data: "Freigabe",
    parent_group_id: "Übergeordnete Gruppe", permissions: "Berechtigungen", state: "Zustand", pinned: "Angeheftet", models: "Modelle",
    read_only: "Nur lesend", trusted: "Handelt im Namen von Benutzern", creates_users: "Legt Benutzer an", expires_at: "Läuft ab",
    is_active: "Eingeschaltet", access_grants: "Zugriff", "params.system": "System-Prompt", "params.max_tokens": "Max. Token",
    "file.bytes": "Dateigröße", "file.changed_at": "Datei geändert", share: "Wer freigeben darf", config: "Einstellungen", principal_id: "Freigegeben für", principal_type: "Art", permission: "Berechtigung",
  },
  metadata: {
    reason: "Grund", cause: "Ursache", advice: "Empfehlung", code: "Fehlercode", owner: "Eigentümer", models_passed_to: "Modelle übergegangen an", removed_user: "Gelöschte Person", removed_group: "Gelöschte Gruppe",
    revision_before: "Version vorher", revision_after: "Version nachher", rolled_back_to: "Zurückgesetzt auf Version", revisions: "Versionen",
    restored_version: "Wiederhergestellte Version", version_id: "Versions-ID", grants_of_removed: "Übersprungene Freigaben",
    load_milliseconds: "Ladezeit", bytes: "Speicher", expected_bytes: "Erwarteter Speicher", freed_bytes: "Freigegebener Speicher", runtime: "Laufzeitumgebung",
    older_in_memory: "Ältere Datei geladen", running_requests: "Laufende Anfragen", running_requests_total: "Anzahl laufender Anfragen",
    members: "Mitglieder", keys: "API-Schlüssel", groups: "Gruppen", sessions_ended: "Beendete Sitzungen", password_changed: "Passwort geändert",
    password_rehashed: "Passwort-Hash erneuert", password_imported: "Passwort importiert", session_id: "Sitzung",
    reads: "Weitere Abrufe", query: "Filter", queries: "Filter", entries: "Einträge", format: "Format", size: "Einträge im Protokoll",
    removed: "Entfernte Einträge", older_than_seconds: "Älter als", schema: "Schema", rows: "Zeilen", old_key: "Alter Schlüssel",
    signature: "Signatur", key_owner: "Eigentümer des Schlüssels der Chat-Oberfläche", authentication: "Authentifiziert durch", key_name: "API-Schlüssel",
    key_id: "ID des API-Schlüssels", address: "Adresse", request_id: "Anfrage-ID", software_version: "Muster-Version",
  },
  entry: {
    loading: "Eintrag wird geladen", close: "Schließen", description: "Zusammenfassung",
    before: "Vorher", after: "Nachher", field: "Feld", changes: "Änderungen", noChanges: "Keine Felder geändert.",
    facts: "Details", time: "Zeit", who: "Wer", target: "Ziel", index: "Position im Protokoll", notYet: "noch keine",
    methods: { password: "Passwort", session: "Sitzung", api_key: "Schlüssel", none: "keine", system: "Muster selbst" },
    proven: "Im Protokoll",
    provenWhy: "Namen und Adressen sind darin als gesalzene Hashwerte gespeichert, damit sie gelöscht werden können.",
    line: "Zeile im Protokoll", hash: "Hashwert der Zeile",
    allBy: (name) => `Alle Einträge von ${name}`, allAbout: (name) => `Alle Einträge zu ${name}`, history: "Verlauf",
  },
  export: {
    label: "Exportieren", noSearch: "Für Exporte gelten die Filter, nicht die Suche.",
    upTo: (size) => `Das ganze Protokoll (${size === 1 ? "erster Eintrag" : `erste ${entries(size)}`})`,
    table: "Tabelle (CSV)", filteredTable: "Gefilterte Tabelle (CSV)", lines: "Einträge (JSONL)", filteredLines: "Gefilterte Einträge (JSONL)",
    names: "Namen und Salts", leaves: "Hashwerte der Einträge", checkpoint: "Prüfpunkt", key: "Öffentlicher Schlüssel",
  },
  verify: {
    button: "Prüfen", one: "Diesen Eintrag prüfen", checking: "Wird geprüft …",
    notFinished: (why) => `Die Prüfung kann nicht abgeschlossen werden: ${why} Über das Protokoll sagt das nichts aus.`,
    insecure:
      "Nicht geprüft: Browser erlauben Kryptografie nur über HTTPS oder auf diesem Rechner selbst. Öffnen Sie Muster über HTTPS und versuchen Sie es erneut.",
    good: "Geprüft: keine Probleme gefunden.",
    goodEntry: "Geprüft: Dieser Eintrag steht genau so im Protokoll.",
    notYet: "Noch nicht geprüft.",
    alarm: "Prüfung fehlgeschlagen. Vertrauen Sie diesem Protokoll nicht, bis Sie den Grund kennen.",
    alarmKept: "Dieser Browser behält den früheren Prüfpunkt für spätere Prüfungen.",
    limits: "Was das nicht beweist",
    limitsFirst:
      "Dieser Browser erkennt ein umgeschriebenes Protokoll erst ab seiner zweiten Prüfung. Veröffentlichen Sie Prüfpunkte auf einem anderen Rechner, oder lassen Sie ab und zu jemanden einen abrufen.",
    limitsOlder:
      "Einträge aus der Zeit vor der ersten Prüfung in diesem Browser können früher umgeschrieben worden sein. Das zeigt nur ein anderswo gespeicherter Prüfpunkt.",
    limitsPage:
      "Diese Seite kommt vom selben Server. Um von ihm unabhängig zu sein, prüfen Sie einen Export mit muster audit verify auf einem anderen Rechner.",
    limitsNames: "Der Beweis umfasst weder Namen und Adressen noch, ob das Aufgezeichnete stimmt.",
    limitsCount: (number) => `Höchstens die ersten ${entries(number)} der Liste werden einzeln nachgeschlagen. Jedes Nachschlagen erzeugt selbst einen Eintrag.`,
    startOver: "Ab hier neu beginnen", startOverTitle: "Den Prüfpunkt vergessen, den dieser Browser gesehen hat?",
    startOverWhy:
      "Er beweist den Widerspruch. Kopieren Sie ihn vorher, und fahren Sie nur fort, wenn Sie den Grund kennen, etwa eine wiederhergestellte Sicherung.",
    seen: "Früherer Prüfpunkt", seenKey: "Früherer Schlüssel", forget: "Prüfpunkt vergessen",
    findings: {
      signed: (size) => `Der neueste Prüfpunkt (${entries(size)}) ist mit dem Schlüssel des Protokolls signiert.`,
      signatureNotChecked:
        "Die Signatur wurde nicht geprüft: Dieser Browser unterstützt Ed25519 nicht. Jemand zwischen Ihnen und Muster könnte den Prüfpunkt gefälscht haben. Prüfen Sie mit einem neueren Browser.",
      keyUnreadable: "Der Schlüssel des Servers ist ungültig.",
      checkpointUnreadable: "Der neueste Prüfpunkt des Servers ist ungültig.",
      signatureWrong: "Der neueste Prüfpunkt ist nicht mit dem Schlüssel des Servers signiert: Eines von beiden ist gefälscht.",
      firstVerification: (size) => `Dieser Browser prüft das Protokoll zum ersten Mal, es gibt also nichts zum Vergleichen. Er speichert den Prüfpunkt (${entries(size)}) für das nächste Mal.`,
      seenUnreadable: "Der in diesem Browser gespeicherte Prüfpunkt kann nicht gelesen werden.",
      unchanged: (size) => `Nichts, was dieser Browser früher gesehen hat, wurde geändert, entfernt oder eingefügt. Seither kam nichts dazu: ${entries(size)}.`,
      grown: (from, to) => `Nichts, was dieser Browser früher gesehen hat, wurde geändert, entfernt oder eingefügt. Seit der letzten Prüfung ${to - from === 1 ? "kam" : "kamen"} ${entries(to - from)} zu den ersten ${toEntries(from)} dazu.`,
      otherLog: (seen, now) => `Das ist ein anderes Protokoll: Dieser Browser hat ${seen} gesehen, der Server zeigt ${now}.`,
      shorter: (seen, now) => `Das Protokoll ist geschrumpft: Dieser Browser hat ${entries(seen)} gesehen, der neueste Prüfpunkt hat ${entries(now)}.`,
      rewritten: (seen, now) => `Der Anfang des Protokolls (${entries(seen)}) wurde geändert: Der neueste Prüfpunkt (${entries(now)}) widerspricht dem, den dieser Browser gesehen hat.`,
      keyRotated: "Der Schlüssel des Protokolls wurde seit der letzten Prüfung gewechselt; der alte hat den neuen signiert.",
      keyRotationNotChecked:
        "Der Schlüssel des Protokolls wurde seit der letzten Prüfung gewechselt. Ob der alte den neuen signiert hat, wurde nicht geprüft: Dieser Browser unterstützt Ed25519 nicht.",
      keyReplaced:
        "Der Schlüssel des Protokolls wurde seit der letzten Prüfung ersetzt, und der alte hat den neuen nicht signiert. Das passiert, wenn der Schlüssel verloren ging oder wenn jemand anderes signiert.",
      included: (number) => 
        number === 1
          ? "1 Eintrag wurde nachgeschlagen und steht genau so unter diesem Prüfpunkt im Protokoll."
          : `${entries(number)} wurden nachgeschlagen und stehen genau so unter diesem Prüfpunkt im Protokoll.`,
      tooNew: (number) => `${entries(number)} ${number === 1 ? "ist" : "sind"} noch von keinem Prüfpunkt erfasst. Prüfen Sie in ein paar Sekunden erneut.`,
      tooLate: (id) => `Der Eintrag ${id} ist über eine Minute alt und noch immer von keinem Prüfpunkt erfasst.`,
      notIncluded: (id) => `Der Eintrag ${id} wird angezeigt, aber der Prüfpunkt widerspricht seiner Position im Protokoll.`,
      lineMissing: (id) => `Der Eintrag ${id} wird angezeigt, aber der Server liefert seine Zeile im Protokoll nicht.`,
      shownDifferently: (id, field) => `Der Eintrag ${id} weicht von seiner Zeile im Protokoll ab: Feld ${field}.`,
      notStored: "Dieser Browser kann den Prüfpunkt nicht speichern, also hat auch die nächste Prüfung nichts zum Vergleichen.",
    },
  },
};
