import type { ListedModel } from "../../api/types";
import { navigate } from "../../state/location";
import { loadNow, unloadNow } from "../../state/residency";
import { useRights } from "../../state/rights";
import { showToast } from "../../state/toasts";
import { showUseIt } from "../../state/useIt";
import { copyText } from "../../ui/clipboard";
import { Icon } from "../../ui/Icon";
import { Menu, type MenuItem } from "../../ui/Menu";
import type { ModelStatus } from "./modelStatus";

interface ModelMenuProps {
  model: ListedModel;
  status: ModelStatus;
  onDelete(): void;
  onShare(): void;
}

/** What a person may not do is not offered. */
export function ModelMenu({ model, status, onDelete, onShare }: ModelMenuProps) {
  const { isAdmin, createsModels } = useRights();
  // Of a preset that one may only read, prompt and parameters are not known: its clone would be an empty one.
  const canClone = createsModels && (model.write_access || model.base_model_id === null);
  const address = (page: string, key = "id") => `/models${page}?${key}=${encodeURIComponent(model.id)}`;
  const link = location.origin + (model.write_access ? address("/edit") : address("", "query"));
  const items: (MenuItem | false)[] = [
    model.write_access && { label: "Edit", icon: <Icon name="edit" />, run: () => navigate(address("/edit")) },
    canClone && { label: "Clone", icon: <Icon name="clone" />, run: () => navigate(address("/new", "clone")) },
    model.write_access && { label: "Access", icon: <Icon name="share" />, run: onShare },
    { label: "Use it", icon: <Icon name="use" />, run: () => showUseIt(model) },
    { label: "Copy link", icon: <Icon name="link" />, startsGroup: true, run: () => void copy(link, "Link") },
    { label: "Copy ID", icon: <Icon name="id" />, run: () => void copy(model.id, "ID") },
    isAdmin && status.canLoad && {
      label: "Load now", icon: <Icon name="load" />, startsGroup: true, run: () => void loadNow(model.id, model.name),
    },
    isAdmin && status.canUnload && {
      label: "Unload now", icon: <Icon name="unload" />, startsGroup: true,
      run: () => void unloadNow(model.id, model.name),
    },
    (isAdmin || model.write_access) && {
      label: "History", icon: <Icon name="history" />, startsGroup: true, run: () => navigate(address("/history")),
    },
    model.write_access && {
      label: "Delete", icon: <Icon name="trash" />, look: "danger", startsGroup: true, run: onDelete,
    },
  ];
  return (
    <Menu
      label="More actions"
      trigger={<Icon name="more" />}
      items={items.filter((item): item is MenuItem => item !== false)}
    />
  );
}

async function copy(text: string, what: string): Promise<void> {
  if (await copyText(text)) showToast({ text: `${what} copied.` });
  else showToast({ kind: "problem", text: `The browser does not allow copying. ${what}: ${text}` });
}
