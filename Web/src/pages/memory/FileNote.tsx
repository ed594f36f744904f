import type { Residency } from "../../api/types";
import { currentLocale, useStrings } from "../../state/language";
import { formatMoment } from "../../ui/format";

/** Shows what of a loaded model is not as it should be: an older file, other settings, less than was asked for. */
export function FileNote({ residency }: { residency: Residency }) {
  const strings = useStrings().memory.files;
  const { file, loaded_file: loaded, outdated, launch_changed: isOtherwise, outcome } = residency;
  const time = (at: number) => formatMoment(at, currentLocale());
  const notes: string[] = [];
  if (outdated && loaded) {
    notes.push(file ? strings.replaced(time(loaded.changed_at), time(file.changed_at)) : strings.removed(time(loaded.changed_at)));
  }
  if (isOtherwise) notes.push(strings.launchChanged);
  for (const { setting, got, asked } of outcome?.smaller ?? []) notes.push(strings.smaller(setting, got, asked));
  return <>{notes.map((note) => <div key={note} className="state-note is-warning">{note}</div>)}</>;
}
