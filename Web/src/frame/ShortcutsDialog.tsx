import { useWords } from "../state/language";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

const keys = {
  search: "/", create: "n", up: "↑ k", down: "↓ j", toggle: "Space", edit: "e", select: "x", palette: "Ctrl+K", help: "?",
} as const;

export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const words = useWords().models.shortcuts;
  return (
    <Dialog title={words.title} onClose={onClose} actions={<Button look="primary" onClick={onClose}>{words.close}</Button>}>
      <dl className="shortcuts">
        {(Object.keys(keys) as (keyof typeof keys)[]).map((act) => (
          <div key={act}>
            <dt>{keys[act].split(" ").map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{words.keys[act]}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
