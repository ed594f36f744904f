const isPlain = (word: string) => /^[A-Za-z0-9_./:@%+=-]+$/.test(word);

const quoted = (word: string) => (isPlain(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** The command to type on Muster's machine. */
export function restoreCommand(folder: string, name: string): string {
  const path = `${folder.replace(/\/+$/, "")}/${name}`;
  return `muster restore ${quoted(path)} --config muster.yaml --replace`;
}
