import { type ReactNode, useMemo, useState } from "react";
import { type Row, rowsOf } from "../difference/folding";
import { type Block, type Line, textDifference } from "../difference/texts";
import { isImage } from "../difference/values";
import { looksTheSame, spelledOut, withCodes, withSigns } from "../difference/visible";
import { useStrings } from "../state/language";
import { Button } from "./Button";

interface DifferenceProps {
  before: string;
  after: string;
  /** One of several: less context, and fewer lines before a button. */
  isCompact?: boolean;
}

const longestInline = 100;

/** The difference of two texts: short ones side by side, others by line with changed words marked. */
export function Difference({ before, after, isCompact = false }: DifferenceProps) {
  const blocks = useMemo(() => textDifference(before, after), [before, after]);
  const looks = useMemo(() => looksOf(before, after), [before, after]);
  if (isImage(before) || isImage(after)) return <Images before={before} after={after} />;
  const isInline = [before, after].every((text) => text.length <= longestInline && !/[\r\n]/.test(text));
  return isInline
    ? <Inline before={before} after={after} blocks={blocks} looks={looks} />
    : <Lines key={`${before}\n${after}`} blocks={blocks} looks={looks} isCompact={isCompact} />;
}

type Looks = (text: string, isChanged: boolean, kind: Row["kind"]) => string;

/** Makes invisible differences visible. */
function looksOf(before: string, after: string): Looks {
  if (looksTheSame(before, after)) return (text, _, kind) => (kind === "same" ? withCodes(text) : spelledOut(text));
  return (text, isChanged) => (isChanged ? withSigns(text) : withCodes(text));
}

interface InlineProps {
  before: string;
  after: string;
  blocks: Block[];
  looks: Looks;
}

function Inline({ before, after, blocks, looks }: InlineProps) {
  const strings = useStrings().ui.difference;
  const side = (kind: "removed" | "added") =>
    blocks.flatMap((block) => (block.kind === "same" ? block.lines : block[kind]));
  return (
    <span className="difference-inline">
      {before === "" ? <span className="muted">{strings.notSet}</span> : <del><Pieces lines={side("removed")} kind="removed" looks={looks} /></del>}
      {" "}<span role="img" aria-label={strings.became}>→</span>{" "}
      {after === "" ? <span className="muted">{strings.notSet}</span> : <ins><Pieces lines={side("added")} kind="added" looks={looks} /></ins>}
    </span>
  );
}

function Pieces({ lines, kind, looks }: { lines: Line[]; kind: Row["kind"]; looks: Looks }) {
  return (
    <>
      {lines.flatMap(({ pieces }, line) => pieces.map(({ text, isChanged }, place) => {
        const shown = <LongText text={looks(text, isChanged, kind)} />;
        return isChanged ? <mark key={`${line} ${place}`}>{shown}</mark> : <span key={`${line} ${place}`}>{shown}</span>;
      }))}
    </>
  );
}

interface LinesProps {
  blocks: Block[];
  looks: Looks;
  isCompact: boolean;
}

/** As many as the browser draws without delay. */
const shownAtFirst = { compact: 14, whole: 400 };
const shownMore = 1_000;

function Lines({ blocks, looks, isCompact }: LinesProps) {
  const strings = useStrings().ui.difference;
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [most, setMost] = useState(isCompact ? shownAtFirst.compact : shownAtFirst.whole);
  const rows = useMemo(() => rowsOf(blocks, opened, isCompact ? 1 : undefined), [blocks, opened, isCompact]);
  const more = rows.length - most;
  return (
    <div className="difference" role="group" aria-label={strings.title}>
      {rows.slice(0, most).map((row, place) => (
        row.kind === "folded" ? (
          <button
            key={`folded ${row.id}`}
            type="button"
            className="difference-folded"
            onClick={() => {
              setOpened(new Set([...opened, row.id]));
              setMost(Math.max(most, shownAtFirst.whole));
            }}
          >
            {strings.showUnchanged(row.lines.length)}
          </button>
        ) : <LineRow key={`${row.kind} ${row.line.number} ${place}`} row={row} looks={looks} />
      ))}
      {more > 0 && (
        <Button size="small" look="quiet" onClick={() => setMost(most + shownMore)}>{strings.showMore(more)}</Button>
      )}
    </div>
  );
}

const signs = { same: "", removed: "−", added: "+" };

function LineRow({ row: { kind, line }, looks }: { row: Exclude<Row, { kind: "folded" }>; looks: Looks }) {
  const strings = useStrings().ui.difference;
  const content = (named: string): ReactNode => (
    <>
      <span className="visually-hidden">{named} </span>
      <Pieces lines={[withoutEnd(line)]} kind={kind} looks={looks} />
    </>
  );
  return (
    <div className={`difference-line is-${kind}`}>
      <span className="difference-number" aria-hidden="true">{line.number}</span>
      <span className="difference-sign" aria-hidden="true">{signs[kind]}</span>
      {kind === "removed" && <del>{content(strings.removed)}</del>}
      {kind === "added" && <ins>{content(strings.added)}</ins>}
      {kind === "same" && <span><Pieces lines={[withoutEnd(line)]} kind={kind} looks={looks} /></span>}
    </div>
  );
}

/** A line end on both sides would add an empty line. */
function withoutEnd({ pieces, number }: Line): Line {
  const shown = pieces.map((piece) => (piece.isChanged ? piece : { ...piece, text: piece.text.replace(/[\r\n]+$/, "") }));
  return { number, pieces: shown.filter(({ text }) => text !== "") };
}

function Images({ before, after }: { before: string; after: string }) {
  const strings = useStrings().ui.difference;
  const side = (value: string, label: string) =>
    isImage(value) ? <img className="portrait" src={value} alt={`${label}: ${strings.anImage}`} />
    : <span className="muted">{value === "" ? strings.notSet : <LongText text={value} />}</span>;
  return (
    <span className="difference-inline difference-pictures">
      {side(before, strings.before)}
      <span role="img" aria-label={strings.became}>→</span>
      {side(after, strings.after)}
    </span>
  );
}

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
