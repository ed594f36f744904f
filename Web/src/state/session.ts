import * as accounts from "../api/accounts";
import { endSessionsOf } from "../api/people";
import { messageOf, RequestError, whenSessionEnds } from "../api/request";
import type { ServerConfig, Session } from "../api/types";
import { currentWords } from "./language";
import { createStore, useStore } from "./store";

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

export async function startSession(): Promise<void> {
  session.set({ kind: "starting" });
  try {
    const config = await accounts.fetchConfig();
    session.set(await askWhoIAm(config));
  } catch (error) {
    session.set({ kind: "unreachable", message: messageOf(error) });
  }
}

async function askWhoIAm(config: ServerConfig): Promise<SessionState> {
  // Nobody can be signed in before there is an account: spare a new user's console the 401.
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

/** For the page of a pending account, and after a stream was refused: asks again without showing a blank page. */
export async function refreshSession(): Promise<void> {
  const state = session.get();
  if (state.kind !== "signed-in") return;
  try {
    const found = await askWhoIAm(state.config);
    // A 401 has signed out by itself already, with a notice that is not to be lost.
    if (found.kind === "signed-in") session.set(found);
  } catch {
    // Unreachable: the person stays signed in; what they do next will say so.
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  enter(await accounts.signIn(email, password));
}

export async function signUp(name: string, email: string, password: string): Promise<void> {
  enter(await accounts.signUp(name, email, password));
}

export async function signOut(): Promise<void> {
  await accounts.signOut();
  leave(undefined);
}

/** Of oneself; this session ends too. */
export async function signOutEverywhere(): Promise<void> {
  const person = currentPerson();
  if (!person) return;
  await endSessionsOf(person.id);
  leave(currentWords().settings.me.signedOutEverywhere);
}

/** @throws with the server's words when the name will not do */
export async function changeMyName(name: string): Promise<void> {
  const person = await accounts.changeMyName(name);
  const state = session.get();
  if (state.kind === "signed-in") session.set({ ...state, person });
}

/** The new password ends every session, this one too. */
export async function changePassword(password: string, newPassword: string): Promise<void> {
  await accounts.changePassword(password, newPassword);
  leave(currentWords().state.session.passwordChanged);
}

function enter(person: Session) {
  const state = session.get();
  if (state.kind !== "signed-out") return;
  session.set({ kind: "signed-in", config: { ...state.config, onboarding: false }, person });
}

function leave(notice: string | undefined) {
  const state = session.get();
  if (state.kind === "signed-in") session.set({ kind: "signed-out", config: state.config, notice });
}

let farewell: string | undefined;

/** What is said when the session ends next, where the reason is known before it does. */
export function expectEnd(notice: string | undefined): void {
  farewell = notice;
}

// An approval ends the session of who waited for it, which must not look like a mishap.
whenSessionEnds(() => {
  const words = currentWords().state.session;
  leave(farewell ?? (currentPerson()?.role === "pending" ? words.mayBeApproved : words.ended));
  farewell = undefined;
});
