import { useState } from "react";
import { deleteWeights, startDownload } from "../../api/weights";
import { showToast } from "../../state/toasts";
import { changeWeights } from "../../state/weights";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";
import { useWeightsStrings } from "./weightsStrings";

export function DownloadDialog({ onClose }: { onClose(): void }) {
  const strings = useWeightsStrings();
  const [url, setUrl] = useState("");
  const [path, setPath] = useState("");
  const [sha256, setDigest] = useState("");
  const submit = async () => {
    await changeWeights(() => startDownload(url.trim(), path.trim(), sha256.trim()));
    onClose();
  };
  return (
    <FormDialog
      isWide
      title={strings.downloadTitle}
      verb={strings.downloadVerb}
      canSubmit={url.trim() !== ""}
      isChanged={url !== ""}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label={strings.address} value={url} hint={strings.addressHint} isRequired hasFocus onChange={setUrl} />
      <TextField label={strings.path} value={path} hint={strings.pathHint} onChange={setPath} />
      <TextField label={strings.sha256} value={sha256} hint={strings.sha256Hint} onChange={setDigest} />
    </FormDialog>
  );
}

export function DeleteDialog({ id, onClose }: { id: string; onClose(): void }) {
  const strings = useWeightsStrings();
  const [reason, setReason] = useState("");
  const submit = async () => {
    await changeWeights(() => deleteWeights(id, reason.trim()));
    onClose();
    showToast({ subject: id, text: strings.deletedNow(id) });
  };
  return (
    <FormDialog title={strings.deleteQuestion(id)} verb={strings.delete} look="danger" onSubmit={submit} onClose={onClose}>
      <p>{strings.deleteWhy}</p>
      <TextField label={strings.reason} value={reason} onChange={setReason} />
    </FormDialog>
  );
}
