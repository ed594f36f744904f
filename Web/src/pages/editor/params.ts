/** How one parameter of a preset is entered; label and hint are in the strings. */
export interface ParamRule {
  section: ParamSection;
  kind: "number" | "whole" | "switch" | "choice" | "text" | "json";
  min?: number;
  max?: number;
  /** The runtime's default, if it is one value. */
  standard?: string;
  /** Sends `true` and `false` as Booleans. */
  choices?: readonly string[];
  /** Only Ollama supports it. */
  isForOllama?: boolean;
}

export const paramSections = ["sampling", "length", "repetition", "thinking", "streaming", "memory"] as const;
export type ParamSection = typeof paramSections[number];

const table = <Rules extends Record<string, ParamRule>>(rules: Rules): Rules => rules;

/**
 * Every parameter with a field. Names as in Open WebUI 0.12; defaults are llama-server's, or Ollama's where
 * only Ollama has the parameter.
 */
export const paramRules = table({
  temperature: { section: "sampling", kind: "number", min: 0, max: 2, standard: "0.8" },
  top_p: { section: "sampling", kind: "number", min: 0, max: 1, standard: "0.95" },
  top_k: { section: "sampling", kind: "whole", min: 0, max: 100_000, standard: "40" },
  min_p: { section: "sampling", kind: "number", min: 0, max: 1, standard: "0.05" },
  seed: { section: "sampling", kind: "whole", min: -1, max: Number.MAX_SAFE_INTEGER },
  tfs_z: { section: "sampling", kind: "number", min: 0, max: 10, standard: "1", isForOllama: true },
  mirostat: { section: "sampling", kind: "whole", min: 0, max: 2, standard: "0" },
  mirostat_eta: { section: "sampling", kind: "number", min: 0, max: 1, standard: "0.1" },
  mirostat_tau: { section: "sampling", kind: "number", min: 0, max: 10, standard: "5" },
  logit_bias: { section: "sampling", kind: "json" },
  max_tokens: { section: "length", kind: "whole", min: -1, max: 1e9, standard: "-1" },
  num_ctx: { section: "length", kind: "whole", min: 1, max: 1e8, standard: "2048", isForOllama: true },
  num_keep: { section: "length", kind: "whole", min: -1, max: 1e8, standard: "4", isForOllama: true },
  compact_token_threshold: { section: "length", kind: "whole", min: 1, max: 1e9 },
  frequency_penalty: { section: "repetition", kind: "number", min: -2, max: 2, standard: "0" },
  presence_penalty: { section: "repetition", kind: "number", min: -2, max: 2, standard: "0" },
  repeat_penalty: { section: "repetition", kind: "number", min: -2, max: 2, standard: "1" },
  repeat_last_n: { section: "repetition", kind: "whole", min: -1, max: 1e8, standard: "64" },
  reasoning_effort: { section: "thinking", kind: "choice", choices: ["minimal", "low", "medium", "high"] },
  think: {
    section: "thinking", kind: "choice", choices: ["true", "false", "low", "medium", "high"], isForOllama: true,
  },
  reasoning_tags: { section: "thinking", kind: "json" },
  format: { section: "thinking", kind: "json", isForOllama: true },
  stream_response: { section: "streaming", kind: "switch", standard: "true" },
  stream_delta_chunk_size: { section: "streaming", kind: "whole", min: 1, max: 128, standard: "1" },
  function_calling: { section: "streaming", kind: "choice", choices: ["default", "native"] },
  tool_approval_mode: { section: "streaming", kind: "text" },
  model_controls: { section: "streaming", kind: "json" },
  keep_alive: { section: "memory", kind: "text", standard: "5m", isForOllama: true },
  num_batch: { section: "memory", kind: "whole", min: 1, max: 1e6, standard: "512", isForOllama: true },
  num_thread: { section: "memory", kind: "whole", min: 1, max: 4096, isForOllama: true },
  num_gpu: { section: "memory", kind: "whole", min: 0, max: 4096, isForOllama: true },
  use_mmap: { section: "memory", kind: "switch", standard: "true", isForOllama: true },
  use_mlock: { section: "memory", kind: "switch", standard: "false", isForOllama: true },
});

export type ParamKey = keyof typeof paramRules;
export const paramKeys = Object.keys(paramRules) as ParamKey[];
export const ruleOf = (key: ParamKey): ParamRule => paramRules[key];
