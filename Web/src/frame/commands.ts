import type { ReactNode } from "react";

/** An entry of the palette. */
export interface Command {
  label: string;
  /** The model's name, where the label doesn't contain it. */
  hint?: string;
  /** The ID of the command's model: names are not unique. */
  of?: string;
  icon?: ReactNode;
  run(): void;
}

export interface CommandGroup {
  name: string;
  commands: Command[];
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter((word) => word !== "");

/** Every typed word occurs in the command, in any order. */
export function fits(typed: string, { label, hint = "", of = "" }: Pick<Command, "label" | "hint" | "of">): boolean {
  const text = `${label} ${hint} ${of}`.toLowerCase();
  return wordsOf(typed).every((word) => text.includes(word));
}

/**
 * The search text for models: “delete letters” searches for “letters”.
 *
 * @param acts the names of all actions
 * @returns undefined if the text names only an action, which may apply to any model
 */
export function modelIn(typed: string, acts: string[]): string | undefined {
  const verbs = acts.flatMap(wordsOf);
  const isVerb = (word: string) => word.length > 1 && verbs.some((verb) => verb.startsWith(word));
  const rest = typed.split(/\s+/).filter((word) => word !== "" && !isVerb(word.toLowerCase()));
  return rest.length > 0 || typed.trim() === "" ? rest.join(" ") : undefined;
}

/** Only what matches, without empty groups; labels that start with the typed text come first in their group. */
export function narrowed(typed: string, groups: CommandGroup[]): CommandGroup[] {
  const beginning = typed.trim().toLowerCase();
  const begins = (command: Command) => (command.label.toLowerCase().startsWith(beginning) ? 0 : 1);
  return groups
    .map(({ name, commands }) => ({
      name,
      commands: commands.filter((command) => fits(typed, command)).sort((one, other) => begins(one) - begins(other)),
    }))
    .filter(({ commands }) => commands.length > 0);
}
