import { below, ownAddress } from "../../state/basePath";
import { currentLocale, useStrings } from "../../state/language";
import type { Loadable } from "../../state/resource";
import {
  refreshHealth, useCheckpoint, useHealth, useModelCount, usePeopleCount, useServerConfig,
} from "../../state/server";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { Fact, Facts } from "../../ui/Facts";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { Part, SettingsPage } from "./SettingsPage";
import { readCheckpoint } from "./checkpoint";

export function ServerPage() {
  const { sections, server: strings } = useStrings().settings;
  const config = useServerConfig();
  const features = config.value?.features;
  return (
    <SettingsPage title={sections.server}>
      <Part id="health" title={strings.health}><HealthOfServer /></Part>
      <Part id="facts" title={strings.facts}>
        <Facts>
          <Fact name={strings.version}><Shown answer={config} show={({ version }) => version} /></Fact>
          <Fact name={strings.signUp}>
            <Shown answer={config} show={() => (features?.enable_signup ? strings.signUpIsOpen : strings.signUpIsClosed)} />
          </Fact>
          <Fact name={strings.models}><Shown answer={useModelCount()} show={inFigures} /></Fact>
          <Fact name={strings.people}><Shown answer={usePeopleCount()} show={inFigures} /></Fact>
          <Fact name={strings.entries}>
            <Shown answer={useCheckpoint()} show={(note) => inFigures(readCheckpoint(note)?.entries)} />
          </Fact>
        </Facts>
      </Part>
      <Part id="programs" title={strings.forPrograms}>
        <p className="muted">{strings.addressHint}</p>
        <CopyBlock label={strings.address} text={`${ownAddress()}/v1`} />
        <p><a href={below("/openapi.json")} target="_blank" rel="noreferrer">{strings.description}</a></p>
      </Part>
    </SettingsPage>
  );
}

const inFigures = (count: number | undefined) => count?.toLocaleString(currentLocale()) ?? "–";

function Shown<Value>({ answer, show }: { answer: Loadable<Value>; show(value: Value): string }) {
  if (answer.value !== undefined) return <>{show(answer.value)}</>;
  return answer.error ? <span className="is-problem">{answer.error}</span> : <>…</>;
}

function HealthOfServer() {
  const strings = useStrings().settings.server;
  const health = useHealth();
  const { value } = health;
  if (health.error && !value) return <ErrorState message={health.error} onRetry={refreshHealth} />;
  if (!value) return <LoadingRows label={strings.loadingHealth} rows={1} />;
  return (
    <>
      {health.error && <p role="alert" className="inline-problem">{health.error}</p>}
      <div role="status" className={`health ${value.status ? "is-well" : "is-unwell"}`}>
        <p>{value.status ? strings.noProblems : strings.problems}</p>
        {!value.status && value.problems && (
          <ul>{value.problems.map((problem) => <li key={problem}>{problem}</li>)}</ul>
        )}
      </div>
      <div className="section-row">
        <Button size="small" disabled={health.isLoading} onClick={() => void refreshHealth()}>{strings.checkAgain}</Button>
      </div>
    </>
  );
}
