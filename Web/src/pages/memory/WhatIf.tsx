import { useRef, useState } from "react";
import { useStrings } from "../../state/language";
import { ModelChooser } from "./ModelChooser";
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
