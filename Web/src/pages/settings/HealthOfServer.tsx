import { useStrings } from "../../state/language";
import { refreshHealth, useHealth } from "../../state/server";
import { Button } from "../../ui/Button";
import { ErrorState, LoadingRows } from "../../ui/ListState";

export function HealthOfServer() {
  const strings = useStrings().settings.server;
  const health = useHealth();
  const { value } = health;
  if (health.error && !value) return <ErrorState message={health.error} onRetry={refreshHealth} />;
  if (!value) return <LoadingRows label={strings.loadingHealth} rows={1} />;
  return (
    <>
      {health.error && <p role="alert" className="inline-problem">{health.error}</p>}
      <div role="status" className={`health ${value.status ? "is-well" : "is-unwell"}`}>
        <p>{value.status ? strings.isWell : strings.isUnwell}</p>
        {!value.status && value.problems && (
          <ul>{value.problems.map((problem) => <li key={problem}>{problem}</li>)}</ul>
        )}
      </div>
      <div className="section-row">
        <Button size="small" disabled={health.isLoading} onClick={() => void refreshHealth()}>{strings.lookAgain}</Button>
      </div>
    </>
  );
}
