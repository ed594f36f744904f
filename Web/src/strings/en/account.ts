export const account = {
  title: "Change password",
  change: "Change",
  consequence: "You are signed out everywhere, here too. Your keys stay as they are.",
  current: "Current password",
  next: "New password",
  again: "New password again",
  differs: "The two are not the same.",
};
