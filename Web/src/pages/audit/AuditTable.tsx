import { useState } from "react";
import type { TrailFilters, TrailNames } from "../../api/audit";
import { messageOf } from "../../api/request";
import { loadOlder } from "../../state/audit";
import { useStrings } from "../../state/language";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { Table } from "../../ui/Table";
import { useIsThere } from "../../ui/useIsThere";
import { AuditRow } from "./AuditRow";
import type { TrailList } from "./trailList";

interface AuditTableProps {
  list: TrailList;
  filters: TrailFilters;
  names: TrailNames;
  isBusy: boolean;
  onOpen(id: string): void;
  /** @param shown how many there are then */
  onMore?(shown: number): void;
}

export function AuditTable({ list, filters, names, isBusy, onOpen, onMore }: AuditTableProps) {
  const strings = useStrings().audit;
  const [isLoadingMore, setLoadingMore] = useState(false);
  const isThere = useIsThere();
  const more = async () => {
    setLoadingMore(true);
    try {
      const added = await loadOlder(list, filters);
      // The answer may arrive after the page has changed.
      if (isThere.current) onMore?.(list.items.length + added);
    } catch (error) {
      showToast({ kind: "problem", text: messageOf(error) });
    } finally {
      setLoadingMore(false);
    }
  };
  return (
    <>
      <Table
        caption={strings.caption}
        isBusy={isBusy}
        columns={[
          { name: strings.columns.time, className: "column-time" },
          { name: strings.columns.what },
          { name: strings.columns.who, className: "column-who" },
          { name: strings.columns.thing, className: "column-thing" },
          { name: strings.columns.outcome, className: "column-outcome" },
          { name: strings.columns.details, className: "column-action", isHidden: true },
        ]}
      >
        {list.items.map((entry) => (
          <AuditRow key={entry.id} entry={entry} names={names} onOpen={() => onOpen(entry.id)} />
        ))}
      </Table>
      {list.next !== null && (
        <Button className="more" disabled={isLoadingMore || isBusy} onClick={() => void more()}>
          {isLoadingMore ? strings.isLoadingMore : strings.showMore}
        </Button>
      )}
    </>
  );
}
