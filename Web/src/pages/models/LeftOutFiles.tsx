import type { LeftOutFile } from "../../api/types";
import { useStrings } from "../../state/language";

/** Skipped files, each with the reason. */
export function LeftOutFiles({ files }: { files: LeftOutFile[] }) {
  const strings = useStrings().models.leftOut;
  if (files.length === 0) return null;
  return (
    <details className="left-out">
      <summary>{strings.title(files.length)}</summary>
      <ul>
        {files.map((each) => (
          <li key={each.file}>
            <code>{each.file}</code> <span className="muted">{reasonOf(each, strings.reasons)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function reasonOf(file: LeftOutFile, strings: Record<string, (about: string) => string>): string {
  const say = Object.hasOwn(strings, file.code) ? strings[file.code] : undefined;
  return say ? say(file.about ?? "") : file.reason;
}
