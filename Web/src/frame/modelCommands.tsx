import type { ListedModel } from "../api/types";
import { modelAddress } from "../pages/models/addresses";
import { modelActions } from "../pages/models/ModelMenu";
import { statusOf } from "../pages/models/modelStatus";
import { navigate } from "../state/location";
import { switchModel } from "../state/models";
import { openDialog } from "../state/openDialog";
import type { useResidencySnapshot } from "../state/residency";
import type { Rights } from "../state/rights";
import { Icon } from "../ui/Icon";
import type { FirstStrings } from "../strings";
import type { Command } from "./commands";

export function openCommand(model: ListedModel): Command {
  return { label: model.name, hint: model.id, run: () => navigate(modelAddress(model.id)) };
}

/** The switch, and the items of the model's menu. */
export function modelCommands(
  model: ListedModel,
  rights: Rights,
  snapshot: ReturnType<typeof useResidencySnapshot>,
  strings: FirstStrings,
): Command[] {
  const { id, name } = model;
  const { palette } = strings.frame;
  const flip = model.write_access && {
    label: model.is_active ? palette.switchOff(name) : palette.switchOn(name), hint: id, icon: <Icon name="toggle" />,
    run: () => void switchModel(id, name, !model.is_active),
  };
  const acts = modelActions(
    {
      model,
      status: statusOf(model, undefined, snapshot.byBaseModel, strings.models),
      onDelete: () => openDialog({ kind: "delete", model }),
      onShare: () => openDialog({ kind: "share", model }),
    },
    rights,
    strings.models,
  );
  const others = acts.map(({ label, icon, run }) => ({ label, hint: name, of: id, icon, run: () => run?.() }));
  return flip ? [flip, ...others] : others;
}
