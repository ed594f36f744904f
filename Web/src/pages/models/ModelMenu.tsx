import { exportAddress } from "../../api/models";
import type { ListedModel } from "../../api/types";
import { ownAddress } from "../../state/basePath";
import { useStrings } from "../../state/language";
import { navigate } from "../../state/location";
import { setHidden } from "../../state/models";
import { showUseIt } from "../../state/openDialog";
import { loadNow, setPinned, unloadNow } from "../../state/residency";
import { type Rights, useRights } from "../../state/rights";
import { showToast } from "../../state/toasts";
import type { Strings } from "../../strings";
import { Icon } from "../../ui/Icon";
import { Menu, type MenuItem } from "../../ui/Menu";
import { copyText } from "../../ui/clipboard";
import { download } from "../../ui/files";
import { cloneAddress, editAddress, historyAddress, modelAddress, tryAddress } from "./addresses";
import { isHidden } from "./modelMeta";
import type { ModelStatus } from "./modelStatus";

interface ModelMenuProps {
  model: ListedModel;
  status: ModelStatus;
  onDelete(): void;
  onShare(): void;
}

/** Only the actions that the user may run. */
export function modelActions(
  { model, status, onDelete, onShare }: ModelMenuProps,
  { isAdmin, createsModels, exportsModels }: Rights,
  strings: Strings["models"],
): MenuItem[] {
  const { menu } = strings;
  const { id, name, write_access: writes } = model;
  // Readers of a preset don't see its prompt and parameters: a clone would be empty.
  const canClone = createsModels && (writes || model.base_model_id === null);
  const link = ownAddress() + modelAddress(id);
  const isKept = status.residency?.pinned === true;
  const hides = !isHidden(model);
  const items: (MenuItem | false)[] = [
    writes && { label: menu.edit, icon: <Icon name="edit" />, run: () => navigate(editAddress(id)) },
    canClone && { label: menu.clone, icon: <Icon name="clone" />, run: () => navigate(cloneAddress(id)) },
    writes && { label: menu.share, icon: <Icon name="share" />, run: onShare },
    writes && exportsModels && {
      label: menu.exportIt, icon: <Icon name="unload" />, run: () => download(exportAddress([id]), `${id}.json`),
    },
    { label: menu.tryIt, icon: <Icon name="talk" />, startsGroup: true, run: () => navigate(tryAddress(id)) },
    { label: menu.useIt, icon: <Icon name="use" />, run: () => showUseIt(model) },
    { label: menu.copyLink, icon: <Icon name="link" />, run: () => void copy(link, strings.link, strings) },
    { label: menu.copyId, icon: <Icon name="id" />, run: () => void copy(id, strings.id, strings) },
    isAdmin && status.canLoad && {
      label: menu.loadNow, icon: <Icon name="load" />, startsGroup: true, run: () => void loadNow(id, name),
    },
    isAdmin && status.canUnload && {
      label: menu.unloadNow, icon: <Icon name="unload" />, startsGroup: true, run: () => void unloadNow(id, name),
    },
    isAdmin && status.residency !== undefined && {
      label: isKept ? menu.unpin : menu.pin, icon: <Icon name="pin" />, run: () => void setPinned(id, name, !isKept),
    },
    writes && {
      label: hides ? menu.hide : menu.show, icon: <Icon name={hides ? "hide" : "show"} />, startsGroup: true,
      run: () => void setHidden(model, hides),
    },
    (isAdmin || writes) && { label: menu.history, icon: <Icon name="history" />, run: () => navigate(historyAddress(id)) },
    writes && { label: menu.remove, icon: <Icon name="trash" />, look: "danger", startsGroup: true, run: onDelete },
  ];
  return items.filter((item): item is MenuItem => item !== false);
}

export function ModelMenu(props: ModelMenuProps) {
  const strings = useStrings().models;
  const rights = useRights();
  return <Menu label={strings.menu.label} trigger={<Icon name="more" />} items={() => modelActions(props, rights, strings)} />;
}

async function copy(text: string, what: string, strings: Strings["models"]): Promise<void> {
  if (await copyText(text)) showToast({ text: strings.copied(what) });
  else showToast({ kind: "problem", text: strings.notCopied(what, text) });
}
