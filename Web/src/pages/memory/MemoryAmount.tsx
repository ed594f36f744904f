import { currentLocale, useStrings } from "../../state/language";
import type { MeasuredRuntime } from "../../state/residencyFold";
import { formatBytes } from "../../ui/format";
import { freeIn } from "./memoryParts";

/** Used and free memory as text. */
export function MemoryAmount({ memory }: { memory: Pick<MeasuredRuntime, "budget_bytes" | "used_bytes"> }) {
  const strings = useStrings().memory;
  const locale = currentLocale();
  const free = freeIn(memory);
  return (
    <span className="memory-amount">
      {strings.usedOf(formatBytes(memory.used_bytes, locale), formatBytes(memory.budget_bytes, locale))},{" "}
      {free < 0
        ? <strong className="is-problem">{strings.tooMuch(formatBytes(-free, locale))}</strong>
        : strings.free(formatBytes(free, locale))}
    </span>
  );
}
