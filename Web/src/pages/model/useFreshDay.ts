import { useEffect } from "react";
import type { Model } from "../../api/types";
import { refreshDay } from "../../state/day";
import { useResidencyPicture } from "../../state/residency";
import { weightsOf } from "../models/modelStatus";

const everyMilliseconds = 30_000;

/** A state is told before its entry is written. */
const pauseMilliseconds = 700;

/** Asks anew when the state of the weights has changed, and now and then, as long as the page is seen. */
export function useFreshDay(model: Pick<Model, "id" | "base_model_id" | "is_active">): void {
  const residency = useResidencyPicture().byBaseModel.get(weightsOf(model));
  const state = residency && `${residency.state} ${residency.since}`;
  useEffect(() => {
    if (!state) return;
    const timer = setTimeout(() => void refreshDay(), pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [state]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void refreshDay();
    }, everyMilliseconds);
    return () => clearInterval(timer);
  }, []);
}
