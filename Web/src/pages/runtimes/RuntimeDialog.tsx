import { useState } from "react";
import { messageOf } from "../../api/request";
import { type KeySource, type ManagedRuntime, probeRuntime, type RuntimeSettings, type ServerKind, serverKinds } from "../../api/runtimes";
import { useDraft } from "../../frame/useDraft";
import { useStrings } from "../../state/language";
import { addRuntime, updateRuntime } from "./runtimeChanges";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";
import { SelectField } from "../../ui/SelectField";
import { useRuntimesStrings } from "./runtimesStrings";

type KeyPlace = "none" | "env" | "file" | "several";

interface Draft {
  id: string;
  kind: ServerKind;
  url: string;
  memory: string;
  keyPlace: KeyPlace;
  keyName: string;
  patterns: string;
}

const hasModelPatterns = (kind: ServerKind) => kind === "openai" || kind === "vllm";

/** Settings that the form does not show stay as they are. */
export function settingsOf(draft: Draft): RuntimeSettings {
  const settings: RuntimeSettings = { kind: draft.kind, url: draft.url.trim() };
  if (draft.keyPlace !== "several") {
    settings.api_key = draft.keyPlace === "none" ? null : ({ [draft.keyPlace]: draft.keyName.trim() } as KeySource);
  }
  if (hasModelPatterns(draft.kind)) {
    const patterns = draft.patterns.trim().split(/\s+/u).filter(Boolean);
    settings.models = patterns.length > 0 ? patterns : null;
  } else {
    settings.memory = draft.memory.trim() || null;
  }
  return settings;
}

export function draftOf(runtime: ManagedRuntime | undefined): Draft {
  const given = runtime?.given ?? {};
  const key = given.api_key;
  const source = key && typeof key === "object" && !Array.isArray(key) ? key : undefined;
  return {
    id: runtime?.id ?? "",
    kind: (runtime?.kind as ServerKind | undefined) ?? "ollama",
    url: given.url ?? "",
    memory: given.memory ?? "",
    keyPlace: Array.isArray(key) ? "several" : source ? ("env" in source ? "env" : "file") : "none",
    keyName: source ? ("env" in source ? source.env : source.file) : "",
    patterns: (given.models ?? []).join(" "),
  };
}

interface RuntimeDialogProps {
  /** Undefined: a new one. */
  runtime?: ManagedRuntime;
  onClose(): void;
}

export function RuntimeDialog({ runtime, onClose }: RuntimeDialogProps) {
  const strings = useRuntimesStrings();
  const { forms } = useStrings();
  const { form: texts } = strings;
  const form = useDraft(`runtime ${runtime?.id ?? "new"}`, draftOf(runtime));
  const draft = form.draft;
  const change = (changes: Partial<Draft>) => form.setDraft({ ...draft, ...changes });
  const places = (["none", "env", "file"] as const).map((place): [KeyPlace, string] => [place, texts.keySources[place]]);
  if (draft.keyPlace === "several") places.push(["several", JSON.stringify(runtime?.given.api_key)]);
  const hasKey = draft.keyPlace === "env" || draft.keyPlace === "file";
  const isComplete = draft.id.trim() !== "" && draft.url.trim() !== "" && (!hasKey || draft.keyName.trim() !== "");
  return (
    <FormDialog
      title={runtime ? strings.editWhat(runtime.id) : strings.add}
      verb={forms.save}
      canSubmit={isComplete}
      form={form}
      onClose={onClose}
      onSubmit={async () => {
        if (runtime) await updateRuntime(runtime.id, settingsOf(draft), runtime.revision);
        else await addRuntime(draft.id.trim(), settingsOf(draft));
        form.settle(draft);
        onClose();
      }}
    >
      <TextField
        label={texts.id} value={draft.id} isRequired isReadOnly={runtime !== undefined} hasFocus={runtime === undefined}
        hint={runtime ? texts.idStays : texts.idHint} onChange={(id) => change({ id })}
      />
      <SelectField
        label={texts.kind} value={draft.kind} isDisabled={runtime !== undefined}
        options={serverKinds.map((kind) => [kind, texts.kinds[kind]])} onChange={(kind) => change({ kind })}
      />
      <TextField label={texts.url} value={draft.url} isRequired hint={texts.urlHint[draft.kind]} onChange={(url) => change({ url })} />
      <SelectField label={texts.keyFrom} value={draft.keyPlace} options={places} onChange={(keyPlace) => change({ keyPlace })} />
      {hasKey && (
        <TextField
          label={draft.keyPlace === "env" ? texts.variable : texts.file} value={draft.keyName} isRequired
          hint={draft.keyPlace === "env" ? texts.variableHint : texts.fileHint} onChange={(keyName) => change({ keyName })}
        />
      )}
      {hasModelPatterns(draft.kind)
        ? <TextField label={texts.patterns} value={draft.patterns} hint={texts.patternsHint} onChange={(patterns) => change({ patterns })} />
        : <TextField label={texts.memory} value={draft.memory} hint={texts.memoryHint} onChange={(memory) => change({ memory })} />}
      {runtime && <p className="muted">{texts.unloads}</p>}
      <Probe settings={{ id: draft.id.trim() || "probe", ...settingsOf(draft) }} isDisabled={draft.url.trim() === ""} />
    </FormDialog>
  );
}

/** Asks the server with the settings of the form. */
function Probe({ settings, isDisabled }: { settings: RuntimeSettings; isDisabled: boolean }) {
  const texts = useRuntimesStrings().form;
  const [outcome, setOutcome] = useState<{ text: string; isProblem: boolean }>();
  const probe = async () => {
    setOutcome({ text: texts.probing, isProblem: false });
    try {
      const { problem, models } = await probeRuntime(settings);
      setOutcome({ text: problem ?? texts.answers(models.length, models.join(", ")), isProblem: problem !== null });
    } catch (error) {
      setOutcome({ text: messageOf(error), isProblem: true });
    }
  };
  return (
    <div className="runtime-probe">
      <Button onClick={() => void probe()} disabled={isDisabled}>{texts.probe}</Button>
      <div role="status">{outcome && <p className={outcome.isProblem ? "is-problem" : "muted"}>{outcome.text}</p>}</div>
    </div>
  );
}
