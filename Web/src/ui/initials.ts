/** The first letters of the first two words. */
export function initialsOf(name: string): string {
  const strings = name.split(/[\s/_:.-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return strings.slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
}

/** A hue in degrees, always the same for an ID. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hash;
}
