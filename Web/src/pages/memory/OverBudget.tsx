import { currentLocale, useStrings } from "../../state/language";
import type { MeasuredRuntime } from "../../state/residencyFold";
import { formatBytes } from "../../ui/format";
import { freeIn, overrunBy } from "./memoryParts";

/** Usage exceeds the budget: why, and what to do about it. */
export function OverBudget({ runtime }: { runtime: MeasuredRuntime }) {
  const strings = useStrings().memory.overBudget;
  const bytes = (count: number) => formatBytes(count, currentLocale());
  const causes = overrunBy(runtime).map(({ model, bytes: took, expected }) => strings.cause(model, bytes(took), bytes(expected)));
  // Always rendered, so that screen readers announce its content.
  return (
    <div role="status">
      {freeIn(runtime) < 0 && (
        <p className="warning memory-over">
          {[strings.what(bytes(runtime.used_bytes), bytes(runtime.budget_bytes)), ...causes, strings.advice].join(" ")}
        </p>
      )}
    </div>
  );
}
