import { below } from "../state/basePath";
import { currentStrings } from "../state/language";
import { get, post, queryString, RequestError, worded } from "./request";

export interface WeightsFacts {
  architecture: string | null;
  name: string | null;
  parameters: number | null;
  size_label: string | null;
  quantization: string | null;
  context: number | null;
  layers: number | null;
  chat_template: boolean | null;
  pooling: string | null;
  purpose: "text" | "embeddings" | "reranking" | "projector" | null;
  parts: number;
}

export interface StoredFile {
  path: string;
  bytes: number;
  changed_at: number;
  /** Null until it is computed. */
  sha256: string | null;
  /** What a later check found, if it differs. */
  found_sha256: string | null;
  problem: "damaged" | "replaced" | null;
  /** Null unless it was downloaded or uploaded; without a source it was uploaded. */
  origin: { source: string | null; sha256: string; arrived_at: number } | null;
}

export interface WeightsUser {
  id: string;
  name: string;
  is_preset: boolean;
  is_active: boolean;
  use: "weights" | "projector" | "draft_model" | "lora";
}

export interface Weights {
  id: string;
  name: string;
  base_models: string[];
  runtimes: string[];
  /** Empty if the runtime manages its files itself. */
  files: StoredFile[];
  bytes: number | null;
  changed_at: number | null;
  sha256: string | null;
  facts: WeightsFacts | null;
  models: WeightsUser[];
  /** The runtime that has other weights of the same name. */
  clashes_with: string | null;
  /** An older file is in memory. */
  outdated: boolean;
}

export interface SkippedFile {
  file: string;
  code: string;
  reason: string;
  about: string | null;
  bytes: number | null;
  models: WeightsUser[];
  may_delete: boolean;
}

export interface WeightsList {
  items: Weights[];
  skipped_files: SkippedFile[];
  /** Null if no runtime has a models folder. */
  space: { free_bytes: number; total_bytes: number } | null;
  problem: string | null;
}

export interface WeightsDownload {
  id: string;
  source: string;
  files: string[];
  state: "waiting" | "running" | "failed";
  received_bytes: number;
  total_bytes: number | null;
  problem: string | null;
}

export interface DownloadProgress {
  id: string;
  received_bytes: number;
}

export interface DeletedWeights {
  id: string;
  name: string;
  files: string[];
  bytes: number;
  /** Seconds since 1970. */
  deleted_at: number;
  purge_at: number;
  reason: string | null;
}

const weights = "/api/v1/weights";

export const listWeights = () => get<WeightsList>(weights);
export const listDownloads = async () => (await get<{ items: WeightsDownload[] }>(`${weights}/downloads`)).items;
export const listDeleted = async () => (await get<{ items: DeletedWeights[] }>(`${weights}/bin`)).items;

/** Reads the whole file, which may take minutes. */
export const verifyWeights = (id: string) => post<Weights>(`${weights}/file/verify`, { id });
export const deleteWeights = (id: string, reason: string) =>
  post<DeletedWeights>(`${weights}/file/delete`, { id, reason: reason || null });
export const restoreWeights = (id: string) => post<DeletedWeights>(`${weights}/bin/restore`, { id });
export const purgeWeights = (id: string) => post<DeletedWeights>(`${weights}/bin/purge`, { id });

export const startDownload = (url: string, path: string, sha256: string) =>
  post<WeightsDownload>(`${weights}/downloads`, { url, path: path || null, sha256: sha256 || null });
export const cancelDownload = (id: string) => post<unknown>(`${weights}/downloads/cancel`, { id });
export const resumeDownload = (id: string) => post<WeightsDownload>(`${weights}/downloads/resume`, { id });

/** Sends a file. `fetch` would not tell how much of it has been sent. */
export function uploadWeights(file: File, onProgress: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", below(`${weights}/upload`) + queryString({ path: file.name.replace(/\s/g, "-") }));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => onProgress(event.loaded / Math.max(event.total, 1));
    request.onerror = () => reject(new Error(currentStrings().request.unreachable));
    request.onload = () => (request.status === 200 ? resolve() : reject(refusal(request)));
    request.send(file);
  });
}

function refusal(request: XMLHttpRequest): RequestError {
  let body: { detail?: unknown; code?: unknown } = {};
  try {
    body = JSON.parse(request.responseText);
  } catch {
    // A proxy may answer with a page of its own.
  }
  const code = String(body.code ?? "");
  const fields = Array.isArray(body.detail) ? (body.detail as { loc: string[]; msg: string }[]) : [];
  const message =
    typeof body.detail === "string" ? worded(code, body.detail)
    : fields[0]?.msg ?? currentStrings().request.answered(`${request.status} ${request.statusText}`.trim());
  return new RequestError(request.status, message, code, fields, undefined);
}
