import { useIsSlow } from "../state/activity";
import { useWords } from "../state/language";

/** Tells that an answer is still to come. */
export function Activity() {
  const { loading } = useWords().frame;
  return useIsSlow() ? <div className="activity" role="progressbar" aria-label={loading} /> : null;
}
