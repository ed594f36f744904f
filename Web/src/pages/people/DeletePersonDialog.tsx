import { useState } from "react";
import { deletePerson, fetchAccessOf } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { refreshModelsSoon } from "../../state/models";
import { refreshPeople } from "../../state/people";
import { createResource, useResource } from "../../state/resource";
import { showToast } from "../../state/toasts";
import { FormDialog } from "../../ui/FormDialog";
import { plural } from "../../ui/format";
import { ownedAmong } from "./ownedModels";

interface DeletePersonDialogProps {
  person: Person;
  onDeleted(): void;
  onClose(): void;
}

export function DeletePersonDialog({ person, onDeleted, onClose }: DeletePersonDialogProps) {
  // Asked anew for each dialog: what somebody owns must not be yesterday's.
  const [access] = useState(() => createResource((id) => fetchAccessOf(id, 1)));
  const found = useResource(access, person.id);
  const owned = found.value && ownedAmong(found.value);
  const remove = async () => {
    await deletePerson(person.id);
    onClose();
    showToast({ text: `${person.name} is deleted.` });
    onDeleted();
    refreshModelsSoon();
    await refreshPeople();
  };
  return (
    <FormDialog title={`Delete ${person.name}?`} verb="Delete" look="danger" onSubmit={remove} onClose={onClose}>
      <p>
        The account <strong>{person.email}</strong> goes away, with its sessions, keys, memberships and everything that
        was granted to it in person. <strong>Their models stay and become yours.</strong>
      </p>
      {found.error && <p className="is-problem">What they own could not be found out: {found.error}</p>}
      {!found.value && !found.error && <p className="muted">Looking for what they own…</p>}
      {owned && owned.models.length > 0 && (
        <>
          <p>{owned.isAll ? plural(owned.models.length, "model passes", "models pass") : "Among others these pass"} to you:</p>
          <ul>{owned.models.map((model) => <li key={model.id}>{model.name} <code>{model.id}</code></li>)}</ul>
        </>
      )}
      {owned && owned.models.length === 0 && owned.isAll && <p>They own no model.</p>}
    </FormDialog>
  );
}
