import * as api from "../api/weights";
import { messageOf } from "../api/request";
import { createResource, useResource } from "./resource";
import { createStore, useStore } from "./store";

const list = createResource(() => api.listWeights(), { keepsPrevious: true });
const downloads = createResource(() => api.listDownloads(), { keepsPrevious: true });
const deleted = createResource(() => api.listDeleted(), { keepsPrevious: true });

export const useWeights = () => useResource(list, "");
export const useDownloads = () => useResource(downloads, "");
export const useDeletedWeights = () => useResource(deleted, "");

/** An upload goes on while another page is open. */
interface Uploading {
  name?: string;
  /** From 0 to 1. */
  share: number;
  problem?: string;
}

const uploading = createStore<Uploading>({ share: 0 });
export const useUploading = () => useStore(uploading);

/** What is being verified. */
const verifying = createStore<ReadonlySet<string>>(new Set());
export const useVerifying = () => useStore(verifying);

export async function refreshWeights(): Promise<void> {
  await Promise.all([list.refresh(), downloads.refresh(), deleted.refresh()]);
}

export function clearWeights(): void {
  list.clear();
  downloads.clear();
  deleted.clear();
}

let refreshTimer: ReturnType<typeof setTimeout> | undefined;

/** Several changes in quick succession become one request; none if no page shows weights. */
export function refreshWeightsSoon(): void {
  if (refreshTimer !== undefined) return;
  refreshTimer = setTimeout(() => {
    refreshTimer = undefined;
    void refreshWeights();
  }, 300);
}

/** How far a download is, from the event stream. */
export function noteProgress({ id, received_bytes }: api.DownloadProgress): void {
  downloads.patch((all) => all.map((each) => (each.id === id ? { ...each, received_bytes } : each)));
}

export async function upload(file: File): Promise<void> {
  if (uploading.get().name) return;
  uploading.set({ name: file.name, share: 0 });
  try {
    await api.uploadWeights(file, (share) => uploading.set({ name: file.name, share }));
    uploading.set({ share: 0 });
  } catch (error) {
    uploading.set({ share: 0, problem: `${file.name}: ${messageOf(error)}` });
  }
  await refreshWeights();
}

/** @returns the weights, with what was found */
export async function verify(id: string): Promise<api.Weights> {
  verifying.update((all) => new Set(all).add(id));
  try {
    const item = await api.verifyWeights(id);
    await list.refresh();
    return item;
  } finally {
    verifying.update((all) => new Set([...all].filter((each) => each !== id)));
  }
}

/** Runs a change and shows its outcome in the lists. */
export async function changeWeights<Answer>(change: () => Promise<Answer>): Promise<Answer> {
  try {
    return await change();
  } finally {
    await refreshWeights();
  }
}
