import type { ReactNode } from "react";
import { useStrings } from "../state/language";
import { Button } from "./Button";

interface Headed {
  /** The only content of the page: its title becomes the page's heading. */
  isPage?: boolean;
}

/** Placeholders for a list: loading, empty, or an error. */
export function EmptyState({ title, isPage, children }: Headed & { title: string; children?: ReactNode }) {
  const Heading = isPage ? "h1" : "h2";
  return (
    <div className="list-state">
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}

export function ErrorState({ message, isPage, onRetry }: Headed & { message: string; onRetry(): void }) {
  const strings = useStrings().ui;
  const Heading = isPage ? "h1" : "h2";
  return (
    <div className="list-state" role="alert">
      <Heading>{strings.couldNotLoad}</Heading>
      <p>{message}</p>
      <Button onClick={onRetry}>{strings.tryAgain}</Button>
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
