import { useState } from "react";
import { fetchModel } from "../../api/models";
import type { BaseModel, Model } from "../../api/types";
import { useAddress } from "../../state/location";
import { useBasesToChoose } from "../../state/models";
import { createResource, useResource } from "../../state/resource";
import { useRights } from "../../state/rights";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { ModelEditor } from "./ModelEditor";
import { draftOf, emptyDraft, idFromName, type Draft } from "./modelForm";
import { useEditorStrings } from "./editorStrings";

/** /models/new, with ?clone=, ?base= (a preset on it) or ?weights= (a model for this file); /models/edit?id= */
export function EditorPage() {
  const { path, search } = useAddress();
  const values = new URLSearchParams(search);
  const isNew = path === "/models/new";
  const sourceId = (isNew ? values.get("clone") : values.get("id")) ?? "";
  const [turn, setTurn] = useState(0);
  // The form keeps the revision that was opened: later changes must not alter it.
  return (
    <main className="page page-narrow" id="main" tabIndex={-1}>
      <LoadedEditor
        key={`${path}${search}${turn}`}
        isNew={isNew}
        form={`model ${path}${search}`}
        sourceId={sourceId}
        start={startOf(values)}
        onReload={() => setTurn(turn + 1)}
      />
    </main>
  );
}

interface LoadedEditorProps {
  form: string;
  isNew: boolean;
  sourceId: string;
  start: Draft;
  onReload(): void;
}

function LoadedEditor({ form, isNew, sourceId, start, onReload }: LoadedEditorProps) {
  const strings = useEditorStrings();
  const rights = useRights();
  const [source] = useState(() => createResource(async (id) => (id ? await fetchModel(id) : null)));
  const model = useResource(source, sourceId);
  const bases = useBasesToChoose(rights.isAdmin);

  // A failed refresh must not remove the form.
  const problem = (model.value === undefined && model.error) || (bases.value === undefined && bases.error);
  if (problem) return <ErrorState isPage message={problem} onRetry={onReload} />;
  if (model.value === undefined || bases.value === undefined) return <LoadingRows label={strings.loading} rows={6} />;
  if (isNew && !rights.createsModels) {
    return (
      <EmptyState isPage title={strings.cannotCreate}>
        <p>{strings.cannotCreateWhy}</p>
      </EmptyState>
    );
  }
  if (!isNew && !model.value?.write_access) {
    return (
      <EmptyState isPage title={strings.cannotEdit}>
        <p>{strings.cannotEditWhy}</p>
      </EmptyState>
    );
  }
  const original = isNew ? undefined : model.value ?? undefined;
  const template = isNew && model.value ? model.value : undefined;
  const initial =
    template ? cloneOf(template, strings.cloneOf(template.name))
    : original ? draftOf(original)
    : withBase(start, bases.value);
  return (
    <ModelEditor
      form={form}
      original={original}
      template={template}
      initial={initial}
      bases={bases.value}
      onReload={onReload}
    />
  );
}

function startOf(values: URLSearchParams): Draft {
  const weights = values.get("weights");
  if (weights) return { ...emptyDraft, name: weights, id: weights, baseModelId: null };
  return { ...emptyDraft, baseModelId: values.get("base") ?? "" };
}

// Preselects the only base model.
function withBase(draft: Draft, bases: BaseModel[]): Draft {
  const only = bases.length === 1 ? bases[0] : undefined;
  return draft.baseModelId === "" && only ? { ...draft, baseModelId: only.id } : draft;
}

// The clone of a base model is a preset on it: two models can't have the same weights ID.
function cloneOf(model: Model, name: string): Draft {
  const id = model.base_model_id === null ? idFromName(name) || `${model.id}-clone` : `${model.id}-clone`;
  return { ...draftOf(model), name, id, baseModelId: model.base_model_id ?? model.id };
}
