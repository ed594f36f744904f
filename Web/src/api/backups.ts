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

const backups = "/api/v1/backups";

export const listBackups = () => get<BackupList>(backups);

/** Answers when it is made, which may take minutes. */
export const makeBackup = () => post<Backup>(backups);

export const addressOfBackup = (name: string) => `${backups}/${encodeURIComponent(name)}`;
