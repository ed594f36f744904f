import { listVersions } from "../../api/history";
import { createModel, fetchModel, updateModel } from "../../api/models";
import { messageOf, RequestError } from "../../api/request";
import type { Model, ModelForm } from "../../api/types";
import { currentStrings } from "../../state/language";
import { refreshModelsSoon } from "../../state/models";
import { showToast } from "../../state/toasts";
import type { Side } from "./merge";
import { formOf, type Draft } from "./modelForm";
import { errorsFromServer, type FieldErrors } from "./validation";

export type SaveOutcome =
  | { kind: "saved" }
  /**
   * Someone else saved meanwhile: `current` is theirs, `by` their name, `mine` what was about to be written, `before`
   * what both began with.
   */
  | { kind: "conflict"; before: Model; current: Model; by: string | undefined; mine: ModelForm; message: string }
  | { kind: "refused"; errors: FieldErrors; problem: string };

/**
 * @param template what a new model takes over beyond the form's fields
 * @param merge    what the person made of their own and somebody else's edit, and the version that it stands on
 */
export async function saveModel(
  draft: Draft,
  original: Model | undefined,
  template: Model | undefined,
  merge?: { side: Side; onto: Model },
): Promise<SaveOutcome> {
  const form = merge
    ? { ...formOf(draft, original), ...merge.side, revision: merge.onto.revision }
    : formOf(draft, original ?? template);
  if (!original) delete form.revision;
  try {
    await (original ? updateModel(form) : createModel(form));
    const { editor, forms } = currentStrings();
    showToast({ text: original ? forms.saved(form.name) : editor.created(form.name) });
    refreshModelsSoon();
    return { kind: "saved" };
  } catch (error) {
    // What was merged stands on the version that it was merged with: of that one the next differences are counted.
    return refusal(error, form, merge?.onto ?? original);
  }
}

/** Who saved a version, where that can be found out. */
async function authorOf({ id, revision }: Model): Promise<string | undefined> {
  try {
    return (await listVersions(id, 1)).find((version) => version.revision === revision)?.user?.name;
  } catch {
    // The two versions can be merged without it.
    return undefined;
  }
}

async function refusal(error: unknown, form: ModelForm, before: Model | undefined): Promise<SaveOutcome> {
  if (!(error instanceof RequestError)) throw error;
  if (error.status === 409 && before) {
    try {
      const current = await fetchModel(form.id);
      return { kind: "conflict", before, current, by: await authorOf(current), mine: form, message: error.message };
    } catch (second) {
      return { kind: "refused", errors: {}, problem: `${error.message} ${messageOf(second)}` };
    }
  }
  if (error.status === 409) return { kind: "refused", errors: { id: error.message }, problem: "" };
  const { errors, rest } = errorsFromServer(error.fields, currentStrings().editor);
  const problem = error.fields.length > 0 ? rest.join("; ") : error.message;
  return { kind: "refused", errors, problem };
}
