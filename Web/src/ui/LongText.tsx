import { useState } from "react";
import { useStrings } from "../state/language";

/** In letters; what is longer has a button in its middle. */
const longest = 1_000;
const shownOfEach = 300;

/** A text of whatever length, most of which is shown only when asked for. */
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
