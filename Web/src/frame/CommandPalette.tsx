import { type KeyboardEvent, useId, useState } from "react";
import { useStrings } from "../state/language";
import { Dialog } from "../ui/Dialog";
import type { Command, CommandGroup } from "./commands";
import { usePaletteGroups } from "./usePaletteGroups";

interface CommandPaletteProps {
  currentId: string | undefined;
  onShortcuts(): void;
  onClose(): void;
}

/** Opens any page or model, and runs any action, by name. */
export function CommandPalette({ currentId, onShortcuts, onClose }: CommandPaletteProps) {
  const strings = useStrings().frame.palette;
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState<Command>();
  const { groups, isSearching } = usePaletteGroups(typed, currentId, onShortcuts);
  const commands = groups.flatMap((group) => group.commands);
  // By identity, not position: results that arrive later may come before it.
  const place = commands.findIndex((each) => each.label === at?.label && each.hint === at.hint && each.of === at.of);
  const chosen = place < 0 ? Math.min(0, commands.length - 1) : place;

  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const pressed = (event: KeyboardEvent) => {
    const last = commands.length - 1;
    if (event.key === "ArrowDown") setAt(commands[chosen >= last ? 0 : chosen + 1]);
    else if (event.key === "ArrowUp") setAt(commands[chosen <= 0 ? last : chosen - 1]);
    else if (event.key === "Enter") run(commands[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title={strings.title} onClose={onClose} actions={null}>
      <input
        className="input"
        role="combobox"
        aria-label={strings.label}
        aria-expanded={commands.length > 0}
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={commands[chosen] ? `${id}-${chosen}` : undefined}
        autoComplete="off"
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(undefined);
        }}
        onKeyDown={pressed}
      />
      <PaletteList id={id} groups={groups} chosen={chosen} onRun={run} />
      <p role="status" className={commands.length === 0 ? undefined : "visually-hidden"}>
        {commands.length > 0 ? strings.found(commands.length) : isSearching ? strings.searching : strings.none}
      </p>
    </Dialog>
  );
}

interface PaletteListProps {
  id: string;
  groups: CommandGroup[];
  /** Index across all groups. */
  chosen: number;
  onRun(command: Command): void;
}

function PaletteList({ id, groups, chosen, onRun }: PaletteListProps) {
  const { label } = useStrings().frame.palette;
  let count = 0;
  return (
    <div className="palette" role="listbox" id={`${id}-list`} aria-label={label}>
      {groups.map((group, number) => (
        <div key={group.name} role="group" aria-labelledby={`${id}-group-${number}`}>
          <div id={`${id}-group-${number}`} className="palette-group">{group.name}</div>
          {group.commands.map((command, index) => {
            const place = count++;
            return (
              <div
                key={`${index} ${command.label}`}
                id={`${id}-${place}`}
                role="option"
                aria-selected={place === chosen}
                className="palette-command"
                ref={place === chosen ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
                onClick={() => onRun(command)}
              >
                <span className="menu-icon">{command.icon}</span>
                <span className="palette-label">{command.label}</span>
                {command.hint && ![command.label, group.name].includes(command.hint) && (
                  <span className="palette-hint">
                    {command.hint}
                    {command.of && command.of !== command.hint && ` · ${command.of}`}
                  </span>
                )}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
