import { get, post } from "./request";
import type { ServerConfig, Session } from "./types";

export const fetchConfig = () => get<ServerConfig>("/api/config");

export const fetchSession = () => get<Session>("/api/v1/auths/");

export const signIn = (email: string, password: string) =>
  post<Session>("/api/v1/auths/signin", { email, password });

export const signUp = (name: string, email: string, password: string) =>
  post<Session>("/api/v1/auths/signup", { name, email, password });

export const signOut = () => post<{ status: boolean }>("/api/v1/auths/signout");

export const changeMyName = (name: string) => post<Session>("/api/v1/auths/update/profile", { name });

/** Ends all sessions of the user, including this one. */
export const changePassword = (password: string, newPassword: string) =>
  post<boolean>("/api/v1/auths/update/password", { password, new_password: newPassword });
