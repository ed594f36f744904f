import * as accounts from "../api/accounts";
import { endSessionsOf } from "../api/people";
import { messageOf, RequestError, sessionIsNew, whenSessionEnds } from "../api/request";
import type { ServerConfig, Session } from "../api/types";
import { deleteDrafts } from "./drafts";
import { currentStrings } from "./language";
import { createStore, useStore } from "./store";
import { listenToOtherTabs, notifyOtherTabs } from "./tabs";

export type SessionState =
  | { kind: "starting" }
  | { kind: "unreachable"; message: string }
  | { kind: "signed-out"; config: ServerConfig; notice?: string }
  | { kind: "signed-in"; config: ServerConfig; person: Session };

const session = createStore<SessionState>({ kind: "starting" });

export const useSession = () => useStore(session);
export const subscribeToSession = session.subscribe;
export const currentPerson = (): Session | undefined => {
  const state = session.get();
  return state.kind === "signed-in" ? state.person : undefined;
};

/** The session has ended, but the page stays as it is until the user signs in again. */
export interface Interruption {
  /** The user who has signed in instead, in another tab of this browser. */
  other?: string;
}

const interruption = createStore<Interruption | undefined>(undefined);
export const useInterruption = () => useStore(interruption);
export const isInterrupted = () => interruption.get() !== undefined;
export const subscribeToInterruption = interruption.subscribe;

/** Requests that wait for the user to sign in again. */
let waiting: { whether: Promise<boolean>; settle(isSignedIn: boolean): void } | undefined;

function interrupt(other?: string): Promise<boolean> {
  if (!waiting) {
    let settle: (isSignedIn: boolean) => void = () => {};
    const whether = new Promise<boolean>((resolve) => (settle = resolve));
    waiting = { whether, settle };
  }
  if (other !== undefined || !isInterrupted()) interruption.set({ other });
  return waiting.whether;
}

function endInterruption(isSignedIn: boolean): void {
  interruption.set(undefined);
  waiting?.settle(isSignedIn);
  waiting = undefined;
}

/** @throws with the server's words when the password is wrong */
export async function signInAgain(password: string): Promise<void> {
  const state = session.get();
  if (state.kind !== "signed-in") return;
  const person = await accounts.signIn(state.person.email, password);
  notifyOtherTabs({ kind: "signed-in", id: person.id, name: person.name });
  resume(person);
}

function resume(person: Session): void {
  const state = session.get();
  if (state.kind === "signed-in") session.set({ ...state, person });
  sessionIsNew();
  endInterruption(true);
}

/** Called once, when the page starts. */
export function followOtherTabs(): void {
  listenToOtherTabs((news) => {
    const person = currentPerson();
    if (!person) return;
    // The server decides whether this tab's session has ended.
    if (news.kind === "signed-out") void refreshSession();
    else if (news.id === person.id) void resumeFromOtherTab();
    else void interrupt(news.name);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && !isInterrupted()) void refreshSession();
  });
}

async function resumeFromOtherTab(): Promise<void> {
  if (!isInterrupted()) return;
  sessionIsNew();
  endInterruption(true);
  await refreshSession();
}

export async function startSession(): Promise<void> {
  session.set({ kind: "starting" });
  try {
    const config = await accounts.fetchConfig();
    session.set(await fetchState(config));
  } catch (error) {
    session.set({ kind: "unreachable", message: messageOf(error) });
  }
}

async function fetchState(config: ServerConfig): Promise<SessionState> {
  // Before there is an account nobody can be signed in: avoids a 401 in a new user's console.
  if (config.onboarding) return { kind: "signed-out", config };
  try {
    return { kind: "signed-in", config, person: await accounts.fetchSession() };
  } catch (error) {
    if (error instanceof RequestError && (error.status === 401 || error.status === 403)) {
      return { kind: "signed-out", config };
    }
    throw error;
  }
}

/** For pending accounts, and after a stream was refused: checks the session without showing a blank page. */
export async function refreshSession(): Promise<void> {
  const state = session.get();
  if (state.kind !== "signed-in") return;
  try {
    const found = await fetchState(state.config);
    if (found.kind !== "signed-in" || currentPerson()?.id !== state.person.id) return;
    // All tabs share the cookie: further requests of this tab would act as the other user.
    if (found.person.id !== state.person.id) void interrupt(found.person.name);
    else session.set(found);
  } catch {
    // Unreachable: the user stays signed in; their next request will report it.
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  startSignedIn(await accounts.signIn(email, password));
}

export async function signUp(name: string, email: string, password: string): Promise<void> {
  startSignedIn(await accounts.signUp(name, email, password));
}

/** Signing out deletes all drafts, because the next user may use the same computer. */
export async function signOut(): Promise<void> {
  const person = currentPerson();
  await accounts.signOut();
  notifyOtherTabs({ kind: "signed-out" });
  if (person) deleteDrafts(person.id);
  endSession(undefined);
}

/** Leaves the page after the session has ended; drafts are kept. */
export function leaveAfterInterruption(): void {
  endSession(undefined);
}

/** Ends all own sessions, including this one. */
export async function signOutEverywhere(): Promise<void> {
  const person = currentPerson();
  if (!person) return;
  await endSessionsOf(person.id);
  deleteDrafts(person.id);
  endSession(currentStrings().settings.me.signedOutEverywhere);
}

/** @throws with the server's message if the name is refused */
export async function changeMyName(name: string): Promise<void> {
  const person = await accounts.changeMyName(name);
  const state = session.get();
  if (state.kind === "signed-in") session.set({ ...state, person });
}

/** A new password ends every session, including this one. */
export async function changePassword(password: string, newPassword: string): Promise<void> {
  await accounts.changePassword(password, newPassword);
  endSession(currentStrings().state.session.passwordChanged);
}

function startSignedIn(person: Session) {
  const state = session.get();
  if (state.kind !== "signed-out") return;
  session.set({ kind: "signed-in", config: { ...state.config, onboarding: false }, person });
  notifyOtherTabs({ kind: "signed-in", id: person.id, name: person.name });
}

function endSession(notice: string | undefined) {
  const state = session.get();
  if (state.kind === "signed-in") session.set({ kind: "signed-out", config: state.config, notice });
  endInterruption(false);
}

let endNotice: string | undefined;

/** The notice for the next end of the session, where the reason is known in advance. */
export function expectSessionEnd(notice: string | undefined): void {
  endNotice = notice;
}

// Approval ends the session of a pending user, which must not look like an error.
whenSessionEnds(isInterrupted, async () => {
  const person = currentPerson();
  if (!person) return false;
  const isPending = person.role === "pending";
  if (endNotice === undefined && !isPending) return interrupt();
  endSession(endNotice ?? currentStrings().state.session.mayBeApproved);
  endNotice = undefined;
  return false;
});
