import { currentWords } from "../state/language";
import { parseJson } from "./json";

export interface FieldProblem {
  loc: (string | number)[];
  msg: string;
}

/** An answer other than 2xx, or none at all (status 0), worded for the person who asked. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code: string,
    readonly fields: FieldProblem[],
    readonly requestId: string | undefined,
    /** The whole answer, for what else it tells. */
    readonly body: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

type Query = Record<string, string | number | undefined>;

let onSessionEnded = () => {};

/** Called when the server says that the session is not (or no longer) good. */
export function whenSessionEnds(listener: () => void): void {
  onSessionEnded = listener;
}

export function get<Answer>(path: string, query: Query = {}): Promise<Answer> {
  return send<Answer>("GET", path, query, undefined);
}

export function post<Answer>(path: string, body?: unknown, query: Query = {}): Promise<Answer> {
  return send<Answer>("POST", path, query, body);
}

export function remove<Answer>(path: string): Promise<Answer> {
  return send<Answer>("DELETE", path, {}, undefined);
}

/** For answers that are text. */
export async function getText(path: string): Promise<string> {
  const { response, text } = await ask("GET", path, {}, undefined);
  if (!response.ok) throw failure(response, text);
  return text;
}

/** For answers whose body tells as much when the status says that something is wrong. */
export async function getWhatever<Answer>(path: string, status: number): Promise<Answer> {
  const { response, text } = await ask("GET", path, {}, undefined);
  if (!response.ok && response.status !== status) throw failure(response, text);
  try {
    return parseJson(text) as Answer;
  } catch {
    throw failure(response, text);
  }
}

async function send<Answer>(method: string, path: string, query: Query, body: unknown): Promise<Answer> {
  const { response, text } = await ask(method, path, query, body);
  if (!response.ok) throw failure(response, text);
  return parseJson(text) as Answer;
}

// The session travels in an HttpOnly cookie: no script, ours included, ever sees the token.
async function ask(method: string, path: string, query: Query, body: unknown) {
  try {
    const response = await fetch(path + queryString(query), {
      method,
      credentials: "same-origin",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
    });
    return { response, text: await response.text() };
  } catch {
    throw new RequestError(0, currentWords().request.unreachable, "unreachable", [], undefined);
  }
}

export function queryString(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

function failure(response: Response, text: string): RequestError {
  const words = currentWords().request;
  // Asking with a wrong password is no end of a session.
  const isSignIn = new URL(response.url).pathname.endsWith("/signin");
  if (response.status === 401 && !isSignIn) onSessionEnded();
  let body: { detail?: unknown; code?: unknown; request_id?: unknown } = {};
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy in between may answer with a page of its own.
  }
  const fields = Array.isArray(body.detail) ? (body.detail as FieldProblem[]) : [];
  const code = String(body.code ?? "");
  const message =
    typeof body.detail === "string" ? worded(code, body.detail)
    : fields.length > 0 ? fields.map((field) => `${field.loc.slice(1).join(".") || words.body}: ${field.msg}`).join("; ")
    : words.answered(`${response.status} ${response.statusText}`.trim());
  const requestId = response.headers.get("X-Request-Id") ?? undefined;
  return new RequestError(response.status, message, code, fields, requestId, body);
}

/** A refusal in the reader's language, where the page knows it by its code. */
export function worded(code: string, detail: string): string {
  const refusals: Record<string, (detail: string) => string> = currentWords().refusals;
  return Object.prototype.hasOwnProperty.call(refusals, code) ? refusals[code]?.(detail) ?? detail : detail;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
