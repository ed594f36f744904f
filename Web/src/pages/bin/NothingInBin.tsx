import { useWords } from "../../state/language";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/ListState";

interface NothingInBinProps {
  /** What was searched for in a page that has something. */
  query: string;
  isLaterPage: boolean;
  onShowAll(): void;
  onFirstPage(): void;
}

export function NothingInBin({ query, isLaterPage, onShowAll, onFirstPage }: NothingInBinProps) {
  const words = useWords().bin;
  if (query) {
    return (
      <EmptyState title={words.nothingFits}>
        <p>{words.nothingHas(query)}</p>
        <Button onClick={onShowAll}>{words.showAll}</Button>
      </EmptyState>
    );
  }
  if (isLaterPage) {
    return (
      <EmptyState title={words.nothingOnPage}>
        <Button onClick={onFirstPage}>{words.firstPage}</Button>
      </EmptyState>
    );
  }
  return <EmptyState title={words.empty}><p>{words.emptyWhy}</p></EmptyState>;
}
