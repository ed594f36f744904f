import { useEffect } from "react";
import type { Model } from "../../api/types";
import { refreshDay } from "../../state/day";
import { useResidencyPicture } from "../../state/residency";
import { untilWritten } from "../../state/untilWritten";
import { weightsOf } from "../models/modelStatus";
import { useAfterChange } from "./useAfterChange";

const everyMilliseconds = 30_000;

/** Refreshes when the state of the weights changes, and regularly while the page is visible. */
export function useFreshDay(model: Pick<Model, "id" | "base_model_id" | "is_active">): void {
  const residency = useResidencyPicture().byBaseModel.get(weightsOf(model));
  useAfterChange(`${residency?.state} ${residency?.since}`, () => void refreshDay(), untilWritten);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void refreshDay();
    }, everyMilliseconds);
    return () => clearInterval(timer);
  }, []);
}
