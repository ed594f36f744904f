import { forgetDraft, keepDraft, readDraft } from "../../state/drafts";
import { currentPerson } from "../../state/session";
import type { Turn } from "./chat";

/** A conversation, and unsent text. Kept in this tab until a new chat is started. */
export interface KeptChat {
  text: string;
  turns: Turn[];
}

const person = () => currentPerson()?.id ?? "";
const formOf = (model: string) => `chat ${model}`;

export function readChat(model: string): KeptChat {
  const kept = readDraft<KeptChat>(person(), formOf(model))?.draft;
  return kept ? withoutUnanswered(kept) : { text: "", turns: [] };
}

/** A question whose answer was interrupted by leaving the page becomes unsent text again. */
export function withoutUnanswered({ text, turns }: KeptChat): KeptChat {
  const last = turns.at(-1);
  return last?.role === "user" ? { text: text || last.content, turns: turns.slice(0, -1) } : { text, turns };
}

export function keepChat(model: string, chat: KeptChat): void {
  if (chat.text === "" && chat.turns.length === 0) forgetDraft(person(), formOf(model));
  else keepDraft(person(), formOf(model), chat, chat);
}
