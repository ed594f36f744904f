import { fetchModel } from "../api/models";
import { RequestError } from "../api/request";
import { ChangePasswordDialog } from "../pages/settings/ChangePasswordDialog";
import { DeleteDialog } from "../pages/models/DeleteDialog";
import { dropLeaveGuards, lastAddressOf, navigate } from "../state/location";
import { closeDialog, useOpenDialog } from "../state/openDialog";
import { AccessDialog, ImportDialog, LazyDialog } from "./LazyDialog";
import { RecentChangesDialog } from "./RecentChangesDialog";
import { currentModelId } from "./currentModel";

/** The dialogs that can be opened on every page. */
export function GlobalDialog() {
  const open = useOpenDialog();
  switch (open?.kind) {
    case undefined:
      return null;
    case "delete":
      return <DeleteDialog model={open.model} onClose={() => void closeAndLeaveIfGone(open.model.id)} />;
    case "share":
      return <LazyDialog onClose={closeDialog}><AccessDialog model={open.model} onClose={closeDialog} /></LazyDialog>;
    case "import":
      return <LazyDialog onClose={closeDialog}><ImportDialog file={open.file} onClose={closeDialog} /></LazyDialog>;
    case "password":
      return <ChangePasswordDialog onClose={closeDialog} />;
    case "recent":
      return <RecentChangesDialog onClose={closeDialog} />;
  }
}

/** Leaves the page of a model that was just deleted. */
async function closeAndLeaveIfGone(id: string): Promise<void> {
  closeDialog();
  if (currentModelId(null) !== id) return;
  try {
    await fetchModel(id);
  } catch (error) {
    if (!(error instanceof RequestError) || error.status !== 404) return;
    dropLeaveGuards();
    navigate(lastAddressOf("/models"));
  }
}
