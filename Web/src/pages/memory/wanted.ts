import type { BaseModel, ListedModel } from "../../api/types";

/** The active models that need the weights. */
export interface Wanting {
  models: ListedModel[];
  /** The base model is off, so its presets can't answer. */
  isBaseOff: boolean;
}

export function wantingOf(baseModel: string, active: readonly ListedModel[], base: BaseModel | undefined): Wanting {
  const models = active.filter((model) => (model.base_model_id ?? model.id) === baseModel);
  return { models, isBaseOff: base !== undefined && base.registered && !base.is_active };
}
