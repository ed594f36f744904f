import type { JsonObject } from "../../../api/types";

export const numberSettings = ["context", "gpu_layers", "parallel", "threads", "batch"] as const;
export const choiceSettings = {
  mode: ["chat", "embeddings", "reranking"],
  flash_attention: ["on", "off", "auto"],
  cache_type_k: ["f32", "f16", "bf16", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0", "iq4_nl"],
  cache_type_v: ["f32", "f16", "bf16", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0", "iq4_nl"],
} as const;
export const fileSettings = ["projector", "draft_model"] as const;
export const textSettings = ["lora", "chat_template", "arguments", "environment"] as const;
/** Take the place of the runtime's command. */
export const commandSettings = ["profile", "command"] as const;

export type NumberSetting = typeof numberSettings[number];
export type ChoiceSetting = keyof typeof choiceSettings;
export type FileSetting = typeof fileSettings[number];
export type TextSetting = typeof textSettings[number];
export type CommandSetting = typeof commandSettings[number];
export type Setting = NumberSetting | ChoiceSetting | FileSetting | TextSetting | CommandSetting;

/** The settings as typed; empty: not set. */
export interface LaunchDraft extends Record<Setting, string> {
  accepts_smaller: boolean;
}

export function launchDraftOf(launch: JsonObject): LaunchDraft {
  const text = (name: string) => (launch[name] === undefined || launch[name] === null ? "" : String(launch[name]));
  const lines = (name: string) => {
    const value = launch[name];
    return Array.isArray(value) ? value.map(String).join("\n") : "";
  };
  const environment = launch.environment;
  return {
    context: text("context"), gpu_layers: text("gpu_layers"), parallel: text("parallel"), threads: text("threads"),
    batch: text("batch"), mode: text("mode"),
    flash_attention: launch.flash_attention === true ? "on" : launch.flash_attention === false ? "off" : text("flash_attention"),
    cache_type_k: text("cache_type_k"), cache_type_v: text("cache_type_v"), projector: text("projector"),
    draft_model: text("draft_model"), lora: lines("lora"), chat_template: text("chat_template"),
    profile: text("profile"), command: lines("command"), arguments: lines("arguments"),
    environment: typeof environment === "object" && environment !== null
      ? Object.entries(environment).map(([name, value]) => `${name}=${String(value)}`).join("\n") : "",
    accepts_smaller: launch.accept_smaller !== false,
  };
}

/** What is no number is sent as it was typed: the server says what is wrong with it. */
export function launchOf(draft: LaunchDraft): JsonObject {
  const launch: JsonObject = {};
  for (const name of numberSettings) {
    const text = draft[name].trim();
    if (text !== "") launch[name] = /^\d{1,15}$/.test(text) ? Number(text) : text;
  }
  for (const name of [...(Object.keys(choiceSettings) as ChoiceSetting[]), ...fileSettings]) {
    if (draft[name].trim() !== "") launch[name] = draft[name].trim();
  }
  const lora = linesOf(draft.lora);
  if (lora.length > 0) launch.lora = lora;
  if (draft.chat_template.trim() !== "") launch.chat_template = draft.chat_template;
  if (draft.profile !== "") launch.profile = draft.profile;
  const command = linesOf(draft.command);
  if (command.length > 0) launch.command = command;
  const words = linesOf(draft.arguments);
  if (words.length > 0) launch.arguments = words;
  const variables = linesOf(draft.environment).map((line): [string, string] => {
    const equals = line.indexOf("=");
    return equals < 0 ? [line, ""] : [line.slice(0, equals), line.slice(equals + 1)];
  });
  if (variables.length > 0) launch.environment = Object.fromEntries(variables);
  if (!draft.accepts_smaller) launch.accept_smaller = false;
  return launch;
}

const linesOf = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);

/** As a shell would take it: one line that can be read and tried. */
export const commandLine = (words: string[]): string =>
  words.map((word) => (/^[\w./:{}=,•+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
