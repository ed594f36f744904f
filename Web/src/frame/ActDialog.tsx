import { fetchModel } from "../api/models";
import { RequestError } from "../api/request";
import { dropLeaveGuards, lastVisitTo, navigate } from "../state/location";
import { closeDialog, useOpenDialog } from "../state/openDialog";
import { ChangePasswordDialog } from "../pages/account/ChangePasswordDialog";
import { DeleteDialog } from "../pages/models/DeleteDialog";
import { currentModelId } from "./currentModel";
import { LaterDialog } from "./LaterDialog";
import { AccessDialog, ImportDialog } from "./laterDialogs";
import { RecentChangesDialog } from "./RecentChangesDialog";

/** The dialogs that can be opened on every page. */
export function ActDialog() {
  const open = useOpenDialog();
  switch (open?.kind) {
    case undefined:
      return null;
    case "delete":
      return <DeleteDialog model={open.model} onClose={() => void closeAndLeaveIfGone(open.model.id)} />;
    case "share":
      return <LaterDialog onClose={closeDialog}><AccessDialog model={open.model} onClose={closeDialog} /></LaterDialog>;
    case "import":
      return <LaterDialog onClose={closeDialog}><ImportDialog file={open.file} onClose={closeDialog} /></LaterDialog>;
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
    navigate(lastVisitTo("/models"));
  }
}
