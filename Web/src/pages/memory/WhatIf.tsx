import { forwardRef, useRef, useState } from "react";
import { findPresets } from "../../api/memory";
import { useStrings } from "../../state/language";
import { useModelNames } from "../../state/modelNames";
import { useResidencySnapshot } from "../../state/residency";
import { createResource, useResource } from "../../state/resource";
import { Button } from "../../ui/Button";
import { SearchBox } from "../../ui/SearchBox";
import { PlanResult } from "./PlanResult";

interface WhatIfProps {
  model: string;
  onChoose(model: string): void;
}

/** A dry run of a load: what would be unloaded, and why. */
export function WhatIf({ model, onChoose }: WhatIfProps) {
  const strings = useStrings().memory.plan;
  // Initially open if the address names a model; then the user decides.
  const [first] = useState(model);
  const box = useRef<HTMLInputElement>(null);
  return (
    <details className="what-if" open={first !== "" || undefined}>
      <summary>{strings.title}</summary>
      <p className="muted">{strings.what}</p>
      <ModelChooser ref={box} onChoose={onChoose} />
      {model && (
        <PlanResult
          key={model}
          model={model}
          takesFocus={model !== first}
          onClose={() => {
            onChoose("");
            // The pressed button disappears.
            box.current?.focus();
          }}
        />
      )}
    </details>
  );
}

const shownAtMost = 8;

interface ModelChooserProps {
  onChoose(model: string): void;
}

/** Base models and presets by name or ID, with a button for each match. */
const ModelChooser = forwardRef<HTMLInputElement, ModelChooserProps>(function ModelChooser({ onChoose }, ref) {
  const strings = useStrings().memory.plan;
  const [query, setQuery] = useState("");
  const [search] = useState(() =>
    createResource(async (text) => (text ? findPresets(text) : []), { keepsPrevious: true }),
  );
  const wanted = query.trim();
  const presets = useResource(search, wanted);
  const offered = [...useResidencySnapshot().byBaseModel.keys()];
  const nameOf = useModelNames();
  const weights = offered.filter((id) => `${id} ${nameOf(id)}`.toLowerCase().includes(wanted.toLowerCase()));
  const found = [
    ...weights.map((id) => ({ id, name: nameOf(id) })),
    ...(presets.value ?? []).filter((preset) => !weights.includes(preset.id)),
  ].slice(0, shownAtMost);
  return (
    <>
      <SearchBox ref={ref} label={strings.search} query={query} isBusy={presets.isLoading} onChange={setQuery} />
      {wanted && (
        <div role="status" className="what-if-found">
          {presets.error && <p className="is-problem">{presets.error}</p>}
          {found.length === 0 && !presets.isLoading && <p className="muted">{strings.none(wanted)}</p>}
          {found.map(({ id, name }) => (
            <Button
              key={id}
              size="small"
              aria-label={strings.choose(name)}
              onClick={() => {
                onChoose(id);
                setQuery("");
              }}
            >
              {name}{name !== id && <code className="muted">{id}</code>}
            </Button>
          ))}
        </div>
      )}
    </>
  );
});
