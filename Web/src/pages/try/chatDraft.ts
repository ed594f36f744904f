import { deleteDraft, storeDraft, readDraft } from "../../state/drafts";
import { currentPerson } from "../../state/session";
import type { Turn } from "./chat";

/** A conversation, and unsent text. Kept in this tab until a new chat is started. */
export interface ChatDraft {
  text: string;
  turns: Turn[];
}

const person = () => currentPerson()?.id ?? "";
const formOf = (model: string) => `chat ${model}`;

export function readChatDraft(model: string): ChatDraft {
  const stored = readDraft<ChatDraft>(person(), formOf(model))?.draft;
  return stored ? withoutUnanswered(stored) : { text: "", turns: [] };
}

/** A question whose answer was interrupted by leaving the page becomes unsent text again. */
export function withoutUnanswered({ text, turns }: ChatDraft): ChatDraft {
  const last = turns.at(-1);
  return last?.role === "user" ? { text: text || last.content, turns: turns.slice(0, -1) } : { text, turns };
}

export function storeChatDraft(model: string, chat: ChatDraft): void {
  if (chat.text === "" && chat.turns.length === 0) deleteDraft(person(), formOf(model));
  else storeDraft(person(), formOf(model), chat, chat);
}
