import { useEffect, useRef, useState } from "react";
import { messageOf } from "../../api/request";
import { ask, type Progress, type Turn } from "./chat";

interface Chat {
  turns: Turn[];
  /** Statistics of the current or last answer. */
  progress: Progress | undefined;
  isAnswering: boolean;
  wasStopped: boolean;
  problem: string;
  send(text: string): void;
  stop(): void;
  clear(): void;
}

const nothing: Progress = { text: "", isThinking: false, tokens: 0, seconds: 0 };

/**
 * A conversation with a model.
 * @param earlier the conversation before the page was loaded
 * @param onUnanswered receives a question without any answer: it is not part of the conversation
 */
export function useChat(model: string, earlier: Turn[], onUnanswered: (text: string) => void): Chat {
  const [turns, setTurns] = useState(earlier);
  const [progress, setProgress] = useState<Progress>();
  const [isAnswering, setAnswering] = useState(false);
  const [wasStopped, setStopped] = useState(false);
  const [problem, setProblem] = useState("");
  const running = useRef<AbortController>();

  const clear = () => {
    running.current?.abort();
    running.current = undefined;
    setTurns([]);
    setProgress(undefined);
    setProblem("");
    setStopped(false);
    setAnswering(false);
  };
  // Leaving the page stops the answer.
  useEffect(() => () => running.current?.abort(), []);

  const send = async (text: string) => {
    const controller = new AbortController();
    running.current = controller;
    const asked: Turn[] = [...turns, { role: "user", content: text }];
    const isCurrent = () => running.current === controller;
    setTurns(asked);
    setProgress(nothing);
    setProblem("");
    setStopped(false);
    setAnswering(true);
    let answer = "";
    try {
      await ask(model, asked, controller.signal, (progress) => {
        answer = progress.text;
        if (isCurrent()) setProgress(progress);
      });
    } catch (error) {
      if (!isCurrent()) return;
      if (controller.signal.aborted) setStopped(true);
      else setProblem(messageOf(error));
    }
    if (!isCurrent()) return;
    setTurns(answer ? [...asked, { role: "assistant", content: answer }] : turns);
    if (!answer) onUnanswered(text);
    setAnswering(false);
  };

  return {
    turns, progress, isAnswering, wasStopped, problem, clear,
    send: (text) => void send(text),
    stop: () => running.current?.abort(),
  };
}
