import { useStrings } from "../state/language";
import type { Command, CommandGroup } from "./commands";

interface PaletteListProps {
  id: string;
  groups: CommandGroup[];
  /** Index across all groups. */
  chosen: number;
  onRun(command: Command): void;
}

export function PaletteList({ id, groups, chosen, onRun }: PaletteListProps) {
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
