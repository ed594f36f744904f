import { refreshHistory } from "../../state/history";
import { replaceSearch, useAddress } from "../../state/location";
import { readView, writeView } from "../history/historyView";
import { Revisions } from "../history/Revisions";
import type { PartProps } from "./partContents";
import { useAfterChange } from "./useAfterChange";

/** Revisions, their comparison, the state at a moment, and rolling back. */
export function HistoryPart({ id, model }: PartProps) {
  const view = readView(useAddress().search);
  useAfterChange(model?.revision ?? 0, () => void refreshHistory());
  return (
    <Revisions
      view={{ ...view, id }}
      model={model}
      onShow={(changes) => replaceSearch((search) => writeView({ ...readView(search), ...changes }))}
    />
  );
}
