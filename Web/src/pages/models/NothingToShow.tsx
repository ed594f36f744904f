import { useWords } from "../../state/language";
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
  const words = useWords().models.nothing;
  const { layout, order } = wholeList;
  if (writeView({ ...view, layout, order }) !== writeView(wholeList)) {
    return (
      <EmptyState title={words.noneFits}>
        <p>{view.query ? words.noneHas(view.query) : words.noneFitsFilters}</p>
        <Button onClick={onShowAll}>{words.showAll}</Button>
      </EmptyState>
    );
  }
  if (!isAdmin) {
    return (
      <EmptyState title={words.noneYet}>
        <p>{words.waitForAdmin}</p>
        {createsModels && <p>{words.makeYourOwn}</p>}
      </EmptyState>
    );
  }
  return (
    <EmptyState title={words.first}>
      <ol>
        {words.steps.map((step) => <li key={step}>{step}</li>)}
      </ol>
    </EmptyState>
  );
}
