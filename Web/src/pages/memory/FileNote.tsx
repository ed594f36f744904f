import type { Residency } from "../../api/types";
import { currentLocale, useStrings } from "../../state/language";
import { formatMoment } from "../../ui/format";

/** Shows that the loaded file differs from the one on disk. */
export function FileNote({ residency }: { residency: Residency }) {
  const strings = useStrings().memory.files;
  const { file, loaded_file: loaded, outdated } = residency;
  if (!outdated || !loaded) return null;
  const time = (at: number) => formatMoment(at, currentLocale());
  return (
    <div className="state-note is-warning">
      {file ? strings.replaced(time(loaded.changed_at), time(file.changed_at)) : strings.removed(time(loaded.changed_at))}
    </div>
  );
}
