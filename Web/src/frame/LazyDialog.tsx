import { Component, type ReactNode, Suspense } from "react";
import { currentStrings } from "../state/language";
import { showToast } from "../state/toasts";
import { lazyComponent, LoadFailure, retryFailedLoads } from "./lazyComponent";

interface LazyDialogProps {
  onClose(): void;
  children: ReactNode;
}

/** Wraps a dialog whose code is loaded when it is first opened: if loading fails, it closes with a message. */
export class LazyDialog extends Component<LazyDialogProps, { error?: unknown }> {
  state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  componentDidCatch(error: unknown) {
    if (!(error instanceof LoadFailure)) return;
    const { frame } = currentStrings();
    retryFailedLoads();
    showToast({ subject: "dialog", kind: "problem", text: `${frame.dialogNotLoaded} ${frame.pageNotLoadedWhy}` });
    this.props.onClose();
  }

  render() {
    const { error } = this.state;
    if (error instanceof LoadFailure) return null;
    if (error !== undefined) throw error;
    return <Suspense fallback={null}>{this.props.children}</Suspense>;
  }
}

// Rarely used: the first page loads faster without them.

export const ImportDialog = lazyComponent(async () => (await import("../pages/models/ImportDialog")).ImportDialog);
export const AccessDialog = lazyComponent(async () => (await import("../pages/access/AccessDialog")).AccessDialog);
