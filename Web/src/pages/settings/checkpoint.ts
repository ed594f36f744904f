export interface Checkpoint {
  log: string;
  entries: number;
}

/** The first lines of a signed note: log name, number of entries, root hash. */
export function readCheckpoint(note: string): Checkpoint | undefined {
  const [log, size = ""] = note.split("\n");
  return log && /^\d+$/.test(size) ? { log, entries: Number(size) } : undefined;
}
