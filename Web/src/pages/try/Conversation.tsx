import { type FormEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { storePendingDrafts } from "../../state/drafts";
import { currentLocale } from "../../state/language";
import { Button } from "../../ui/Button";
import { tokensPerSecond } from "./chat";
import { readChatDraft, storeChatDraft } from "./chatDraft";
import { useChat } from "./useChat";
import { useTryItStrings } from "./tryItStrings";

export function Conversation({ id, name }: { id: string; name: string }) {
  const strings = useTryItStrings();
  const [stored] = useState(() => readChatDraft(id));
  const [text, setText] = useState(stored.text);
  const chat = useChat(id, stored.turns, (question) => setText((typed) => typed || question));
  useEffect(() => storeChatDraft(id, { text, turns: chat.turns }), [id, text, chat.turns]);
  useEffect(() => storePendingDrafts, []);
  const number = (value: number) => value.toLocaleString(currentLocale(), { maximumFractionDigits: 1 });
  const speed = chat.progress && tokensPerSecond(chat.progress);

  useStickToEnd(chat.turns, chat.progress);

  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (chat.isAnswering || text.trim() === "") return;
    chat.send(text);
    setText("");
  };

  return (
    <>
      <p className="muted">{strings.hint}</p>
      <ol className="conversation" aria-label={strings.conversation}>
        {chat.turns.map((turn, place) => (
          <li key={place} className={`turn turn-${turn.role}`}>
            <strong>{turn.role === "user" ? strings.you : name}</strong>
            <p>{turn.content}</p>
          </li>
        ))}
        {chat.isAnswering && (
          <li className="turn turn-assistant" aria-busy="true">
            <strong>{name}</strong>
            <p>{chat.progress?.text || <span className="muted">{chat.progress?.isThinking ? strings.thinking : strings.waiting}</span>}</p>
          </li>
        )}
      </ol>
      <div className="conversation-bar">
        {chat.problem && <p role="alert" className="is-problem">{chat.problem}</p>}
        <p className="conversation-facts" role="status">
          {chat.wasStopped && `${strings.stopped} `}
          {!chat.isAnswering && chat.progress && speed !== undefined && strings.speed(number(chat.progress.tokens), number(speed))}
        </p>
        <form className="conversation-form" onSubmit={submit}>
          <textarea
            className="input"
            aria-label={strings.message}
            placeholder={strings.placeholder}
            rows={3}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              submit();
            }}
          />
          <div className="conversation-buttons">
            {chat.isAnswering
              ? <Button onClick={chat.stop}>{strings.stop}</Button>
              : <Button type="submit" look="primary" disabled={text.trim() === ""}>{strings.send}</Button>}
            {chat.turns.length > 0 && <Button look="quiet" onClick={chat.clear}>{strings.again}</Button>}
          </div>
        </form>
      </div>
    </>
  );
}

/** Distance from the end within which the page keeps scrolling, in pixels. */
const near = 120;

/** Keeps the end of a growing page visible, unless the user has scrolled up. */
function useStickToEnd(...grown: unknown[]): void {
  const isAtEnd = useRef(true);
  const isFirst = useRef(true);
  useEffect(() => {
    const scrolled = () => {
      const { scrollHeight } = document.documentElement;
      isAtEnd.current = scrollHeight - window.innerHeight - window.scrollY < near;
    };
    window.addEventListener("scroll", scrolled, { passive: true });
    return () => window.removeEventListener("scroll", scrolled);
  }, []);
  useLayoutEffect(() => {
    if (!isFirst.current && isAtEnd.current) window.scrollTo(0, document.documentElement.scrollHeight);
    isFirst.current = false;
  }, grown);
}
