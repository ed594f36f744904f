/** Messages about what the user does and what happens, on any page. */
export const state = {
  session: {
    passwordChanged: "Password changed. Sign in with the new one.",
    mayBeApproved: "Your account was changed and may be approved now. Sign in again.",
    ended: "Your session has ended. Sign in again.",
  },
  models: {
    on: (name: string) => `${name} is on.`,
    loading: (name: string) => `${name} is on. Loading…`,
    waiting: (name: string) => `${name} is on. No memory is free: its next request makes room for it.`,
    ready: (name: string) => `${name} is ready.`,
    notLoaded: (name: string, why: string) => `${name} is on, but not loaded: ${why}`,
    off: (name: string) => `${name} is off: no new requests.`,
    offNotStored: (name: string) => `${name} is off, but this couldn’t be saved: it will be on again after a restart.`,
    notSwitchedOn: (name: string, why: string) => `Can’t switch on ${name}: ${why}`,
    notSwitchedOff: (name: string, why: string) => `Can’t switch off ${name}: ${why}`,
    deleted: (name: string) => `${name} deleted.`,
    restored: (name: string) => `${name} restored.`,
  },
};
