import { useState } from "react";
import { deletePerson, fetchAccessOf } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { useStrings } from "../../state/language";
import { refreshModelsSoon } from "../../state/models";
import { refreshPeople } from "../../state/people";
import { createResource, useResource } from "../../state/resource";
import { showToast } from "../../state/toasts";
import { undoAction } from "../../state/undo";
import { Filled } from "../../ui/Filled";
import { FormDialog } from "../../ui/FormDialog";
import { ownedAmong } from "./ownedModels";

interface DeletePersonDialogProps {
  person: Person;
  onDeleted(): void;
  onClose(): void;
}

export function DeletePersonDialog({ person, onDeleted, onClose }: DeletePersonDialogProps) {
  const { people: strings, forms } = useStrings();
  // Loaded for each dialog: the list of owned models must be current.
  const [access] = useState(() => createResource((id) => fetchAccessOf(id, 1)));
  const found = useResource(access, person.id);
  const owned = found.value && ownedAmong(found.value);
  const remove = async () => {
    const token = await deletePerson(person.id);
    onClose();
    const action = undoAction(token, person.id, strings.restored(person.name));
    showToast({ subject: person.id, text: strings.deleted(person.name), action });
    onDeleted();
    refreshModelsSoon();
    await refreshPeople();
  };
  return (
    <FormDialog title={strings.deleteQuestion(person.name)} verb={forms.delete} look="danger" onSubmit={remove} onClose={onClose}>
      <p>
        <Filled
          text={strings.deleteWhat}
          parts={{ email: <strong>{person.email}</strong>, models: <strong>{strings.modelsBecomeYours}</strong> }}
        />
      </p>
      {found.error && <p className="is-problem">{strings.ownedUnknown(found.error)}</p>}
      {!found.value && !found.error && <p className="muted">{strings.lookingForOwned}</p>}
      {owned && owned.models.length > 0 && (
        <>
          <p>{owned.isAll ? strings.passToYou(owned.models.length) : strings.amongOthersPass}</p>
          <ul>{owned.models.map((model) => <li key={model.id}>{model.name} <code>{model.id}</code></li>)}</ul>
        </>
      )}
      {/* Pending users can use nothing, including their own models, so this list can't tell. */}
      {owned && owned.models.length === 0 && owned.isAll && person.role !== "pending" && <p>{strings.ownNothing}</p>}
    </FormDialog>
  );
}
