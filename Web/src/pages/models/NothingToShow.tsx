import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/ListState";
import { wholeList, writeView, type ModelsView } from "./modelsView";

interface NothingToShowProps {
  view: ModelsView;
  isAdmin: boolean;
  createsModels: boolean;
  onShowAll(): void;
}

export function NothingToShow({ view, isAdmin, createsModels, onShowAll }: NothingToShowProps) {
  if (writeView(view) !== writeView(wholeList)) {
    return (
      <EmptyState title="No model fits">
        <p>{view.query ? <>Nothing has “{view.query}” in its name, id or base model.</> : "Nothing fits the filters."}</p>
        <Button onClick={onShowAll}>Show all models</Button>
      </EmptyState>
    );
  }
  if (!isAdmin) {
    return (
      <EmptyState title="No models yet">
        <p>An administrator has to switch a model on and let you use it. It will then appear here.</p>
        {createsModels && <p>You may make models of your own on a base model that you may use.</p>}
      </EmptyState>
    );
  }
  return (
    <EmptyState title="Bring in your first model">
      <ol>
        <li>Put a <code>.gguf</code> file into the models folder (<code>models:</code> in <code>muster.yaml</code>).</li>
        <li>It appears here within seconds, without a restart.</li>
        <li>Switch it on, and talk to it with any OpenAI client: <em>Use it</em> in its menu says how.</li>
      </ol>
    </EmptyState>
  );
}
