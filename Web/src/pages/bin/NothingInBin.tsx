import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/ListState";

interface NothingInBinProps {
  /** The search text on a page that has entries. */
  query: string;
  isLaterPage: boolean;
  onShowAll(): void;
  onFirstPage(): void;
}

export function NothingInBin({ query, isLaterPage, onShowAll, onFirstPage }: NothingInBinProps) {
  const strings = useStrings().bin;
  if (query) {
    return (
      <EmptyState title={strings.nothingFits}>
        <p>{strings.nothingHas(query)}</p>
        <Button onClick={onShowAll}>{strings.showAll}</Button>
      </EmptyState>
    );
  }
  if (isLaterPage) {
    return (
      <EmptyState title={strings.nothingOnPage}>
        <Button onClick={onFirstPage}>{strings.firstPage}</Button>
      </EmptyState>
    );
  }
  return <EmptyState title={strings.empty}><p>{strings.emptyWhy}</p></EmptyState>;
}
