import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { de } from "./de";
import { en } from "./en";

/** German texts that equal the English ones on purpose. */
const sameInBoth: readonly string[] = [
  "Administrator", "API", "Details", "Details: 2, 2, 2", "Deutsch", "Downloads", "English", "Format", "Horizontal", "ID",
  "In Open WebUI", "In Python", "Link", "Live", "Median", "Min P", "Mirostat", "Name", "ok", "Ollama", "Open WebUI", "Person",
  "person", "Person: 2", "Problem: 2.", "Prompt", "Sampling", "Schema", "Seed", "SHA-256", "SHA-256 (optional)", "System", "Terminal", "Threads",
  "Top K", "Top P", "Version", "vLLM", "Zoom",
];

type Text = [path: string, text: string];

/** Every text with its path; functions are called with 2 for each parameter. */
function textsOf(strings: unknown, path = ""): Text[] {
  if (typeof strings === "string") return [[path, strings]];
  if (typeof strings === "function") return [[path, String(strings(...Array.from({ length: strings.length }, () => 2)))]];
  return Object.entries(strings as object).flatMap(([key, each]) => textsOf(each, `${path}.${key}`));
}

const hasLetters = (text: string) => /\p{L}{2}/u.test(text);
const holesOf = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the texts of the page", () => {
  const english = textsOf(en);
  const german = new Map(textsOf(de));

  it("are the same texts in both languages", () => {
    assert.deepEqual([...german.keys()].sort(), english.map(([path]) => path).sort());
  });

  it("are translated, unless they are listed as the same in both", () => {
    const same = english.filter(([path, text]) => hasLetters(text) && german.get(path) === text);
    assert.deepEqual(same.filter(([, text]) => !sameInBoth.includes(text)), []);
  });

  it("are not empty", () => {
    assert.deepEqual([...english, ...german].filter(([, text]) => text.trim() === ""), []);
  });

  it("have the same placeholders in both languages", () => {
    for (const [path, text] of english) assert.deepEqual(holesOf(german.get(path) ?? ""), holesOf(text), path);
  });

  it("agree in number, in both languages", () => {
    assert.equal(en.people.passToYou(1), "1 model passes to you:");
    assert.equal(en.people.passToYou(3), "3 models pass to you:");
    assert.equal(de.people.passToYou(1), "1 Modell geht auf Sie über:");
    assert.equal(de.groups.othersOn(1), "1 weitere Berechtigung ist eingeschaltet und bleibt es.");
    assert.equal(de.groups.othersOn(2), "2 weitere Berechtigungen sind eingeschaltet und bleiben es.");
  });
});
