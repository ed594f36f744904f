import type { BaseModel, Residency, ResidencyState } from "../../api/types";
import type { Strings } from "../../strings";

/** A model's state: whether it can answer, and if not, why. */
export interface ModelStatus {
  residency: Residency | undefined;
  /** Undefined if the user may not see residency, or no runtime has the weights. */
  state: ResidencyState | undefined;
  text: string;
  /** The reason for the state, if it is not as desired. */
  reason: string | undefined;
  /** For a model that is off while its weights stay loaded. */
  isHeldByOthers: boolean;
  /** Why an active model can't be used although nothing failed. */
  obstacle: string | undefined;
  /** For a base model whose ID names its runtime, why it does. */
  clash: string | undefined;
  canRetry: boolean;
  canLoad: boolean;
  canUnload: boolean;
}

interface Subject {
  id: string;
  base_model_id: string | null;
  is_active: boolean;
}

export const weightsOf = (model: Subject) => model.base_model_id ?? model.id;

/**
 * @param bases base models and available files; undefined if not known (yet, or to this user).
 */
export function statusOf(
  model: Subject,
  bases: BaseModel[] | undefined,
  residencies: ReadonlyMap<string, Residency>,
  strings: Strings["models"],
): ModelStatus {
  const base = bases?.find((each) => each.id === weightsOf(model));
  const residency = residencies.get(weightsOf(model)) ?? base?.residency ?? undefined;
  const state = residency?.state;
  const obstacle = obstacleOf(model, base, bases !== undefined, residency, strings);
  const isInMemory = state === "loaded" || state === "loading";
  return {
    residency,
    state,
    text: strings.states[state ?? (bases ? "noWeights" : model.is_active ? "on" : "off")],
    reason: reasonOf(residency),
    isHeldByOthers: !model.is_active && state === "loaded" && residency?.desired === "loaded",
    obstacle,
    clash: model.base_model_id === null && base?.clashes_with ? strings.clash(base.clashes_with) : undefined,
    canRetry: state === "failed" && model.is_active && !obstacle,
    canLoad: model.is_active && !obstacle && state !== undefined && !isInMemory && state !== "failed",
    canUnload: isInMemory && !residency?.pinned,
  };
}

function obstacleOf(
  model: Subject,
  base: BaseModel | undefined,
  isKnown: boolean,
  residency: Residency | undefined,
  strings: Strings["models"],
): string | undefined {
  if (model.base_model_id !== null && base?.registered && !base.is_active) return strings.baseIsOff;
  if (isKnown && !base && !residency) return strings.noRuntimeHas(weightsOf(model));
  return undefined;
}

function reasonOf(residency: Residency | undefined): string | undefined {
  if (!residency?.reason) return undefined;
  const isAsDesired = residency.state === residency.desired;
  return residency.state === "failed" || !isAsDesired ? residency.reason : undefined;
}
