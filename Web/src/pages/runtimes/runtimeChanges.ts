import { messageOf } from "../../api/request";
import * as api from "../../api/runtimes";
import type { RuntimeSettings } from "../../api/runtimes";
import { refreshRuntimes } from "../../state/runtimes";
import { showToast } from "../../state/toasts";
import { currentRuntimesStrings } from "./runtimesStrings";

/** @throws RequestError */
export async function addRuntime(id: string, settings: RuntimeSettings): Promise<void> {
  await api.addRuntime({ id, ...settings });
  showToast({ subject: id, text: currentRuntimesStrings().added(id) });
  await refreshRuntimes();
}

/** @throws RequestError */
export async function updateRuntime(id: string, settings: RuntimeSettings, revision: number | null): Promise<void> {
  await api.updateRuntime(id, settings, revision);
  showToast({ subject: id, text: currentRuntimesStrings().updated(id) });
  await refreshRuntimes();
}

/** Drains a runtime or resumes it; the toast's button does the opposite. */
export async function setDrained(id: string, isDrained: boolean): Promise<void> {
  const strings = currentRuntimesStrings();
  try {
    await api.setDrained(id, isDrained);
    showToast({
      subject: id, text: isDrained ? strings.isDrained(id) : strings.isResumed(id),
      action: { label: strings.undo, run: () => void setDrained(id, !isDrained) },
    });
  } catch (error) {
    showToast({ subject: id, kind: "problem", text: strings.notChanged(id, messageOf(error)) });
  }
  await refreshRuntimes();
}

/** @throws RequestError */
export async function removeRuntime(id: string): Promise<void> {
  await api.removeRuntime(id);
  showToast({ subject: id, text: currentRuntimesStrings().removed(id) });
  await refreshRuntimes();
}

/** @throws RequestError */
export async function pullModel(id: string, model: string): Promise<void> {
  await api.pullModel(id, model);
  await refreshRuntimes();
}

export async function cancelPull(id: string, model: string): Promise<void> {
  try {
    await api.cancelPull(id, model);
  } catch (error) {
    showToast({ subject: id, kind: "problem", text: messageOf(error) });
  }
  await refreshRuntimes();
}
