import type { ReactNode } from "react";

/** Something that the palette can do. */
export interface Command {
  label: string;
  /** What it is about, where that is not in the label. */
  hint?: string;
  /** The id of the model that it is about: names are not unique. */
  of?: string;
  icon?: ReactNode;
  run(): void;
}

export interface CommandGroup {
  name: string;
  commands: Command[];
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter((word) => word !== "");

/** Every word typed stands in it, in whatever order. */
export function fits(typed: string, { label, hint = "", of = "" }: Pick<Command, "label" | "hint" | "of">): boolean {
  const text = `${label} ${hint} ${of}`.toLowerCase();
  return wordsOf(typed).every((word) => text.includes(word));
}

/**
 * What to look for among the models: “delete letters” means a model called letters.
 *
 * @param acts the names of all acts
 * @returns undefined where only an act is named, so that it may be meant for any model
 */
export function modelIn(typed: string, acts: string[]): string | undefined {
  const verbs = acts.flatMap(wordsOf);
  const isVerb = (word: string) => word.length > 1 && verbs.some((verb) => verb.startsWith(word));
  const rest = typed.split(/\s+/).filter((word) => word !== "" && !isVerb(word.toLowerCase()));
  return rest.length > 0 || typed.trim() === "" ? rest.join(" ") : undefined;
}

/** Only what fits, without groups in which nothing does; what begins as typed comes first in its group. */
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
