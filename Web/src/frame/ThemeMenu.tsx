import { useStrings } from "../state/language";
import { chooseTheme, type Theme, useTheme } from "../state/theme";
import { Icon, type IconName } from "../ui/Icon";
import { Menu } from "../ui/Menu";

export function ThemeMenu() {
  const current = useTheme();
  const strings = useStrings().frame;
  const icon = themes.find((each) => each.theme === current)?.icon ?? "screen";
  return (
    <Menu
      label={strings.theme}
      trigger={<Icon name={icon} />}
      items={themes.map(({ theme, icon: itsIcon }) => ({
        label: strings.themes[theme],
        icon: <Icon name={itsIcon} />,
        isChecked: theme === current,
        run: () => chooseTheme(theme),
      }))}
    />
  );
}

export const themes: readonly { theme: Theme; icon: IconName }[] = [
  { theme: "system", icon: "screen" },
  { theme: "light", icon: "sun" },
  { theme: "dark", icon: "moon" },
];
