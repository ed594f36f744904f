import type { ListedModel } from "../../api/types";
import { useStrings } from "../../state/language";
import { switchModel } from "../../state/models";
import { showUseIt } from "../../state/useIt";
import { Switch } from "../../ui/Switch";

interface ModelSwitchProps {
  model: ListedModel;
  /** The pending position, which the server has not confirmed yet. */
  wish: boolean | undefined;
}

export function ModelSwitch({ model, wish }: ModelSwitchProps) {
  const strings = useStrings().models;
  if (!model.write_access) return null;
  return (
    <Switch
      label={strings.table.active}
      isOn={wish ?? model.is_active}
      isBusy={wish !== undefined}
      onChange={(on) =>
        void switchModel(model.id, model.name, on, { label: strings.menu.useIt, run: () => showUseIt(model) })}
    />
  );
}
