import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";

interface VersionPagesProps {
  page: number;
  hasOlder: boolean;
  onTurn(page: number): void;
}

/** The API doesn't count versions: there is only next and previous. */
export function VersionPages({ page, hasOlder, onTurn }: VersionPagesProps) {
  const strings = useStrings().history.versions;
  if (page === 1 && !hasOlder) return null;
  return (
    <nav className="pages" aria-label={strings.pages}>
      <Button size="small" disabled={page <= 1} onClick={() => onTurn(page - 1)}>{strings.newer}</Button>
      <Button size="small" disabled={!hasOlder} onClick={() => onTurn(page + 1)}>{strings.older}</Button>
    </nav>
  );
}
