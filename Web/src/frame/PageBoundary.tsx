import { Component, type ReactNode } from "react";
import { currentStrings } from "../state/language";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/ListState";
import { LoadFailure, retryFailedLoads } from "./lazyComponent";

interface PageBoundaryProps {
  /** A change of path clears the error. */
  path: string;
  children: ReactNode;
}

interface PageBoundaryState {
  error?: unknown;
}

/** Shows an error within the frame if a page's code fails or can't be loaded. */
export class PageBoundary extends Component<PageBoundaryProps, PageBoundaryState> {
  state: PageBoundaryState = {};

  static getDerivedStateFromError(error: unknown): PageBoundaryState {
    return { error };
  }

  componentDidMount() {
    window.addEventListener("online", this.retryLoading);
  }

  componentDidUpdate(before: PageBoundaryProps) {
    if (before.path !== this.props.path && this.state.error !== undefined) this.retry();
  }

  componentWillUnmount() {
    window.removeEventListener("online", this.retryLoading);
  }

  private retry = () => {
    retryFailedLoads();
    this.setState({ error: undefined });
  };

  private retryLoading = () => {
    if (this.state.error instanceof LoadFailure) this.retry();
  };

  render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const { frame, ui } = currentStrings();
    const isLoading = error instanceof LoadFailure;
    return (
      <main className="page" id="main" tabIndex={-1}>
        <EmptyState isPage title={isLoading ? frame.pageNotLoaded : frame.pageBroken}>
          <p role="alert">{isLoading ? frame.pageNotLoadedWhy : frame.pageBrokenWhy}</p>
          <div className="section-row">
            <Button look="primary" onClick={this.retry}>{ui.tryAgain}</Button>
            <Button onClick={() => window.location.reload()}>{frame.reload}</Button>
          </div>
        </EmptyState>
      </main>
    );
  }
}
