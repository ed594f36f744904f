import { below } from "../../state/basePath";
import { currentStrings } from "../../state/language";
import { inSession, worded } from "../../api/request";

/** One turn of a conversation, as the OpenAI protocol has it. */
export interface Turn {
  role: "user" | "assistant";
  content: string;
}

export interface Progress {
  /** The text so far. */
  text: string;
  /** A reasoning model is thinking: the answer itself has not begun. */
  isThinking: boolean;
  /** As counted by the server; until then, the number of chunks. */
  tokens: number;
  /** Since the first chunk. */
  seconds: number;
}

/** The data of the server-sent events in `buffer`, and the remainder: the beginning of the next one. */
export function takeEvents(buffer: string): { events: string[]; rest: string } {
  const parts = buffer.split(/\r?\n\r?\n/);
  const rest = parts.pop() ?? "";
  const events = parts.map((part) =>
    part.split(/\r?\n/).filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart()).join("\n"));
  return { events: events.filter((event) => event !== ""), rest };
}

interface Piece {
  choices?: { delta?: { content?: string | null; reasoning_content?: string | null } }[];
  usage?: { completion_tokens?: number } | null;
  error?: { message?: string; code?: string };
}

/**
 * Sends a conversation through the gateway and reports the answer as it arrives.
 * @throws Error with the server's message; an `AbortError` when stopped.
 */
export async function ask(
  model: string, turns: Turn[], signal: AbortSignal, tell: (progress: Progress) => void,
): Promise<void> {
  const response = await inSession(() => fetch(below("/v1/chat/completions"), {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ model, messages: turns, stream: true, stream_options: { include_usage: true } }),
    signal,
  })).catch((error: unknown) => {
    throw signal.aborted ? error : new Error(currentStrings().request.unreachable);
  });
  if (!response.ok || !response.body) throw new Error(await refusal(response));
  const progress: Progress = { text: "", isThinking: false, tokens: 0, seconds: 0 };
  let began: number | undefined;
  let toldAt = 0;
  for await (const event of eventsOf(response.body)) {
    if (event === "[DONE]") break;
    const piece = JSON.parse(event) as Piece;
    if (piece.error) throw new Error(worded(piece.error.code ?? "", piece.error.message ?? event));
    const { content, reasoning_content: thought } = piece.choices?.[0]?.delta ?? {};
    if (content || thought) {
      began ??= performance.now();
      progress.text += content ?? "";
      progress.isThinking = progress.text === "";
      progress.tokens += 1;
    }
    if (piece.usage?.completion_tokens) progress.tokens = piece.usage.completion_tokens;
    const now = performance.now();
    if (began !== undefined) progress.seconds = (now - began) / 1000;
    if (now - toldAt < tellEvery && !piece.usage) continue;
    toldAt = now;
    tell({ ...progress });
  }
  tell(progress);
}

/** Milliseconds between updates: fast models send more tokens than can be drawn. */
const tellEvery = 50;

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const taken = takeEvents(buffer + value);
    buffer = taken.rest;
    for (const event of taken.events) yield event;
  }
}

async function refusal(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as { detail?: string; error?: { message?: string; code?: string } };
    return body.error?.message ? worded(body.error.code ?? "", body.error.message) : body.detail ?? text;
  } catch {
    return text || `${response.status} ${response.statusText}`;
  }
}

/** Too short a time gives no meaningful speed. */
export const tokensPerSecond = ({ tokens, seconds }: Progress): number | undefined =>
  seconds > 0.05 && tokens > 1 ? (tokens - 1) / seconds : undefined;
