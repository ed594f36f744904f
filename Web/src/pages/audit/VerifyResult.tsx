import type { Strings } from "../../strings";
import { Button } from "../../ui/Button";
import { type Finding, weightOf } from "./proof/findings";
import type { Report } from "./proof/verification";
import { lookedUpAtMost, type Verification } from "./useVerification";
import { useAuditStrings } from "./auditStrings";

interface VerifyResultProps {
  verification: Verification;
  /** The entries to look up: those of the list, or the open one. */
  of: "list" | "entry";
  onStartOver?(): void;
}

/** Always rendered, so that screen readers announce its content. */
export function VerifyResult({ verification, of, onStartOver }: VerifyResultProps) {
  const strings = useAuditStrings().verify;
  return (
    <div role="status" className="verify-result">
      {verification.kind === "checking" && <p className="muted">{strings.checking}</p>}
      {verification.kind === "insecure" && <p className="warning">{strings.insecure}</p>}
      {verification.kind === "unfinished" && <p className="warning">{strings.notFinished(verification.why)}</p>}
      {verification.kind === "done" && <Findings report={verification.report} of={of} onStartOver={onStartOver} />}
    </div>
  );
}

const againstSeen: Finding["kind"][] = ["otherLog", "shorter", "rewritten", "keyReplaced"];

interface FindingsProps {
  report: Report;
  of: "list" | "entry";
  onStartOver?(): void;
}

function Findings({ report, of, onStartOver }: FindingsProps) {
  const said = useAuditStrings().verify;
  const has = (...kinds: Finding["kind"][]) => report.findings.some((each) => kinds.includes(each.kind));
  const isOpen = of === "entry" && !has("included");
  const good = of === "list" ? said.good : isOpen ? said.notYet : said.goodEntry;
  return (
    <section className={`findings ${report.isAlarm ? "findings-alarm" : isOpen ? "" : "findings-good"}`}>
      <p className="findings-verdict"><strong>{report.isAlarm ? said.alarm : good}</strong></p>
      <ul>
        {report.findings.map((finding, index) => (
          <li key={index} className={`finding finding-${weightOf(finding)}`}>{findingText(finding, said.findings)}</li>
        ))}
      </ul>
      {has(...againstSeen) && (
        <div className="section-row">
          <p>{said.alarmKept}</p>
          {onStartOver && <Button size="small" onClick={onStartOver}>{said.startOver}</Button>}
        </div>
      )}
      <details>
        <summary>{said.limits}</summary>
        <ul>
          <li>{has("firstVerification") ? said.limitsFirst : said.limitsOlder}</li>
          {of === "list" && <li>{said.limitsCount(lookedUpAtMost)}</li>}
          <li>{said.limitsNames}</li>
          <li>{said.limitsPage}</li>
        </ul>
      </details>
    </section>
  );
}

function findingText(finding: Finding, said: Strings["audit"]["verify"]["findings"]): string {
  switch (finding.kind) {
    case "signed": case "firstVerification": case "unchanged": return said[finding.kind](finding.size);
    case "grown": return said.grown(finding.from, finding.to);
    case "otherLog": return said.otherLog(finding.seen, finding.now);
    case "shorter": case "rewritten": return said[finding.kind](finding.seen, finding.now);
    case "included": case "tooNew": return said[finding.kind](finding.count);
    case "tooLate": case "notIncluded": case "lineMissing": return said[finding.kind](finding.entry);
    case "shownDifferently": return said.shownDifferently(finding.entry, finding.field);
    default: return said[finding.kind];
  }
}
