import { useState } from "react";
import { useStrings } from "../state/language";
import { Button } from "./Button";
import { copyText } from "./clipboard";

interface CopyBlockProps {
  label: string;
  text: string;
  onCopied?(): void;
}

/** Text with a copy button. */
export function CopyBlock({ label, text, onCopied }: CopyBlockProps) {
  const strings = useStrings().ui;
  const [outcome, setOutcome] = useState<"none" | "copied" | "refused">("none");
  return (
    <figure className="copy-block">
      <figcaption>
        {label}
        <Button
          size="small"
          look="quiet"
          aria-label={strings.copyWhat(label)}
          onClick={async () => {
            const isCopied = await copyText(text);
            setOutcome(isCopied ? "copied" : "refused");
            if (isCopied) onCopied?.();
          }}
        >
          {outcome === "copied" ? strings.copied : outcome === "refused" ? strings.copyByHand : strings.copy}
        </Button>
      </figcaption>
      <pre tabIndex={0} aria-label={label}>{text}</pre>
    </figure>
  );
}
