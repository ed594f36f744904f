import { useRef, useState } from "react";
import { useStrings } from "../../state/language";
import { ModelChooser } from "./ModelChooser";
import { PlanResult } from "./PlanResult";

interface WhatIfProps {
  model: string;
  onChoose(model: string): void;
}

/** A load tried dry: what would have to go, and why. */
export function WhatIf({ model, onChoose }: WhatIfProps) {
  const strings = useStrings().memory.plan;
  // Open when the address names a model; from there on as the person leaves it.
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
            // The pressed button goes away.
            box.current?.focus();
          }}
        />
      )}
    </details>
  );
}
