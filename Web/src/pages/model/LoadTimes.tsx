import { useStatesOfDay } from "../../state/day";
import { currentLocale, useWords } from "../../state/language";
import { formatDuration } from "../../ui/duration";
import { Fact, Facts } from "../../ui/Facts";
import { loadTimesOf } from "./stateSpans";

/** How long its loads took. */
export function LoadTimes({ id }: { id: string }) {
  const words = useWords().model.loads;
  const day = useStatesOfDay(id).value;
  if (!day) return null;
  const times = loadTimesOf(day);
  if (!times) return <p className="muted">{words.none}</p>;
  const shown = (seconds: number) => formatDuration(seconds, currentLocale());
  return (
    <>
      <Facts>
        <Fact name={words.last}>{shown(times.last)}</Fact>
        <Fact name={words.median}>{shown(times.median)}</Fact>
        <Fact name={words.longest}>{shown(times.longest)}</Fact>
      </Facts>
      <p className="muted">{words.count(times.count)}</p>
    </>
  );
}
