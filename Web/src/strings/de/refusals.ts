import type { Strings } from "..";

/** The part after the first colon: the reason. */
const after = (detail: string) => String(detail).replace(/^[^:]*: /, "");

const stillWorking =
  "Eingeschaltete Modelle antworten weiter und lassen sich ausschalten; alles andere geht erst wieder, wenn gespeichert werden kann.";

export const refusals: Strings["refusals"] = {
  "access.beyond_yours": (detail) => `Für diese Personen oder Gruppen dürfen Sie nichts freigeben: ${after(detail)}`,
  "access.locks_you_out":
    () => "Damit könnten Sie das Modell nicht mehr bearbeiten und das nicht rückgängig machen. Der Eigentümer oder ein Administrator kann das.",
  "access.needs_session": () => "Das geht nur, wenn Sie selbst angemeldet sind, nicht mit einem API-Schlüssel.",
  "access.not_yours":
    () => "Sie können dieses Modell sehen, aber nicht bearbeiten. Wenden Sie sich an den Eigentümer oder einen Administrator.",
  "access.prohibited": () => "Dafür haben Sie keine Berechtigung. Wenden Sie sich an einen Administrator.",
  "account.bad_email": () => "Das ist keine gültige E-Mail-Adresse.",
  "account.bad_name": () => "Geben Sie einen Namen mit 1 bis 200 Zeichen an, ohne Steuerzeichen.",
  "account.bad_image": () => "Das Bild muss ein PNG, JPEG, GIF oder WebP sein, oder die Adresse eines Bildes.",
  "account.email_taken": () => "Zu dieser E-Mail-Adresse gibt es schon ein Konto.",
  "account.last_admin": () => "Das ist der letzte Administrator. Ernennen Sie zuerst einen weiteren.",
  "account.not_found": () => "Konto nicht gefunden.",
  "account.password_too_long": () => "Das Passwort ist zu lang: höchstens 72 Byte.",
  "account.password_too_short": (detail) => `Das Passwort ist zu kurz: mindestens ${/\d+/.exec(detail)?.[0] ?? "ein paar"} Zeichen.`,
  "account.image_too_large": () => "Das Bild ist größer als 1 MiB. Wählen Sie ein kleineres.",
  "audit.entry_not_found": () => "Eintrag nicht gefunden.",
  "backup.damaged": () => "Diese Sicherung ist beschädigt. Es wurde nichts verändert; wählen Sie eine andere.",
  "backup.no_folder": () => "Kein Ordner für Sicherungen eingestellt (backups.folder in der Konfiguration).",
  "backup.not_found": () => "Sicherung nicht gefunden.",
  "backup.restoring": () => "Es wird gerade eine Sicherung wiederhergestellt. Versuchen Sie es gleich erneut.",
  "backup.running": () => "Es wird gerade eine Sicherung angelegt.",
  base_model_inactive: () => "Das Basismodell ist ausgeschaltet.",
  "catalog.not_found": () => "Nicht im Katalog.",
  "group.cycle": () => "Eine Gruppe kann sich nicht selbst untergeordnet sein.",
  "group.not_found": () => "Gruppe nicht gefunden.",
  "group.parent_not_found": () => "Übergeordnete Gruppe nicht gefunden.",
  "group.taken": () => "Eine Gruppe mit diesem Namen gibt es schon. Wählen Sie einen anderen.",
  "import.not_models": () => "Diese Datei enthält keine Modelle, sondern zum Beispiel Funktionen oder Werkzeuge. Nichts wurde importiert.",
  "import.unreadable": (detail) => {
    const line = /in line (\d+)/.exec(String(detail))?.[1];
    return `Die Datei ist keine Liste von Modellen in JSON${line ? ` (Fehler in Zeile ${line})` : ""}.`;
  },
  "key.not_allowed": () => "Sie haben keine Berechtigung, API-Schlüssel anzulegen. Wenden Sie sich an einen Administrator (features.api_keys).",
  "key.not_found": () => "Schlüssel nicht gefunden oder schon widerrufen.",
  "model.base_is_administrators":
    () => "Nur Administratoren können Basismodelle anlegen. Wählen Sie für Ihre Vorlage ein Basismodell.",
  "model.base_is_gone": (detail) => `Basismodell nicht gefunden. (${detail})`,
  "model.id_too_long": () => "Die ID ist zu lang: höchstens 256 Zeichen.",
  "model.no_image": () => "Das Modell hat kein eigenes Bild.",
  "model.not_found": () => "Modell nicht gefunden, oder Sie haben keinen Zugriff.",
  "model.revision_not_found": () => "Version nicht gefunden.",
  "model.revisions_stay": () => "Der Verlauf eines Modells lässt sich nicht löschen.",
  "model.has_dependents": (detail) => `Vorlagen basieren auf diesem Modell. Wählen Sie, was mit ihnen geschehen soll. (${detail})`,
  "model.stale_revision": () => "Das Modell wurde inzwischen geändert. Laden Sie neu, und wiederholen Sie Ihre Änderung.",
  "model.taken": () => "Diese ID ist schon vergeben. Wählen Sie eine andere.",
  model_changing: () => "Das Modell ändert sich gerade ständig. Versuchen Sie es erneut.",
  model_inactive: () => "Das Modell ist ausgeschaltet.",
  model_not_found: () => "Modell nicht gefunden, oder Sie haben keinen Zugriff.",
  model_not_loaded: (detail) => `Das Modell kann nicht geladen werden: ${after(detail)}`,
  model_queue_full: (detail) => `Zu viele Anfragen warten auf dieses Modell. Versuchen Sie es später. (${detail})`,
  rate_limited: () => "Der Server dieses Modells lässt zurzeit keine weiteren Anfragen zu. Versuchen Sie es gleich erneut.",
  "request.foreign_origin": () => 
    "Die Anfrage kam von einer anderen Seite. Hinter einem Proxy: Er muss Host und Protokoll durchreichen und in trusted_proxies stehen.",
  "request.timeout": () => "Die Übertragung war zu langsam. Versuchen Sie es erneut.",
  "request.too_large": (detail) => `Die Anfrage ist zu groß. (${detail})`,
  "request.too_many_bodies":
    () => "Es werden gerade zu viele große Anfragen bearbeitet. Versuchen Sie es gleich erneut.",
  "residency.always_loaded": () => "Diese Laufzeitumgebung hat ihre Modelle immer geladen. Schalten Sie stattdessen das Modell aus.",
  "residency.pinned": () => "Das Modell ist im Speicher angeheftet. Lösen Sie es zuerst los, oder schalten Sie es aus.",
  "residency.no_active_model": () => "Kein eingeschaltetes Modell braucht diese Gewichte. Schalten Sie zuerst eines ein.",
  "residency.overtaken": () => "Das Modell wurde während des Ladens wieder entladen.",
  "runtime.cannot_pull": () => "Diese Laufzeitumgebung kann keine Modelle beziehen.",
  "runtime.not_pulling": () => "Dieses Modell wird gerade nicht bezogen.",
  "runtime.pulling": () => "Dieses Modell wird schon bezogen.",
  "runtime.configured": () => "Diese Laufzeitumgebung steht in der Konfigurationsdatei. Ändern Sie sie dort, und starten Sie Muster neu.",
  "runtime.drained": () => "Das Modell ist zurzeit nicht verfügbar: Seine Laufzeitumgebung ist außer Betrieb.",
  "runtime.exists": () => "Diese ID ist schon vergeben. Wählen Sie eine andere.",
  "runtime.not_found": () => "Diese Laufzeitumgebung gibt es nicht.",
  "runtime.same_server": () => "Eine andere Laufzeitumgebung hat diese Adresse schon. Beide würden einander die Modelle entladen.",
  "runtime.stale": () => "Die Laufzeitumgebung wurde inzwischen geändert. Laden Sie neu, und wiederholen Sie Ihre Änderung.",
  runtime_failed: (detail) => `Das Modell konnte nicht antworten: ${after(detail)}`,
  "session.invalid": () => "Ihre Sitzung ist abgelaufen.",
  "session.missing": () => "Sie sind nicht angemeldet.",
  "session.slowed_down": (detail) => `Zu viele Versuche. Warten Sie einen Moment. (${detail})`,
  "session.too_many_attempts": () => "Zu viele Anmeldungen gleichzeitig. Versuchen Sie es gleich erneut.",
  "session.wrong_password": (detail) => (/email/i.test(detail) ? "Falsche E-Mail-Adresse oder falsches Passwort." : "Falsches Passwort."),
  shutting_down: () => "Muster wird gerade beendet. Versuchen Sie es gleich erneut.",
  "storage.damaged": () => "Die Datenbank ist beschädigt. Führen Sie „muster doctor“ aus, um zu sehen, was zu tun ist.",
  "storage.failed": () => `Das Laufwerk meldet einen Fehler; die Änderung wurde nicht gespeichert. ${stillWorking}`,
  "storage.full": () => `Das Laufwerk ist voll; die Änderung wurde nicht gespeichert. ${stillWorking}`,
  "storage.locked": () => "Ein anderes Programm sperrt die Datenbank. Versuchen Sie es in ein paar Sekunden erneut.",
  "storage.lost":
    () => `Die Datenbank ist nicht mehr an ihrem Ort; die Änderung wurde nicht gespeichert. ${stillWorking}`,
  "storage.read_only": () => `Der Datenordner ist schreibgeschützt; die Änderung wurde nicht gespeichert. ${stillWorking}`,
  "undo.conflicts": (detail) => `Nichts wurde rückgängig gemacht: Spätere Änderungen stehen im Weg. (${detail})`,
  "undo.address_taken": () =>
    "Nichts wurde rückgängig gemacht: Die E-Mail-Adresse gehört jetzt zu einem anderen Konto. Ändern Sie sie dort, oder löschen Sie dieses Konto.",
  "undo.done": () => "Das wurde schon rückgängig gemacht.",
  "undo.erased": () => "Die Daten dieser Person wurden gelöscht. Sie kann nur neu hinzugefügt werden.",
  "undo.unknown": () => "Das lässt sich nicht mehr rückgängig machen.",
};
