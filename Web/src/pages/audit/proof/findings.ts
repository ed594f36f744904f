/** The results of a verification; their texts are in strings/…/audit.ts under the same name. */
export type Finding =
  | { kind: "signed"; size: number }
  | { kind: "signatureNotChecked" }
  | { kind: "keyUnreadable" }
  | { kind: "checkpointUnreadable" }
  | { kind: "signatureWrong" }
  | { kind: "firstVerification"; size: number }
  | { kind: "seenUnreadable" }
  | { kind: "unchanged"; size: number }
  | { kind: "grown"; from: number; to: number }
  | { kind: "otherLog"; seen: string; now: string }
  | { kind: "shorter"; seen: number; now: number }
  | { kind: "rewritten"; seen: number; now: number }
  | { kind: "keyRotated" }
  | { kind: "keyRotationNotChecked" }
  | { kind: "keyReplaced" }
  | { kind: "included"; count: number }
  | { kind: "tooNew"; count: number }
  | { kind: "tooLate"; entry: string }
  | { kind: "notIncluded"; entry: string }
  | { kind: "lineMissing"; entry: string }
  | { kind: "shownDifferently"; entry: string; field: string }
  | { kind: "notStored" };

type Weight = "good" | "note" | "alarm";

const weights: Record<Finding["kind"], Weight> = {
  signed: "good", unchanged: "good", grown: "good", included: "good", keyRotated: "good",
  signatureNotChecked: "note", firstVerification: "note", seenUnreadable: "note", keyRotationNotChecked: "note",
  tooNew: "note", notStored: "note",
  keyUnreadable: "alarm", checkpointUnreadable: "alarm", signatureWrong: "alarm", otherLog: "alarm", shorter: "alarm",
  rewritten: "alarm", keyReplaced: "alarm", tooLate: "alarm", notIncluded: "alarm", lineMissing: "alarm",
  shownDifferently: "alarm",
};

export const weightOf = (finding: Finding): Weight => weights[finding.kind];
export const isAlarm = (findings: Finding[]): boolean => findings.some((each) => weightOf(each) === "alarm");
