import type { Theme } from "../state/theme";
import type { IconName } from "../ui/Icon";

export const themes: readonly { theme: Theme; icon: IconName }[] = [
  { theme: "system", icon: "screen" },
  { theme: "light", icon: "sun" },
  { theme: "dark", icon: "moon" },
];
