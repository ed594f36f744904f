import { useIsSlow } from "../state/activity";
import { useStrings } from "../state/language";

/** Tells that an answer is still to come. */
export function Activity() {
  const { loading } = useStrings().frame;
  return useIsSlow() ? <div className="activity" role="progressbar" aria-label={loading} /> : null;
}
