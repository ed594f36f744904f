import { get, post } from "./request";

export interface Backup {
  name: string;
  bytes: number;
  /** Seconds since 1970. */
  made_at: number;
  /** The whole file was read and is intact. */
  verified: boolean;
}

export interface BackupList {
  /** Null when none is configured. */
  folder: string | null;
  items: Backup[];
}

export interface RestoreOutcome {
  id: string;
  name: string;
  /** Why the restore failed; null when it succeeded. */
  problem: string | null;
}

const backups = "/api/v1/backups";

export const listBackups = () => get<BackupList>(backups);

/** Answers when the backup is done, which may take minutes. */
export const makeBackup = () => post<Backup>(backups);

/** Answers before the restore is done: the server restarts, and then reports the outcome under this ID. */
export const restoreBackup = (name: string) => post<{ id: string; name: string }>(`${addressOfBackup(name)}/restore`);

/** The last restore since the server process started; 404 for any other. */
export const outcomeOfRestore = (name: string) => get<RestoreOutcome>(`${addressOfBackup(name)}/restore`);

export const addressOfBackup = (name: string) => `${backups}/${encodeURIComponent(name)}`;
