export const account = {
  title: "Change password",
  change: "Change",
  consequence: "You will be signed out everywhere, including here. Your keys keep working.",
  current: "Current password",
  next: "New password",
  again: "Repeat new password",
  mismatch: "The passwords don’t match.",
};
