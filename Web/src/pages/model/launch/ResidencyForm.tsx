import { useState } from "react";
import { saveResidencySettings } from "../../../api/launch";
import { RequestError } from "../../../api/request";
import type { ListedModel } from "../../../api/types";
import { SavingForm } from "../../../frame/SavingForm";
import { useDraft } from "../../../frame/useDraft";
import { refreshModelsSoon } from "../../../state/models";
import { showToast } from "../../../state/toasts";
import { TextField } from "../../../ui/Field";
import { SelectField } from "../../../ui/SelectField";
import { useLaunchStrings } from "./launchStrings";
import { type ResidencyDraft, residencyDraftOf, residencyModes, residencySettingsOf, residencyTexts } from "./residencyDraft";

/** When a base model is in memory. The settings take effect at once. */
export function ResidencyForm({ model }: { model: ListedModel }) {
  const strings = useLaunchStrings().residency;
  const form = useDraft<ResidencyDraft>(`residency ${model.id}`, residencyDraftOf(model.meta));
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const { draft } = form;
  // The default by its name is offered only where it was set.
  const modes = residencyModes.filter((each) => each !== "eager" || draft.residency === each);
  const set = (changes: Partial<ResidencyDraft>) => {
    setErrors({});
    form.setDraft({ ...draft, ...changes });
  };
  const save = async () => {
    try {
      await saveResidencySettings(model.id, residencySettingsOf(draft), model.revision);
    } catch (error) {
      // `body.meta.muster.priority` is about the priority.
      if (error instanceof RequestError) {
        setErrors(Object.fromEntries(error.fields.map(({ loc, msg }) => [String(loc.at(-1)), msg])));
      }
      throw error;
    }
    form.settle(draft);
    showToast({ text: strings.saved(model.name) });
    refreshModelsSoon();
  };
  return (
    <section aria-labelledby="residency-settings">
      <h2 id="residency-settings">{strings.title}</h2>
      <p className="muted">{strings.what}</p>
      <SavingForm verb={strings.save} form={form} canSave onSave={save}>
        <div className="fields-grid">
          <SelectField
            label={strings.settings.residency.label} hint={strings.settings.residency.hint} value={draft.residency}
            options={[["", strings.default], ...modes.map((each): [string, string] => [each, strings.modes[each]])]}
            onChange={(residency) => set({ residency })}
          />
          {residencyTexts.map((name) => (
            <TextField
              key={name} label={strings.settings[name].label} hint={strings.settings[name].hint} error={errors[name]}
              value={draft[name]} onChange={(text) => set({ [name]: text })}
            />
          ))}
        </div>
      </SavingForm>
    </section>
  );
}
