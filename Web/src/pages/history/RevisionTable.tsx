import type { Revision } from "../../api/history";
import type { ListedModel } from "../../api/types";
import { useDifference } from "../../state/history";
import { currentLocale } from "../../state/language";
import { Button } from "../../ui/Button";
import { Cell, Table } from "../../ui/Table";
import { formatDateTime } from "../../ui/format";
import { ChangeList } from "./ChangeList";
import { actionText } from "./auditTrail";
import { describeChanges } from "./revisionText";
import { useHistoryStrings } from "./historyStrings";

interface RevisionTableProps {
  name: string;
  revisions: Revision[];
  isBusy: boolean;
  /** The current model, if the user may edit it. */
  writable?: ListedModel;
  compared: number[];
  onTick(revision: number): void;
  onRollBack(revision: number): void;
}

export function RevisionTable({ name, revisions, isBusy, writable, compared, onTick, onRollBack }: RevisionTableProps) {
  const strings = useHistoryStrings().revisions;
  const { columns } = strings;
  return (
    <>
      <p className="muted">{strings.compareHint}</p>
      <Table
        caption={strings.caption(name)}
        isBusy={isBusy}
        columns={[
          { name: columns.revision }, { name: columns.what },
          { name: columns.who, className: "column-who" }, { name: columns.when, className: "column-time" },
          { name: columns.actions, className: "column-action", isHidden: true },
        ]}
      >
        {revisions.map((revision) => (
          <RevisionRow
            key={revision.id}
            revision={revision}
            currentRevision={writable?.revision}
            isTicked={compared.includes(revision.revision)}
            onTick={() => onTick(revision.revision)}
            onRollBack={() => onRollBack(revision.revision)}
          />
        ))}
      </Table>
    </>
  );
}

interface RevisionRowProps {
  revision: Revision;
  currentRevision: number | undefined;
  isTicked: boolean;
  onTick(): void;
  onRollBack(): void;
}

function RevisionRow({ revision, currentRevision, isTicked, onTick, onRollBack }: RevisionRowProps) {
  const history = useHistoryStrings();
  const strings = history.revisions;
  const isOlder = currentRevision !== undefined && revision.revision < currentRevision;
  const moment = new Date(revision.created_at * 1000).toISOString();
  return (
    <tr role="row" className="stacked-row revision-row">
      <Cell className="revision-head">
        <strong>{strings.revision(revision.revision)}</strong>{" "}
        {revision.revision === currentRevision && <span className="badge">{strings.current}</span>}
        <label className="revision-tick">
          <input type="checkbox" aria-label={strings.compare(revision.revision)} checked={isTicked} onChange={onTick} />
          <span aria-hidden="true">{strings.compareShort}</span>
        </label>
      </Cell>
      <Cell className="revision-what">
        <div>
          <strong>{actionText(revision.action)}</strong>
          {revision.commit_message && <span className="muted"> {revision.commit_message}</span>}
        </div>
        <WhatChanged revision={revision} />
      </Cell>
      <Cell label={strings.columns.who} className="column-who">{revision.user?.name ?? revision.user_id}</Cell>
      <Cell label={strings.columns.when} className="column-time">
        <time dateTime={moment}>{formatDateTime(revision.created_at, currentLocale())}</time>
      </Cell>
      <Cell className="column-action">
        {isOlder && (
          <Button size="small" aria-label={history.rollBack.to(revision.revision)} onClick={onRollBack}>
            {history.rollBack.verb}
          </Button>
        )}
      </Cell>
    </tr>
  );
}

const shownAtMost = 6;

/** The changes of a revision compared to the one before. */
function WhatChanged({ revision }: { revision: Revision }) {
  const strings = useHistoryStrings().revisions;
  if (revision.parent_id === null) return <p className="muted">{strings.first}</p>;
  return <Changed revision={revision} before={revision.parent_id} />;
}

function Changed({ revision, before }: { revision: Revision; before: string }) {
  const strings = useHistoryStrings().revisions;
  const found = useDifference(revision.model_id, before, revision.id);
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
