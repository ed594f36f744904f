import { below, ownAddress } from "../../state/basePath";
import { currentLocale, useWords } from "../../state/language";
import { useCheckpoint, useModelCount, usePeopleCount, useServerConfig } from "../../state/server";
import type { Loadable } from "../../state/resource";
import { CopyBlock } from "../../ui/CopyBlock";
import { Fact, Facts } from "../../ui/Facts";
import { readCheckpoint } from "./checkpoint";
import { HealthOfServer } from "./HealthOfServer";
import { Part, SettingsPage } from "./SettingsPage";

export function ServerPage() {
  const { sections, server: words } = useWords().settings;
  const config = useServerConfig();
  const features = config.value?.features;
  return (
    <SettingsPage title={sections.server}>
      <Part id="health" title={words.health}><HealthOfServer /></Part>
      <Part id="facts" title={words.facts}>
        <Facts>
          <Fact name={words.version}><Shown answer={config} show={({ version }) => version} /></Fact>
          <Fact name={words.signUp}>
            <Shown answer={config} show={() => (features?.enable_signup ? words.signUpIsOpen : words.signUpIsClosed)} />
          </Fact>
          <Fact name={words.models}><Shown answer={useModelCount()} show={inFigures} /></Fact>
          <Fact name={words.people}><Shown answer={usePeopleCount()} show={inFigures} /></Fact>
          <Fact name={words.entries}>
            <Shown answer={useCheckpoint()} show={(note) => inFigures(readCheckpoint(note)?.entries)} />
          </Fact>
        </Facts>
      </Part>
      <Part id="programs" title={words.forPrograms}>
        <p className="muted">{words.addressHint}</p>
        <CopyBlock label={words.address} text={`${ownAddress()}/v1`} />
        <p><a href={below("/openapi.json")} target="_blank" rel="noreferrer">{words.description}</a></p>
      </Part>
    </SettingsPage>
  );
}

const inFigures = (count: number | undefined) => count?.toLocaleString(currentLocale()) ?? "–";

function Shown<Value>({ answer, show }: { answer: Loadable<Value>; show(value: Value): string }) {
  if (answer.value !== undefined) return <>{show(answer.value)}</>;
  return answer.error ? <span className="is-problem">{answer.error}</span> : <>…</>;
}
