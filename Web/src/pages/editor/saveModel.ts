import { listRevisions } from "../../api/history";
import { createModel, fetchModel, updateModel } from "../../api/models";
import { messageOf, RequestError } from "../../api/request";
import type { Model, ModelForm } from "../../api/types";
import { currentStrings } from "../../state/language";
import { refreshModelsSoon } from "../../state/models";
import { showToast } from "../../state/toasts";
import type { Side } from "./merge";
import { formOf, type Draft } from "./modelForm";
import { errorsFromServer, type FieldErrors } from "./validation";
import { currentEditorStrings } from "./editorStrings";

export type SaveOutcome =
  | { kind: "saved" }
  /**
   * Someone else saved meanwhile: `current` is theirs, `by` their name, `mine` what was to be saved, `before`
   * the common ancestor.
   */
  | { kind: "conflict"; before: Model; current: Model; by: string | undefined; mine: ModelForm; message: string }
  | { kind: "refused"; errors: FieldErrors; problem: string };

/**
 * @param template fields of the cloned model beyond those of the form
 * @param merge    the user's merge of both edits, and the revision it is based on
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
    const editor = currentEditorStrings();
    const { forms } = currentStrings();
    showToast({ text: original ? forms.saved(form.name) : editor.created(form.name) });
    refreshModelsSoon();
    return { kind: "saved" };
  } catch (error) {
    // The merge is based on the revision it was merged with: further differences count from there.
    return refusal(error, form, merge?.onto ?? original);
  }
}

/** Who saved a revision, if that can be found out. */
async function authorOf({ id, revision }: Model): Promise<string | undefined> {
  try {
    return (await listRevisions(id, 1)).find((each) => each.revision === revision)?.user?.name;
  } catch {
    // The merge works without it.
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
  const { errors, rest } = errorsFromServer(error.fields, currentEditorStrings());
  const problem = error.fields.length > 0 ? rest.join("; ") : error.message;
  return { kind: "refused", errors, problem };
}
