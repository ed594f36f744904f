import { useState } from "react";
import type { Backup } from "../../api/backups";
import { currentLocale, useStrings } from "../../state/language";
import { CopyBlock } from "../../ui/CopyBlock";
import { formatDateTime } from "../../ui/format";
import { SelectField } from "../../ui/SelectField";
import { restoreCommand } from "./restoreCommand";
import { Part } from "./SettingsPage";

export function HowToRestore({ folder, backups }: { folder: string; backups: Backup[] }) {
  const strings = useStrings().settings.backups;
  const [chosen, setChosen] = useState("");
  const whole = backups.filter((backup) => backup.verified);
  const backup = whole.find((each) => each.name === chosen) ?? whole[0];
  if (!backup) return null;
  return (
    <Part id="restore" title={strings.howToRestore}>
      {whole.length > 1 && (
        <div className="backup-choice">
          <SelectField
            label={strings.backup}
            value={backup.name}
            options={whole.map((each) => [each.name, formatDateTime(each.made_at, currentLocale())])}
            onChange={setChosen}
          />
        </div>
      )}
      <p>{strings.restoreSteps}</p>
      <CopyBlock label={strings.command} text={restoreCommand(folder, backup.name)} />
      <p>{strings.afterwards}</p>
      <p className="warning">{strings.whatIsThereAgain}</p>
    </Part>
  );
}
