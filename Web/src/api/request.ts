import { watched } from "../state/activity";
import { below } from "../state/basePath";
import { currentStrings } from "../state/language";
import { parseJson } from "./json";

export interface FieldProblem {
  loc: (string | number)[];
  msg: string;
}

/** An answer other than 2xx, or none at all (status 0), with a message for the user. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code: string,
    readonly fields: FieldProblem[],
    readonly requestId: string | undefined,
    /** The whole response body. */
    readonly body: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

type Query = Record<string, string | number | undefined>;

/** Resolves to whether someone has signed in again, so that refused requests can be sent once more. */
type Renewal = () => Promise<boolean>;

let isOnHold = () => false;
let renew: Renewal = async () => false;
let sessions = 0;

/**
 * @param whetherOnHold no requests are sent while the page waits for a new sign-in
 * @param renewal called when the server answers that the session is missing or expired
 */
export function whenSessionEnds(whetherOnHold: () => boolean, renewal: Renewal): void {
  isOnHold = whetherOnHold;
  renew = renewal;
}

/** Requests that an earlier session refused may be sent again in the new one. */
export function sessionIsNew(): void {
  sessions += 1;
}

/** Sends the request, and repeats it after a new sign-in: a 401 means that nothing was done. */
export async function inSession(send: () => Promise<Response>): Promise<Response> {
  if (isOnHold()) await renew();
  for (;;) {
    const sentIn = sessions;
    const response = await send();
    if (response.status !== 401) return response;
    if (sentIn === sessions && !(await renew())) return response;
  }
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

/** @returns the undo token; null: there is nothing to undo */
export async function removeUndoably(path: string): Promise<string | null> {
  const { response, text } = await ask("DELETE", path, {}, undefined);
  if (!response.ok) throw failure(response, text);
  return response.headers.get("X-Undo-Token");
}

/** For text answers. */
export async function getText(path: string): Promise<string> {
  const { response, text } = await ask("GET", path, {}, undefined);
  if (!response.ok) throw failure(response, text);
  return text;
}

/** For answers whose body is useful even when the status reports a problem. */
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

// The session is an HttpOnly cookie: no script ever sees the token.
async function ask(method: string, path: string, query: Query, body: unknown) {
  const send = () => watched(fetch(below(path) + queryString(query), {
    method,
    credentials: "same-origin",
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
  }));
  try {
    const response = await (isAboutSessions(path) ? send() : inSession(send));
    return { response, text: await response.text() };
  } catch {
    throw new RequestError(0, currentStrings().request.unreachable, "unreachable", [], undefined);
  }
}

/** Whether the request begins or ends a session: a 401 is then an answer, not the end of one. */
const isAboutSessions = (path: string): boolean => /\/(signin|signup|signout)$/.test(path);

export function queryString(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

function failure(response: Response, text: string): RequestError {
  const strings = currentStrings().request;
  let body: { detail?: unknown; code?: unknown; request_id?: unknown } = {};
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy may answer with a page of its own.
  }
  const fields = Array.isArray(body.detail) ? (body.detail as FieldProblem[]) : [];
  const code = String(body.code ?? "");
  const message =
    typeof body.detail === "string" ? worded(code, body.detail)
    : fields.length > 0 ? fields.map((field) => `${field.loc.slice(1).join(".") || strings.body}: ${field.msg}`).join("; ")
    : strings.answered(`${response.status} ${response.statusText}`.trim());
  const requestId = response.headers.get("X-Request-Id") ?? undefined;
  return new RequestError(response.status, message, code, fields, requestId, body);
}

/** The refusal in the user's language, if the page knows its code. */
export function worded(code: string, detail: string): string {
  const refusals: Record<string, (detail: string) => string> = currentStrings().refusals;
  return Object.prototype.hasOwnProperty.call(refusals, code) ? refusals[code]?.(detail) ?? detail : detail;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
