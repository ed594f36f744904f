import { useWords } from "../../state/language";
import { Button } from "../../ui/Button";

interface VersionPagesProps {
  page: number;
  hasOlder: boolean;
  onTurn(page: number): void;
}

/** The API counts no versions: one can only go on and back. */
export function VersionPages({ page, hasOlder, onTurn }: VersionPagesProps) {
  const words = useWords().history.versions;
  if (page === 1 && !hasOlder) return null;
  return (
    <nav className="pages" aria-label={words.pages}>
      <Button size="small" disabled={page <= 1} onClick={() => onTurn(page - 1)}>{words.newer}</Button>
      <Button size="small" disabled={!hasOlder} onClick={() => onTurn(page + 1)}>{words.older}</Button>
    </nav>
  );
}
