import { Component, type ReactNode } from "react";
import { currentWords } from "../state/language";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/ListState";

interface PageBoundaryProps {
  /** Another page begins anew. */
  path: string;
  children: ReactNode;
}

/** Keeps the frame when a page's code cannot be loaded, or fails. */
export class PageBoundary extends Component<PageBoundaryProps, { failedAt?: string }> {
  state: { failedAt?: string } = {};

  static getDerivedStateFromError(): { failedAt?: string } {
    return { failedAt: window.location.pathname };
  }

  render() {
    if (this.state.failedAt !== this.props.path) return this.props.children;
    const { frame } = currentWords();
    return (
      <main className="page" id="main" tabIndex={-1}>
        <EmptyState isPage title={frame.pageBroken}>
          <p>{frame.pageBrokenWhy}</p>
          <Button onClick={() => window.location.reload()}>{frame.reload}</Button>
        </EmptyState>
      </main>
    );
  }
}
