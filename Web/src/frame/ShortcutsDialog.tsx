import { Fragment } from "react";
import { useStrings } from "../state/language";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

/** Alternatives for each shortcut; keys joined by a plus are pressed together. */
const groups = {
  everywhere: { palette: ["Ctrl+K"], message: ["m"], recent: ["u"], help: ["?"] },
  models: {
    search: ["/"], create: ["n"], up: ["↑", "k"], down: ["↓", "j"], toggle: ["space"], open: ["↵"], edit: ["e"], select: ["x"],
  },
  layers: { next: ["↑", "↓"], close: ["Esc"] },
} as const;

export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const strings = useStrings().frame.shortcuts;
  const named = (key: string) => (key === "space" ? strings.space : key);
  return (
    <Dialog title={strings.title} onClose={onClose} actions={<Button look="primary" onClick={onClose}>{strings.close}</Button>}>
      {(Object.keys(groups) as (keyof typeof groups)[]).map((group) => (
        <Fragment key={group}>
          <h3 className="shortcuts-group">{strings.groups[group]}</h3>
          <dl className="shortcuts">
            {Object.entries<readonly string[]>(groups[group]).map(([act, keys]) => (
              <div key={act}>
                <dt>{keys.map((key) => <kbd key={key}>{named(key)}</kbd>)}</dt>
                <dd>{strings.keys[act as keyof typeof strings.keys]}</dd>
              </div>
            ))}
          </dl>
        </Fragment>
      ))}
    </Dialog>
  );
}
