import { createStore, useStore } from "./store";

/** Answers that come sooner need no word about it, in milliseconds. */
const patience = 300;

const slow = createStore(0);
/** Whether something that was asked for has not been answered for a while. */
export const useIsSlow = () => useStore(slow) > 0;

export async function watched<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let isSlow = false;
  const timer = setTimeout(() => {
    isSlow = true;
    slow.update((count) => count + 1);
  }, patience);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
    if (isSlow) slow.update((count) => count - 1);
  }
}
