import { useIsSlow } from "../state/activity";
import { useStrings } from "../state/language";

/** Shows that a request is taking a while. */
export function Activity() {
  const { loading } = useStrings().frame;
  return useIsSlow() ? <div className="activity" role="progressbar" aria-label={loading} /> : null;
}
