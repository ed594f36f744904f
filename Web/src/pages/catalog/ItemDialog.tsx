import type { CatalogItem, CatalogKind } from "../../api/catalog";
import { useDraft } from "../../frame/useDraft";
import { saveItem, useCatalog } from "../../state/catalog";
import { useStrings } from "../../state/language";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";

interface ItemDialogProps {
  kind: CatalogKind;
  /** Undefined: a new item. */
  item: CatalogItem | undefined;
  onClose(): void;
}

export function ItemDialog({ kind, item, onClose }: ItemDialogProps) {
  const { catalog: strings, forms } = useStrings();
  const form = useDraft(`${kind} ${item?.id ?? "new"}`, {
    id: item?.id ?? "", name: item?.name ?? "", description: item?.description ?? "",
  });
  const { id, name, description } = form.draft;
  const change = (changes: Partial<typeof form.draft>) => form.setDraft({ ...form.draft, ...changes });
  const known = useCatalog().value?.[kind] ?? [];
  const taken = item ? undefined : known.find((each) => each.id === id.trim());
  const isComplete = !taken && id.trim() !== "" && !/\s/u.test(id.trim()) && name.trim() !== "";
  return (
    <FormDialog
      title={item ? strings.editWhat(item.name) : strings.add[kind]}
      verb={forms.save}
      canSubmit={isComplete}
      form={form}
      onClose={onClose}
      onSubmit={async () => {
        await saveItem(kind, { id: id.trim(), name: name.trim(), description: description.trim() });
        form.settle({ id, name, description });
        onClose();
      }}
    >
      <TextField label={forms.name} value={name} hasFocus isRequired onChange={(name) => change({ name })} />
      <TextField
        label={strings.id}
        value={id}
        isReadOnly={item !== undefined}
        isRequired
        error={taken && strings.idTaken(taken.name)}
        hint={item ? strings.idStays : strings.idHint}
        onChange={(id) => change({ id })}
      />
      <TextField label={forms.description} value={description} rows={2} onChange={(description) => change({ description })} />
    </FormDialog>
  );
}
