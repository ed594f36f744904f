import { useStrings } from "../state/language";
import { Button } from "./Button";

interface PagesProps {
  page: number;
  perPage: number;
  total: number;
  onTurn(page: number): void;
}

export function Pages({ page, perPage, total, onTurn }: PagesProps) {
  const strings = useStrings().ui;
  const last = Math.max(1, Math.ceil(total / perPage));
  if (last === 1 && page === 1) return null;
  const first = (page - 1) * perPage + 1;
  return (
    <nav className="pages" aria-label={strings.pages}>
      <Button size="small" disabled={page <= 1} onClick={() => onTurn(Math.min(page - 1, last))}>{strings.previous}</Button>
      <span>{first > total ? strings.pageOf(page, total) : strings.rangeOf(first, Math.min(total, page * perPage), total)}</span>
      <Button size="small" disabled={page >= last} onClick={() => onTurn(page + 1)}>{strings.next}</Button>
    </nav>
  );
}
