import { createStore, useStore } from "./store";

/** Faster answers show no progress bar, in milliseconds. */
const patience = 300;

const slow = createStore(0);
/** Whether a request is taking a while. */
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
