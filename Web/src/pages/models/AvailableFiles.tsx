import { useState } from "react";
import type { BaseModel, SkippedFile } from "../../api/types";
import { useStrings } from "../../state/language";
import { navigate } from "../../state/location";
import { registerBaseModel, usePendingSwitches } from "../../state/models";
import { showUseIt } from "../../state/openDialog";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { Switch } from "../../ui/Switch";
import { Table } from "../../ui/Table";
import { formatBytes } from "../../ui/format";

interface OfferedWeightsProps {
  offered: BaseModel[];
  /** No models exist yet: shows the first steps. */
  isAlone: boolean;
}

const shownAtFirst = 10;

export function AvailableFiles({ offered, isAlone }: OfferedWeightsProps) {
  const [showsAll, setShowsAll] = useState(false);
  const pendingSwitches = usePendingSwitches();
  const all = useStrings().models;
  const strings = all.availableFiles;
  if (offered.length === 0) return null;
  const shown = showsAll ? offered : offered.slice(0, shownAtFirst);
  return (
    <section className="offered" aria-labelledby="offered-title">
      <h2 id="offered-title">{strings.title}</h2>
      <p className="offered-hint">
        {isAlone ? strings.alone : strings.hint}
      </p>
      <Table
        caption={strings.caption}
        columns={[
          { name: all.table.model },
          { name: strings.runtime, className: "column-base" },
          { name: strings.file, className: "column-memory" },
          { name: all.table.active, className: "column-switch", isHidden: true },
          { name: all.table.actions, className: "column-menu", isHidden: true },
        ]}
      >
        {shown.map((base) => (
          <tr key={base.id} role="row" className={`model-row ${pendingSwitches.has(base.id) ? "" : "is-off"}`}>
            <td role="cell" className="column-name">
              <div className="model-name">
                <span>{base.name}</span>
                {base.name !== base.id && <code className="model-id">{base.id}</code>}
              </div>
              {base.clashes_with && <div className="model-note">{all.clash(base.clashes_with)}</div>}
            </td>
            <td role="cell" className="column-base"><code>{base.runtime}</code></td>
            <td role="cell" className="column-memory">{formatBytes(base.file_bytes)}</td>
            <td role="cell" className="column-switch">
              <Switch
                label={all.table.active}
                isOn={pendingSwitches.get(base.id) ?? false}
                isBusy={pendingSwitches.has(base.id)}
                onChange={() => void registerBaseModel(base, { label: all.menu.useIt, run: () => showUseIt(base) })}
              />
            </td>
            <td role="cell" className="column-menu">
              <Menu
                label={all.menu.label}
                trigger={<Icon name="more" />}
                items={[
                  { label: all.menu.makePreset, icon: <Icon name="plus" />, run: () => create("base", base.id) },
                  { label: all.menu.setUp, icon: <Icon name="edit" />, run: () => create("weights", base.id) },
                ]}
              />
            </td>
          </tr>
        ))}
      </Table>
      {shown.length < offered.length && (
        <Button look="quiet" onClick={() => setShowsAll(true)}>{strings.showAll(offered.length)}</Button>
      )}
    </section>
  );
}

function create(key: "base" | "weights", id: string) {
  navigate(`/models/new?${key}=${encodeURIComponent(id)}`);
}

/** Skipped files, each with the reason. */
export function SkippedFiles({ files }: { files: SkippedFile[] }) {
  const strings = useStrings().models.skippedFiles;
  if (files.length === 0) return null;
  return (
    <details className="left-out">
      <summary>{strings.title(files.length)}</summary>
      <ul>
        {files.map((each) => (
          <li key={each.file}>
            <code>{each.file}</code> <span className="muted">{reasonOf(each, strings.reasons)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function reasonOf(file: SkippedFile, strings: Record<string, (about: string) => string>): string {
  const say = Object.hasOwn(strings, file.code) ? strings[file.code] : undefined;
  return say ? say(file.about ?? "") : file.reason;
}
