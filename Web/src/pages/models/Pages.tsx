import { modelsPerPage } from "../../api/models";
import { Button } from "../../ui/Button";

export function Pages({ page, total, onTurn }: { page: number; total: number; onTurn(page: number): void }) {
  const last = Math.max(1, Math.ceil(total / modelsPerPage));
  if (last === 1 && page === 1) return null;
  const first = (page - 1) * modelsPerPage + 1;
  return (
    <nav className="pages" aria-label="Pages">
      <Button size="small" disabled={page <= 1} onClick={() => onTurn(Math.min(page - 1, last))}>Previous</Button>
      <span>{first > total ? `page ${page}` : `${first}–${Math.min(total, page * modelsPerPage)}`} of {total}</span>
      <Button size="small" disabled={page >= last} onClick={() => onTurn(page + 1)}>Next</Button>
    </nav>
  );
}
