import { useStrings } from "../../state/language";
import { useConnection, useResidencySnapshot } from "../../state/residency";
import { type BudgetedRuntime, hasBudget } from "../../state/residencySnapshot";
import { formatBytes } from "../../ui/format";

/** The memory of each runtime by model. */
export function RuntimeStrip() {
  const runtimes = useResidencySnapshot().runtimes.filter(hasBudget);
  const strings = useStrings().models.runtimes;
  const isConnecting = useConnection() === "idle";
  // Reserves space, so that the list doesn't jump when the stream starts.
  if (runtimes.length === 0) return isConnecting ? <div className="runtimes"><div className="runtime is-waiting" /></div> : null;
  return (
    <section className="runtimes" aria-label={strings.title}>
      {runtimes.map((runtime) => <RuntimeBar key={runtime.id} runtime={runtime} />)}
    </section>
  );
}

function RuntimeBar({ runtime }: { runtime: BudgetedRuntime }) {
  const strings = useStrings().models;
  const { id, kind, budget_bytes: budget, used_bytes: used } = runtime;
  const inMemory = runtime.models.filter(({ bytes }) => (bytes ?? 0) > 0);
  const amount = strings.runtimes.amount(formatBytes(used), formatBytes(budget));
  // Usage can exceed the budget for a moment; the bar then shows shares of the usage.
  const whole = Math.max(budget, used, 1);
  return (
    <div className="runtime">
      <div className="runtime-text">
        <span className="runtime-name">{id}</span>
        <span className="runtime-kind">{kind}</span>
        <span className={`runtime-amount ${used > budget ? "is-over" : ""}`}>{amount}</span>
      </div>
      <div
        className="runtime-bar"
        role="meter"
        aria-label={strings.runtimes.memoryOf(id)}
        aria-valuemin={0}
        aria-valuemax={budget}
        aria-valuenow={Math.min(used, budget)}
        aria-valuetext={amount}
      >
        {inMemory.map((model) => (
          <span
            key={model.base_model}
            className="runtime-part"
            data-state={model.state}
            title={`${model.base_model}: ${formatBytes(model.bytes)}, ${strings.states[model.state]}`}
            style={{ width: `${((model.bytes ?? 0) / whole) * 100}%` }}
          />
        ))}
      </div>
    </div>
  );
}
