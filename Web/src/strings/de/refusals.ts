import type { Strings } from "..";

/** What comes after the first colon: the reason itself. */
const after = (detail: string) => String(detail).replace(/^[^:]*: /, "");

const stillWorking =
  "Eingeschaltete Modelle antworten weiter und lassen sich ausschalten; alles andere geht erst wieder, wenn gespeichert werden kann.";

export const refusals: Strings["refusals"] = {
  "access.beyond_yours": (detail) => `Für diese dürfen Sie nichts freigeben: ${after(detail)}`,
  "access.locks_you_out":
    () => "Damit nähmen Sie sich selbst das Recht, das Modell zu ändern, und könnten es nicht zurücknehmen. Sein Besitzer oder ein Administrator kann das.",
  "access.needs_session": () => "Das geht nur, wenn Sie selbst angemeldet sind, nicht mit einem API-Schlüssel.",
  "access.not_yours":
    () => "Sie dürfen dieses Modell sehen, aber nicht ändern. Fragen Sie seinen Besitzer oder einen Administrator.",
  "access.prohibited": () => "Das dürfen Sie nicht. Fragen Sie einen Administrator.",
  "account.bad_email": () => "Das ist keine E-Mail-Adresse.",
  "account.bad_name": () => "Geben Sie einen Namen mit 1 bis 200 Zeichen an, ohne Steuerzeichen.",
  "account.bad_picture": () => "Das Bild muss PNG, JPEG, GIF oder WebP sein, oder die Adresse eines Bildes.",
  "account.email_taken": () => "Diese E-Mail-Adresse hat schon ein Konto.",
  "account.last_admin": () => "Das ist der letzte Administrator. Machen Sie zuerst jemand anderen dazu.",
  "account.not_found": () => "Das Konto gibt es nicht.",
  "account.password_too_long": () => "Das Passwort ist zu lang: höchstens 72 Byte.",
  "account.password_too_short": (detail) => `Das Passwort ist zu kurz: mindestens ${/\d+/.exec(detail)?.[0] ?? "ein paar"} Zeichen.`,
  "account.picture_too_large": () => "Das Bild ist größer als 1 MiB. Nehmen Sie ein kleineres.",
  "audit.entry_not_found": () => "Den Eintrag gibt es nicht.",
  "backup.damaged": () => "Diese Sicherung ist beschädigt. Es wurde nichts verändert; wählen Sie eine andere.",
  "backup.no_folder": () => "In der Konfiguration steht kein Ordner für Sicherungen (backups.folder).",
  "backup.not_found": () => "Die Sicherung gibt es nicht.",
  "backup.restoring": () => "Es wird gerade schon eine Sicherung wiederhergestellt. Sehen Sie gleich noch einmal nach.",
  "backup.running": () => "Es wird gerade schon eine Sicherung gemacht.",
  base_model_inactive: () => "Das Basismodell ist ausgeschaltet.",
  "catalog.not_found": () => "Das steht nicht im Katalog.",
  "group.cycle": () => "Eine Gruppe kann nicht unter sich selbst stehen.",
  "group.not_found": () => "Die Gruppe gibt es nicht.",
  "group.parent_not_found": () => "Die übergeordnete Gruppe gibt es nicht.",
  "group.taken": () => "Eine Gruppe dieses Namens gibt es schon. Wählen Sie einen anderen.",
  "import.not_models": () => "Diese Datei enthält keine Modelle, sondern etwas anderes, etwa Funktionen oder Werkzeuge. Es wurde nichts importiert.",
  "import.unreadable": (detail) => {
    const line = /in line (\d+)/.exec(String(detail))?.[1];
    return `Die Datei ist keine Liste von Modellen in JSON${line ? ` (Fehler in Zeile ${line})` : ""}.`;
  },
  "key.not_allowed": () => "Sie dürfen keine API-Schlüssel machen. Fragen Sie einen Administrator (features.api_keys).",
  "key.not_found": () => "Den Schlüssel gibt es nicht, oder er wurde schon widerrufen.",
  "model.base_is_administrators":
    () => "Basismodelle machen nur Administratoren. Nennen Sie das Basismodell, auf dem Ihre Vorlage steht.",
  "model.base_is_gone": (detail) => `Das Basismodell ist nicht da. (${detail})`,
  "model.id_too_long": () => "Die ID ist zu lang: höchstens 256 Zeichen.",
  "model.no_picture": () => "Das Modell hat kein eigenes Bild.",
  "model.not_found": () => "Das Modell gibt es nicht, oder Sie dürfen es nicht sehen.",
  "model.revision_not_found": () => "Die Fassung gibt es nicht.",
  "model.revisions_stay": () => "Die Geschichte eines Modells bleibt.",
  "model.has_dependents": (detail) => `Auf diesem Modell stehen Vorlagen; sagen Sie, was aus ihnen werden soll. (${detail})`,
  "model.stale_revision": () => "Das Modell wurde inzwischen geändert. Sehen Sie nach, was anders ist, und versuchen Sie es noch einmal.",
  "model.taken": () => "Diese ID hat schon ein anderes Modell. Wählen Sie eine andere.",
  model_changing: () => "Das Modell wird gerade ständig geändert. Versuchen Sie es noch einmal.",
  model_inactive: () => "Das Modell ist ausgeschaltet.",
  model_not_found: () => "Das Modell gibt es nicht, oder Sie dürfen es nicht benutzen.",
  model_not_loaded: (detail) => `Das Modell kann nicht geladen werden: ${after(detail)}`,
  model_queue_full: (detail) => `Zu viele warten schon auf dieses Modell. Versuchen Sie es später. (${detail})`,
  "request.foreign_origin": () => 
    "Die Anfrage kam von einer anderen Seite. Hinter einem Proxy: Er muss Host und Protokoll durchreichen und in trusted_proxies stehen.",
  "request.timeout": () => "Die Übertragung war zu langsam. Versuchen Sie es noch einmal.",
  "request.too_large": (detail) => `Das ist zu groß. (${detail})`,
  "request.too_many_bodies":
    () => "Es werden gerade zu viele große Anfragen bearbeitet. Versuchen Sie es gleich noch einmal.",
  "residency.pinned": () => "Das Modell wird im Speicher gehalten. Nehmen Sie das zuerst zurück, oder schalten Sie es aus.",
  "residency.not_wanted": () => "Kein eingeschaltetes Modell braucht diese Gewichte. Schalten Sie zuerst eines ein.",
  "residency.overtaken": () => "Das Modell sollte geladen werden, aber dann hat es jemand entladen.",
  runtime_failed: (detail) => `Das Modell konnte nicht antworten: ${after(detail)}`,
  "session.invalid": () => "Sie sind nicht mehr angemeldet.",
  "session.missing": () => "Sie sind nicht angemeldet.",
  "session.slowed_down": (detail) => `Zu viele Versuche. Warten Sie einen Augenblick. (${detail})`,
  "session.too_many_attempts": () => "Zu viele melden sich gerade an. Versuchen Sie es gleich noch einmal.",
  "session.wrong_password": (detail) => (/email/i.test(detail) ? "E-Mail-Adresse oder Passwort stimmt nicht." : "Das Passwort stimmt nicht."),
  shutting_down: () => "Muster wird gerade beendet. Versuchen Sie es gleich noch einmal.",
  "storage.damaged": () => "Die Datenbank ist beschädigt. „muster doctor“ sagt, was zu tun ist.",
  "storage.failed": () => `Das Laufwerk meldet einen Fehler; die Änderung wurde nicht gespeichert. ${stillWorking}`,
  "storage.full": () => `Das Laufwerk ist voll; die Änderung wurde nicht gespeichert. ${stillWorking}`,
  "storage.locked": () => "Ein anderes Programm hat die Datenbank gesperrt. Versuchen Sie es in ein paar Sekunden noch einmal.",
  "storage.lost":
    () => `Die Datenbank ist nicht mehr da, wo sie war; die Änderung wurde nicht gespeichert. ${stillWorking}`,
  "storage.read_only": () => `Der Datenordner ist schreibgeschützt; die Änderung wurde nicht gespeichert. ${stillWorking}`,
  "undo.conflicts": (detail) => `Nichts wurde rückgängig gemacht, wegen dem, was danach kam. (${detail})`,
  "undo.address_taken": () =>
    "Nichts wurde rückgängig gemacht: Die E-Mail-Adresse gehört jetzt zu einem anderen Konto. Ändern Sie sie dort, oder löschen Sie dieses Konto.",
  "undo.done": () => "Das wurde schon rückgängig gemacht.",
  "undo.erased": () => "Die Daten dieser Person wurden gelöscht. Sie kann nur neu hinzugefügt werden.",
  "undo.unknown": () => "Das lässt sich nicht mehr rückgängig machen.",
};
