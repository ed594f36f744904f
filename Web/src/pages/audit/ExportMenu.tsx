import { useState } from "react";
import { checkpointAddress, exportAddress, fetchCheckpoint, logKeyAddress, type TrailFilters } from "../../api/audit";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { hasFilters, withoutSearch } from "./auditView";
import { readCheckpoint } from "./proof/note";
import { useAuditStrings } from "./auditStrings";

/**
 * Each export adds an entry. So that the files can be verified together, all end at the checkpoint that was the latest
 * when the menu was first opened; that checkpoint is among the exports.
 */
export function ExportMenu({ filters }: { filters: TrailFilters }) {
  const strings = useAuditStrings().export;
  const [note, setNote] = useState<string>();
  const size = note === undefined ? undefined : readCheckpoint(note)?.size;
  const narrowed = withoutSearch(filters);
  const file = (label: string, name: string, href: string, startsGroup?: boolean) =>
    ({ label, icon: <Icon name="load" />, startsGroup, download: { name, href } });
  const filtered = hasFilters(narrowed)
    ? [
        file(strings.filteredTable, "audit-filtered.csv", exportAddress("csv", narrowed)),
        file(strings.filteredLines, "audit-filtered.jsonl", exportAddress("jsonl", narrowed)),
      ]
    : [];
  return (
    <Menu
      label={strings.label}
      trigger={strings.label}
      triggerClass="button button-plain button-normal"
      header={
        <div className="menu-header">
          {size !== undefined && <span>{strings.upTo(size)}</span>}
          {filters.q && <span>{strings.noSearch}</span>}
        </div>
      }
      onOpen={() => {
        // Without a checkpoint the links export everything there is.
        if (note === undefined) fetchCheckpoint().then(setNote, () => {});
      }}
      items={[
        ...filtered,
        file(strings.lines, "entries.jsonl", exportAddress("jsonl", {}, size), filtered.length > 0),
        file(strings.table, "audit.csv", exportAddress("csv", {}, size)),
        file(strings.names, "names.jsonl", exportAddress("names", {}, size)),
        file(strings.leaves, "leaves.txt", exportAddress("leaves", {}, size)),
        file(strings.checkpoint, "checkpoint.txt", note === undefined ? checkpointAddress : textFile(note), true),
        file(strings.key, "key.txt", logKeyAddress),
      ]}
    />
  );
}

const textFile = (text: string) => `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
