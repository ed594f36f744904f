import type { ReactNode } from "react";
import { useWords } from "../state/language";
import { Button } from "./Button";

/** What stands where a list would stand: nothing yet, nothing at all, or a problem. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="list-state">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function ErrorState({ message, onRetry }: { message: string; onRetry(): void }) {
  const words = useWords().ui;
  return (
    <div className="list-state" role="alert">
      <h2>{words.couldNotLoad}</h2>
      <p>{message}</p>
      <Button onClick={onRetry}>{words.tryAgain}</Button>
    </div>
  );
}

export function LoadingRows({ label, rows = 4 }: { label: string; rows?: number }) {
  return (
    <div className="loading-rows" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => <div key={row} className="loading-row" />)}
    </div>
  );
}
