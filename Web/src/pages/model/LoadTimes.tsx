import { useStatesOfDay } from "../../state/day";
import { currentLocale, useStrings } from "../../state/language";
import { formatDuration } from "../../ui/duration";
import { Fact, Facts } from "../../ui/Facts";
import { loadTimesOf } from "./stateSpans";

export function LoadTimes({ id }: { id: string }) {
  const strings = useStrings().model.loads;
  const day = useStatesOfDay(id).value;
  if (!day) return null;
  const times = loadTimesOf(day);
  if (!times) return <p className="muted">{strings.none}</p>;
  const shown = (seconds: number) => formatDuration(seconds, currentLocale());
  return (
    <>
      <Facts>
        <Fact name={strings.last}>{shown(times.last)}</Fact>
        <Fact name={strings.median}>{shown(times.median)}</Fact>
        <Fact name={strings.longest}>{shown(times.longest)}</Fact>
      </Facts>
      <p className="muted">{strings.count(times.count)}</p>
    </>
  );
}
