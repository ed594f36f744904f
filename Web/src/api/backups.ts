import { get, post } from "./request";

export interface Backup {
  name: string;
  bytes: number;
  /** Seconds since 1970. */
  made_at: number;
  /** All of the file was read and is good. */
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
  /** Why the house goes on with what it had; null when it goes on from the backup. */
  problem: string | null;
}

const backups = "/api/v1/backups";

export const listBackups = () => get<BackupList>(backups);

/** Answers when it is made, which may take minutes. */
export const makeBackup = () => post<Backup>(backups);

/** Answers before it is done: the server stops for it, and tells the outcome afterwards, by the id. */
export const restoreBackup = (name: string) => post<{ id: string; name: string }>(`${addressOfBackup(name)}/restore`);

/** Of the last one since the server's process began; 404 when that was another one. */
export const outcomeOfRestore = (name: string) => get<RestoreOutcome>(`${addressOfBackup(name)}/restore`);

export const addressOfBackup = (name: string) => `${backups}/${encodeURIComponent(name)}`;
