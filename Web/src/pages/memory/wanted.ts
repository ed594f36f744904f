import type { BaseModel, ListedModel } from "../../api/types";

/** Why weights are wanted: what is on and needs them. */
export interface Wanting {
  models: ListedModel[];
  /** Its own entry is off, which keeps all that stands on it from answering. */
  isBaseOff: boolean;
}

export function wantingOf(baseModel: string, active: readonly ListedModel[], base: BaseModel | undefined): Wanting {
  const models = active.filter((model) => (model.base_model_id ?? model.id) === baseModel);
  return { models, isBaseOff: base !== undefined && base.registered && !base.is_active };
}
