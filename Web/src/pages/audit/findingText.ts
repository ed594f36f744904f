import type { Strings } from "../../strings";
import type { Finding } from "./proof/findings";

export function findingText(finding: Finding, strings: Strings): string {
  const said = strings.audit.verify.findings;
  switch (finding.kind) {
    case "signed": case "firstVisit": case "unchanged": return said[finding.kind](finding.size);
    case "grown": return said.grown(finding.from, finding.to);
    case "otherLog": return said.otherLog(finding.seen, finding.now);
    case "shorter": case "rewritten": return said[finding.kind](finding.seen, finding.now);
    case "included": case "tooNew": return said[finding.kind](finding.count);
    case "tooLate": case "notIncluded": case "lineMissing": return said[finding.kind](finding.entry);
    case "shownOtherwise": return said.shownOtherwise(finding.entry, finding.field);
    default: return said[finding.kind];
  }
}
