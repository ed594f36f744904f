import { Component, Suspense, type ReactNode } from "react";
import { currentStrings } from "../state/language";
import { showToast } from "../state/toasts";
import { LoadFailure, loadFailedAgain } from "./later";

interface LaterDialogProps {
  onClose(): void;
  children: ReactNode;
}

/** Wraps a dialog whose code is loaded when it is first opened: if loading fails, it closes with a message. */
export class LaterDialog extends Component<LaterDialogProps, { error?: unknown }> {
  state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  componentDidCatch(error: unknown) {
    if (!(error instanceof LoadFailure)) return;
    const { frame } = currentStrings();
    loadFailedAgain();
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
