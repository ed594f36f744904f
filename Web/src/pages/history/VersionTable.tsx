import type { Version } from "../../api/history";
import type { ListedModel } from "../../api/types";
import { useDifference } from "../../state/history";
import { currentLocale, useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { Cell, Table } from "../../ui/Table";
import { formatDateTime } from "../../ui/format";
import { ChangeList } from "./ChangeList";
import { actionText } from "./auditTrail";
import { describeChanges } from "./versionText";

interface VersionTableProps {
  name: string;
  versions: Version[];
  isBusy: boolean;
  /** The current model, if the user may edit it. */
  writable?: ListedModel;
  compared: number[];
  onTick(revision: number): void;
  onRollBack(revision: number): void;
}

export function VersionTable({ name, versions, isBusy, writable, compared, onTick, onRollBack }: VersionTableProps) {
  const strings = useStrings().history.versions;
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
        {versions.map((version) => (
          <VersionRow
            key={version.id}
            version={version}
            currentRevision={writable?.revision}
            isTicked={compared.includes(version.revision)}
            onTick={() => onTick(version.revision)}
            onRollBack={() => onRollBack(version.revision)}
          />
        ))}
      </Table>
    </>
  );
}

interface VersionRowProps {
  version: Version;
  currentRevision: number | undefined;
  isTicked: boolean;
  onTick(): void;
  onRollBack(): void;
}

function VersionRow({ version, currentRevision, isTicked, onTick, onRollBack }: VersionRowProps) {
  const history = useStrings().history;
  const strings = history.versions;
  const isOlder = currentRevision !== undefined && version.revision < currentRevision;
  const moment = new Date(version.created_at * 1000).toISOString();
  return (
    <tr role="row" className="stacked-row version-row">
      <Cell className="version-head">
        <strong>{strings.revision(version.revision)}</strong>{" "}
        {version.revision === currentRevision && <span className="badge">{strings.current}</span>}
        <label className="version-tick">
          <input type="checkbox" aria-label={strings.compare(version.revision)} checked={isTicked} onChange={onTick} />
          <span aria-hidden="true">{strings.compareShort}</span>
        </label>
      </Cell>
      <Cell className="version-what">
        <div>
          <strong>{actionText(version.action)}</strong>
          {version.commit_message && <span className="muted"> {version.commit_message}</span>}
        </div>
        <WhatChanged version={version} />
      </Cell>
      <Cell label={strings.columns.who} className="column-who">{version.user?.name ?? version.user_id}</Cell>
      <Cell label={strings.columns.when} className="column-time">
        <time dateTime={moment}>{formatDateTime(version.created_at, currentLocale())}</time>
      </Cell>
      <Cell className="column-action">
        {isOlder && (
          <Button size="small" aria-label={history.rollBack.to(version.revision)} onClick={onRollBack}>
            {history.rollBack.verb}
          </Button>
        )}
      </Cell>
    </tr>
  );
}

const shownAtMost = 6;

/** The changes of a version compared to the one before. */
function WhatChanged({ version }: { version: Version }) {
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
