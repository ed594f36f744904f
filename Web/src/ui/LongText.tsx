import { useState } from "react";
import { useStrings } from "../state/language";

/** In characters; longer texts are folded in the middle. */
const longest = 1_000;
const shownOfEach = 300;

/** A text of any length, folded until the user opens it. */
export function LongText({ text }: { text: string }) {
  const strings = useStrings().ui;
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= longest) return <>{text}</>;
  return (
    <>
      {text.slice(0, shownOfEach)}
      <button type="button" className="as-link" onClick={() => setWhole(true)}>
        {strings.difference.showLetters(text.length - 2 * shownOfEach)}
      </button>
      {text.slice(-shownOfEach)}
    </>
  );
}
