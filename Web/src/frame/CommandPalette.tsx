import { useEffect, useId, useState, type KeyboardEvent } from "react";
import { listModels } from "../api/models";
import type { ListedModel } from "../api/types";
import { useWords } from "../state/language";
import { navigate } from "../state/location";
import { switchModel } from "../state/models";
import { useRights } from "../state/rights";
import { Dialog } from "../ui/Dialog";
import { commandsFor, type Command } from "./commands";
import { destinations } from "./destinations";

const pause = 120;

/** Any page, model or act by its name, without leaving the keyboard. */
export function CommandPalette({ onClose }: { onClose(): void }) {
  const words = useWords();
  const { isAdmin } = useRights();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [models, setModels] = useState<ListedModel[]>([]);
  const [at, setAt] = useState(0);

  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const query = { query: typed.trim() || undefined, kind: "all", order_by: "name", direction: "asc", page: 1 } as const;
      const found = await listModels(query).catch(() => undefined);
      if (isCurrent && found) setModels(found.items);
    }, pause);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [typed]);

  const pages = destinations
    .filter((each) => !each.isForAdmins || isAdmin)
    .map(({ name, to }) => ({ label: words.frame.pages[name], to }));
  const commands = commandsFor(typed, pages, models, words.models);
  const chosen = Math.min(at, commands.length - 1);

  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    if (command.to) navigate(command.to);
    else if (command.flips) void switchModel(command.flips.model.id, command.flips.model.name, command.flips.on);
  };
  const pressed = (event: KeyboardEvent) => {
    const last = commands.length - 1;
    if (event.key === "ArrowDown") setAt(chosen >= last ? 0 : chosen + 1);
    else if (event.key === "ArrowUp") setAt(chosen <= 0 ? last : chosen - 1);
    else if (event.key === "Enter") run(commands[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title={words.models.palette.title} onClose={onClose} actions={null}>
      <input
        className="input"
        role="combobox"
        aria-label={words.models.palette.label}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={commands[chosen] ? `${id}-${chosen}` : undefined}
        autoComplete="off"
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={pressed}
      />
      <ul className="palette" role="listbox" id={`${id}-list`} aria-label={words.models.palette.label}>
        {commands.map((command, place) => (
          <li
            key={command.key}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === chosen}
            ref={place === chosen ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
            onClick={() => run(command)}
          >
            <span>{command.label}</span>
            <span className="muted">{command.hint ?? words.models.palette[command.group]}</span>
          </li>
        ))}
        {commands.length === 0 && <li role="option" aria-selected="false" aria-disabled="true">{words.models.palette.none}</li>}
      </ul>
    </Dialog>
  );
}
