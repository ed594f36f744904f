import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/ListState";
import { wholeList, writeView, type ModelsView } from "./modelsView";

interface NothingToShowProps {
  view: ModelsView;
  isAdmin: boolean;
  createsModels: boolean;
  onShowAll(): void;
}

export function EmptyModelList({ view, isAdmin, createsModels, onShowAll }: NothingToShowProps) {
  const strings = useStrings().models.nothing;
  const { layout, order } = wholeList;
  if (writeView({ ...view, layout, order }) !== writeView(wholeList)) {
    return (
      <EmptyState title={strings.noMatches}>
        <p>{view.query ? strings.noMatchesFor(view.query) : strings.noMatchesForFilters}</p>
        <Button onClick={onShowAll}>{strings.showAll}</Button>
      </EmptyState>
    );
  }
  if (!isAdmin) {
    return (
      <EmptyState title={strings.noneYet}>
        <p>{strings.waitForAdmin}</p>
        {createsModels && <p>{strings.makeYourOwn}</p>}
      </EmptyState>
    );
  }
  return (
    <EmptyState title={strings.first}>
      <ol>
        {strings.steps.map((step) => <li key={step}>{step}</li>)}
      </ol>
    </EmptyState>
  );
}
