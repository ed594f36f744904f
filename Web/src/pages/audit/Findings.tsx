import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { findingText } from "./findingText";
import { weightOf, type Finding } from "./proof/findings";
import type { Report } from "./proof/verification";
import { lookedUpAtMost } from "./useVerification";

const againstSeen: Finding["kind"][] = ["otherLog", "shorter", "rewritten", "keyReplaced"];

interface FindingsProps {
  report: Report;
  of: "list" | "entry";
  onBeginAnew?(): void;
}

export function Findings({ report, of, onBeginAnew }: FindingsProps) {
  const strings = useStrings();
  const said = strings.audit.verify;
  const has = (...kinds: Finding["kind"][]) => report.findings.some((each) => kinds.includes(each.kind));
  const isOpen = of === "entry" && !has("included");
  const good = of === "list" ? said.good : isOpen ? said.notYet : said.goodEntry;
  return (
    <section className={`findings ${report.isAlarm ? "findings-alarm" : isOpen ? "" : "findings-good"}`}>
      <p className="findings-verdict"><strong>{report.isAlarm ? said.alarm : good}</strong></p>
      <ul>
        {report.findings.map((finding, index) => (
          <li key={index} className={`finding finding-${weightOf(finding)}`}>{findingText(finding, strings)}</li>
        ))}
      </ul>
      {has(...againstSeen) && (
        <div className="section-row">
          <p>{said.alarmKept}</p>
          {onBeginAnew && <Button size="small" onClick={onBeginAnew}>{said.beginAnew}</Button>}
        </div>
      )}
      <details>
        <summary>{said.limits}</summary>
        <ul>
          <li>{has("firstVisit") ? said.limitsFirst : said.limitsOlder}</li>
          {of === "list" && <li>{said.limitsCount(lookedUpAtMost)}</li>}
          <li>{said.limitsNames}</li>
          <li>{said.limitsPage}</li>
        </ul>
      </details>
    </section>
  );
}
