import { useRef } from "react";
import { Button, IconButton } from "../../ui/Button";
import { EditorSection } from "./EditorSection";
import { useEditorStrings } from "./editorStrings";

interface SuggestionFieldsProps {
  all: string[];
  onChange(all: string[]): void;
}

/** Texts that clients offer to start a chat, in order. */
export function SuggestionFields({ all, onChange }: SuggestionFieldsProps) {
  const strings = useEditorStrings().suggestions;
  const lines = useRef<HTMLDivElement>(null);
  const swap = (place: number, other: number) => {
    const moved = [...all];
    [moved[place], moved[other]] = [moved[other] ?? "", moved[place] ?? ""];
    onChange(moved);
    // Focus moves along, so that the button can be pressed again; at the end it has no effect.
    const buttons = [...(lines.current?.children[other]?.querySelectorAll("button") ?? [])];
    requestAnimationFrame(() => {
      const [up, down] = buttons;
      const pressed = other < place ? up : down;
      (pressed?.disabled ? (other < place ? down : up) : pressed)?.focus();
    });
  };
  return (
    <EditorSection title={strings.title} summary={strings.count(all.length)} isOpen={all.length > 0}>
      <p className="field-hint">{strings.hint}</p>
      <div ref={lines} className="suggestion-lines">
        {all.map((text, place) => (
          <div key={place} className="suggestion-line">
            <input
              className="input"
              aria-label={strings.numbered(place + 1)}
              value={text}
              onChange={(event) => onChange(all.map((each, at) => (at === place ? event.target.value : each)))}
            />
            <IconButton label={strings.up(place + 1)} disabled={place === 0} onClick={() => swap(place, place - 1)}>↑</IconButton>
            <IconButton label={strings.down(place + 1)} disabled={place === all.length - 1} onClick={() => swap(place, place + 1)}>↓</IconButton>
            <IconButton label={strings.remove(place + 1)} onClick={() => onChange(all.filter((_, at) => at !== place))}>×</IconButton>
          </div>
        ))}
      </div>
      <div><Button size="small" onClick={() => onChange([...all, ""])}>{strings.add}</Button></div>
    </EditorSection>
  );
}
