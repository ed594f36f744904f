import { useState } from "react";
import type { Model } from "../../api/types";
import { useStrings } from "../../state/language";
import { useResidencyPicture } from "../../state/residency";
import { Filled } from "../../ui/Filled";
import { SearchBox } from "../../ui/SearchBox";
import { TagsField } from "../../ui/TagsField";
import { CustomParams } from "./CustomParams";
import { EditorSection } from "./EditorSection";
import type { Draft } from "./modelForm";
import { ParamField } from "./ParamField";
import { paramKeys, paramSections, ruleOf, type ParamKey } from "./params";
import type { FieldErrors } from "./validation";

interface AdvancedFieldsProps {
  draft: Draft;
  errors: FieldErrors;
  original: Model | undefined;
  onChange(changes: Partial<Draft>): void;
}

const withFields: readonly string[] = ["system", "stop", "custom_params", ...paramKeys];

export function AdvancedFields({ draft, errors, original, onChange }: AdvancedFieldsProps) {
  const strings = useStrings().editor;
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLowerCase();
  const fits = (key: ParamKey | "stop") => {
    const { label, hint } = key === "stop" ? { label: strings.stop, hint: strings.stopHint } : strings.params[key];
    return `${key} ${label} ${hint}`.toLowerCase().includes(wanted);
  };
  const set = paramKeys.filter((key) => draft.params[key].trim() !== "").length
    + (draft.stop.length > 0 ? 1 : 0) + draft.custom.length;
  const knowsOllama = useResidencyPicture().runtimes.some(({ kind }) => kind === "ollama");
  // Parameters that no runtime here supports are hidden unless they are set.
  const isOffered = (key: ParamKey) => knowsOllama || !ruleOf(key).isForOllama || draft.params[key].trim() !== "" || wasSet(key);
  const wasSet = (key: ParamKey) => original?.params[key] !== undefined;
  const others = Object.keys(original?.params ?? {}).filter((key) => !withFields.includes(key));
  return (
    <EditorSection title={strings.advanced} summary={set === 0 ? strings.allDefault : strings.set(set)} isOpen={set > 0}>
      <SearchBox label={strings.findParam} query={query} isBusy={false} onChange={setQuery} />
      {paramSections.map((section) => {
        const keys = paramKeys.filter((key) => ruleOf(key).section === section && isOffered(key) && (fits(key) || errors[key]));
        const hasStop = section === "length" && (fits("stop") || errors.stop !== undefined);
        if (keys.length === 0 && !hasStop) return null;
        return (
          <fieldset key={section} className="param-section">
            <legend>{strings.paramSections[section]}</legend>
            <div className="fields-grid">
              {keys.map((key) => (
                <ParamField
                  key={key}
                  name={key}
                  value={draft.params[key]}
                  error={errors[key]}
                  hasNoEffect={ruleOf(key).isForOllama === true && !knowsOllama}
                  onChange={(text) => onChange({ params: { ...draft.params, [key]: text } })}
                />
              ))}
            </div>
            {hasStop && (
              <TagsField
                isCode
                label={strings.stop}
                hint={strings.stopHint}
                tags={draft.stop}
                error={errors.stop}
                onChange={(stop) => onChange({ stop })}
              />
            )}
          </fieldset>
        );
      })}
      {(wanted === "" || errors.custom_params) && (
        <CustomParams all={draft.custom} error={errors.custom_params} onChange={(custom) => onChange({ custom })} />
      )}
      {others.length > 0 && (
        <p className="muted">
          <Filled
            text={strings.alsoSet}
            parts={{ keys: others.map((key) => <code key={key} className="chip">{key}</code>) }}
          />
        </p>
      )}
    </EditorSection>
  );
}
