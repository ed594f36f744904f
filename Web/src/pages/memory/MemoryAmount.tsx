import { currentLocale, useWords } from "../../state/language";
import type { MeasuredRuntime } from "../../state/residencyFold";
import { formatBytes } from "../../ui/format";
import { freeIn } from "./memoryParts";

/** Used and free in words. */
export function MemoryAmount({ memory }: { memory: Pick<MeasuredRuntime, "budget_bytes" | "used_bytes"> }) {
  const words = useWords().memory;
  const locale = currentLocale();
  const free = freeIn(memory);
  return (
    <span className="memory-amount">
      {words.usedOf(formatBytes(memory.used_bytes, locale), formatBytes(memory.budget_bytes, locale))},{" "}
      {free < 0
        ? <strong className="is-problem">{words.tooMuch(formatBytes(-free, locale))}</strong>
        : words.free(formatBytes(free, locale))}
    </span>
  );
}
