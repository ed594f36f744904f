import { useEffect } from "react";
import { useStrings } from "../state/language";
import { refreshHealth, useHealth } from "../state/server";
import { Link } from "./Link";

const everyMilliseconds = 30_000;

/** Health problems, for administrators, on every page except the one that lists them all. */
export function HealthBanner() {
  const strings = useStrings().frame;
  const health = useHealth().value;
  useEffect(() => {
    const ask = () => {
      if (!document.hidden) void refreshHealth();
    };
    const timer = setInterval(ask, everyMilliseconds);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, []);
  const [first, ...others] = health?.problems ?? [];
  if (health?.status !== false || first === undefined) return null;
  return (
    <div className="banner is-problem" role="status">
      {strings.problem(first.replace(/\.$/, ""))} <Link to="/settings/server">{strings.moreProblems(others.length)}</Link>
    </div>
  );
}
