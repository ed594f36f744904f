import type { LeftOutFile } from "../../api/types";
import { useWords } from "../../state/language";

/** Files that look like models and are not offered, each with the reason. */
export function LeftOutFiles({ files }: { files: LeftOutFile[] }) {
  const words = useWords().models.leftOut;
  if (files.length === 0) return null;
  return (
    <details className="left-out">
      <summary>{words.title(files.length)}</summary>
      <ul>
        {files.map((each) => (
          <li key={each.file}>
            <code>{each.file}</code> <span className="muted">{reasonOf(each, words.reasons)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function reasonOf(file: LeftOutFile, words: Record<string, (about: string) => string>): string {
  const say = Object.hasOwn(words, file.code) ? words[file.code] : undefined;
  return say ? say(file.about ?? "") : file.reason;
}
