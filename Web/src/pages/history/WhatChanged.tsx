import type { Version } from "../../api/history";
import { useDifference } from "../../state/history";
import { useStrings } from "../../state/language";
import { ChangeList } from "./ChangeList";
import { describeChanges } from "./versionText";

const shownAtMost = 6;

/** The changes of a version compared to the one before. */
export function WhatChanged({ version }: { version: Version }) {
  const strings = useStrings().history.versions;
  if (version.parent_id === null) return <p className="muted">{strings.first}</p>;
  return <Changed version={version} before={version.parent_id} />;
}

function Changed({ version, before }: { version: Version; before: string }) {
  const strings = useStrings().history.versions;
  const found = useDifference(version.model_id, before, version.id);
  if (found.error) return <p className="is-problem">{strings.notFound(found.error)}</p>;
  if (!found.value) return <p className="muted">{strings.findingOut}</p>;
  const changes = describeChanges(found.value.changes);
  if (changes.length === 0) return <p className="muted">{strings.nothing}</p>;
  const more = changes.length - shownAtMost;
  return (
    <>
      <ChangeList isCompact changes={changes.slice(0, shownAtMost)} />
      {more > 0 && <p className="muted">{strings.more(more)}</p>}
    </>
  );
}
