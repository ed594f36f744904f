/** What is told about acts and events, whatever page they come from. */
export const state = {
  session: {
    passwordChanged: "Your password is changed. Sign in with the new one.",
    mayBeApproved: "Your account has been changed; it may be approved now. Sign in again.",
    ended: "Your session has ended. Sign in again.",
  },
  models: {
    on: (name: string) => `${name} is on.`,
    loading: (name: string) => `${name} is on. Loading…`,
    ready: (name: string) => `${name} is ready.`,
    notLoaded: (name: string, why: string) => `${name} is on, but not loaded: ${why}`,
    off: (name: string) => `${name} is off: no new requests.`,
    offNotStored: (name: string) =>
      `${name} is off, but this could not be stored: after a restart it would be on again.`,
    staysOff: (name: string, why: string) => `${name} stays off: ${why}`,
    staysOn: (name: string, why: string) => `${name} stays on: ${why}`,
    deleted: (name: string) => `${name} is deleted.`,
    back: (name: string) => `${name} is back.`,
  },
};
