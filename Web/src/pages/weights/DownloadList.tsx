import { messageOf } from "../../api/request";
import { cancelDownload, resumeDownload, type WeightsDownload } from "../../api/weights";
import { currentLocale } from "../../state/language";
import { showToast } from "../../state/toasts";
import { changeWeights } from "../../state/weights";
import { Button } from "../../ui/Button";
import { receivedText } from "./weightsText";
import { useWeightsStrings } from "./weightsStrings";

export function DownloadList({ downloads }: { downloads: WeightsDownload[] }) {
  const strings = useWeightsStrings();
  if (downloads.length === 0) return null;
  return (
    <section aria-label={strings.downloads}>
      <h2>{strings.downloads}</h2>
      <ul className="weights-downloads">
        {downloads.map((download) => <DownloadItem key={download.id} download={download} />)}
      </ul>
    </section>
  );
}

function DownloadItem({ download }: { download: WeightsDownload }) {
  const strings = useWeightsStrings();
  const { id, files, state, source, problem, received_bytes: received, total_bytes: total } = download;
  const name = files[0] ?? source;
  const act = async (change: () => Promise<unknown>) => {
    try {
      await changeWeights(change);
    } catch (error) {
      showToast({ subject: id, kind: "problem", text: messageOf(error) });
    }
  };
  return (
    <li className="weights-transfer">
      <div>
        <strong>{name}</strong>{files.length > 1 && <span className="badge">{strings.parts(files.length)}</span>}
        <div className="muted">{strings.from(source)}</div>
      </div>
      {state !== "failed" && <progress aria-label={strings.downloading(name)} value={total === null ? undefined : received} max={total ?? 1} />}
      <p role="status" className="muted">{strings.states[state]} · {receivedText(download, strings, currentLocale())}</p>
      {problem && <p role="alert" className="is-problem">{problem}</p>}
      <div>
        {state === "failed" && (
          <Button size="small" aria-label={strings.resumeOf(name)} onClick={() => void act(() => resumeDownload(id))}>{strings.resume}</Button>
        )}{" "}
        <Button size="small" look="quiet" aria-label={strings.cancelOf(name)} onClick={() => void act(() => cancelDownload(id))}>{strings.cancel}</Button>
      </div>
    </li>
  );
}
