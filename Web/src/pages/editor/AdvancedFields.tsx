import type { Model } from "../../api/types";
import { useWords } from "../../state/language";
import { TextField } from "../../ui/Field";
import { Filled } from "../../ui/Filled";
import { WordsField } from "../../ui/WordsField";
import { numberKeys, numberRules, type Draft } from "./modelForm";
import type { FieldErrors } from "./validation";

interface AdvancedFieldsProps {
  draft: Draft;
  errors: FieldErrors;
  original: Model | undefined;
  onChange(changes: Partial<Draft>): void;
}

const ownParams: readonly string[] = ["system", "stop", ...numberKeys];

export function AdvancedFields({ draft, errors, original, onChange }: AdvancedFieldsProps) {
  const words = useWords().editor;
  const set = numberKeys.filter((key) => draft.numbers[key] !== "").length + (draft.stop.length > 0 ? 1 : 0);
  const others = Object.keys(original?.params ?? {}).filter((key) => !ownParams.includes(key));
  return (
    <details className="advanced" open={set > 0}>
      <summary>
        {words.advanced} <span className="muted">{set === 0 ? words.allDefault : words.set(set)}</span>
      </summary>
      <div className="fields">
        <div className="fields-grid">
          {numberKeys.map((key) => (
            <TextField
              key={key}
              label={words.numbers[key].label}
              hint={words.numbers[key].hint}
              value={draft.numbers[key]}
              error={errors[key]}
              inputMode={numberRules[key].isWhole ? "numeric" : "decimal"}
              placeholder={words.default}
              onChange={(text) => onChange({ numbers: { ...draft.numbers, [key]: text } })}
            />
          ))}
        </div>
        <WordsField
          isCode
          label={words.stop}
          hint={words.stopHint}
          words={draft.stop}
          error={errors.stop}
          onChange={(stop) => onChange({ stop })}
        />
        {others.length > 0 && (
          <p className="muted">
            <Filled
              text={words.alsoSet}
              parts={{ keys: others.map((key) => <code key={key} className="chip">{key}</code>) }}
            />
          </p>
        )}
      </div>
    </details>
  );
}
