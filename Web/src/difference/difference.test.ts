import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rowsOf } from "./folding";
import { difference, type Run } from "./sequences";
import { linesOf, textDifference, type Block, type Line } from "./texts";
import { textOfValue } from "./values";
import { looksTheSame, spelledOut, withCodes, withSigns } from "./visible";

/** Always the same numbers, from 0 to below 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const side = <Item>(runs: Run<Item>[], kind: "removed" | "added"): Item[] =>
  runs.filter((run) => run.kind === "same" || run.kind === kind).flatMap((run) => run.items);

const textOf = (lines: Line[]): string => lines.flatMap(({ pieces }) => pieces.map(({ text }) => text)).join("");
const sideOf = (blocks: Block[], kind: "removed" | "added"): string =>
  blocks.map((block) => textOf(block.kind === "same" ? block.lines : block[kind])).join("");
const marked = (lines: Line[]): string[] =>
  lines.flatMap(({ pieces }) => pieces.filter(({ isChanged }) => isChanged).map(({ text }) => text));

describe("a difference of two sequences", () => {
  it("gives both of them back, whatever they are", () => {
    for (let seed = 0; seed < 400; seed += 1) {
      const random = randomNumbers(seed);
      const few = 2 + Math.floor(random() * 12);
      const sequence = () => Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * few));
      const [before, after] = [sequence(), sequence()];
      for (const budget of [0, 20, undefined]) {
        const runs = difference(before, after, budget);
        assert.deepEqual([side(runs, "removed"), side(runs, "added")], [before, after], `seed ${seed}`);
      }
    }
  });

  it("is the shortest where nothing is unique", () => {
    const runs = difference([..."ABCABBA"], [..."CBABAC"]);
    const changes = runs.filter(({ kind }) => kind !== "same").flatMap(({ items }) => items);
    assert.equal(changes.length, 5);
  });

  it("of equal texts has no change", () => {
    assert.deepEqual(difference([1, 2, 3], [1, 2, 3]), [{ kind: "same", items: [1, 2, 3] }]);
    assert.deepEqual(difference([], []), []);
  });
});

describe("a difference of two texts", () => {
  it("gives both of them back, whatever they are", () => {
    const parts = ["one", "two ", " ", "\n", "\r\n", "\r", "\n\n", "ä", "e\u0301", "\u200b", "👩‍🚀", "\t", "three, four."];
    for (let seed = 0; seed < 400; seed += 1) {
      const random = randomNumbers(seed);
      const text = () => Array.from({ length: Math.floor(random() * 60) }, () => parts[Math.floor(random() * parts.length)]).join("");
      const before = text();
      const after = random() < 0.5 ? text() : before.replace("two", "2").replace("\n", "\r\n");
      const blocks = textDifference(before, after);
      assert.deepEqual([sideOf(blocks, "removed"), sideOf(blocks, "added")], [before, after], `seed ${seed}`);
    }
  });

  it("marks the changed words in one of many lines", () => {
    const lines = Array.from({ length: 60 }, (_, number) => `Rule ${number}: answer politely and at length.`);
    const after = lines.map((line, place) => (place === 36 ? line.replace("politely", "briefly") : line));
    const blocks = textDifference(lines.join("\n"), after.join("\n"));
    const change = blocks.find((block) => block.kind === "changed");
    assert.ok(change?.kind === "changed");
    assert.deepEqual([marked(change.removed), marked(change.added)], [["politely"], ["briefly"]]);
    assert.deepEqual([change.removed[0]?.number, change.added[0]?.number], [37, 37]);
  });

  it("marks no words if the whole text differs", () => {
    const [change] = textDifference("You write letters.", "Antworte auf Deutsch!");
    assert.ok(change?.kind === "changed");
    assert.deepEqual([marked(change.removed), marked(change.added)], [[], []]);
  });

  it("sees blanks, line ends, and the end of the last line", () => {
    for (const [before, after, changed] of [
      ["a line", "a  line", "  "], ["a line", "a line ", " "], ["a line\n", "a line\r\n", "\r\n"], ["a line", "a line\n", "\n"],
    ] as const) {
      const [change] = textDifference(before, after);
      assert.ok(change?.kind === "changed");
      assert.deepEqual(marked(change.added), [changed]);
    }
  });

  it("of 10,000 lines is there in a moment, whatever they are", () => {
    const random = randomNumbers(7);
    const lines = (words: number) => Array.from({ length: 10_000 }, () => `line ${Math.floor(random() * words)}`).join("\n");
    for (const words of [1e9, 3, 5_000]) {
      const [before, after] = [lines(words), lines(words)];
      const began = performance.now();
      const blocks = textDifference(before, after);
      assert.ok(performance.now() - began < 5_000, `with ${words} kinds of lines`);
      assert.equal(sideOf(blocks, "added"), after);
    }
  });

  it("of one line of a million letters is there in a moment", () => {
    const before = "all work and no play ".repeat(50_000);
    const after = `${before.slice(0, 525_000)}!${before.slice(525_000)}`;
    const began = performance.now();
    const [change] = textDifference(before, after);
    assert.ok(performance.now() - began < 5_000);
    assert.ok(change?.kind === "changed");
    assert.deepEqual(marked(change.added), ["!"]);
  });
});

describe("lines", () => {
  it("keep their ends", () => {
    assert.deepEqual(linesOf("a\nb\r\nc\rd"), ["a\n", "b\r\n", "c\r", "d"]);
    assert.deepEqual(linesOf("a\n"), ["a\n"]);
    assert.deepEqual(linesOf("\n\n"), ["\n", "\n"]);
    assert.deepEqual(linesOf(""), []);
  });
});

describe("unchanged lines", () => {
  const text = (changed: string) => Array.from({ length: 20 }, (_, number) => (number === 10 ? changed : `${number}`)).join("\n");
  const blocks = textDifference(text("old"), text("new"));
  const shape = (opened: number[]) => rowsOf(blocks, new Set(opened)).map((row) =>
    row.kind === "folded" ? `${row.lines.length} folded` : `${row.kind} ${textOf([row.line]).trim()}`);

  it("are folded but for those beside a change", () => {
    assert.deepEqual(shape([]), [
      "7 folded", "same 7", "same 8", "same 9", "removed old", "added new", "same 11", "same 12", "same 13", "6 folded",
    ]);
  });

  it("are shown where they were opened", () => {
    assert.equal(shape([0]).length, 10 + 3 - 1 + 1 + 3 + 1 - 1);
    assert.equal(shape([0, 2]).length, 21);
  });

  it("are not folded where a button would take as much room", () => {
    const few = textDifference("a\nb\nc\nx", "a\nb\nc\ny");
    assert.deepEqual(rowsOf(few, new Set()).map(({ kind }) => kind), ["same", "same", "same", "removed", "added"]);
  });
});

describe("invisible characters", () => {
  it("is shown where it makes the difference", () => {
    assert.equal(withSigns(" "), "·");
    assert.equal(withSigns("a\tb \r\n"), "a⇥b·␍␊");
    assert.equal(withSigns("a  word "), "a··word ");
    assert.equal(withSigns("two words"), "two words");
    assert.equal(withSigns("a\u200bb\u00a0c\u202e"), "a[U+200B]b[U+00A0]c[U+202E]");
    assert.equal(withCodes("a b\n"), "a b\n");
  });

  it("is spelled out where two texts look the same", () => {
    assert.equal(looksTheSame("\u00e9", "e\u0301"), true);
    assert.equal(looksTheSame("a", "a"), false);
    assert.deepEqual([spelledOut("\u00e9"), spelledOut("e\u0301")], ["[U+00E9]", "e[U+0301]"]);
  });
});

describe("a value as text", () => {
  it("is JSON by key, in the order of the keys", () => {
    assert.equal(textOfValue({ b: 1, a: ["x"] }), '{\n  "a": [\n    "x"\n  ],\n  "b": 1\n}');
    assert.equal(textOfValue("as it is\n"), "as it is\n");
    assert.equal(textOfValue(0.7), "0.7");
    assert.equal(textOfValue(null), "");
  });
});
