import { Fragment, type ReactNode } from "react";

/** A sentence with `{placeholders}`, each filled with text or elements. */
export function Interpolated({ text, parts }: { text: string; parts: Record<string, ReactNode> }) {
  // Every other piece is the name of a placeholder.
  const pieces = text.split(/\{(\w+)\}/);
  return <>{pieces.map((piece, at) => <Fragment key={at}>{at % 2 === 0 ? piece : parts[piece]}</Fragment>)}</>;
}
