import { chooseTheme, useTheme, type Theme } from "../state/theme";
import { useWords } from "../state/language";
import { Icon, type IconName } from "../ui/Icon";
import { Menu } from "../ui/Menu";

const themes: { theme: Theme; icon: IconName }[] = [
  { theme: "system", icon: "screen" },
  { theme: "light", icon: "sun" },
  { theme: "dark", icon: "moon" },
];

export function ThemeMenu() {
  const current = useTheme();
  const words = useWords().frame;
  const icon = themes.find((each) => each.theme === current)?.icon ?? "screen";
  return (
    <Menu
      label={words.theme}
      trigger={<Icon name={icon} />}
      items={themes.map(({ theme, icon: itsIcon }) => ({
        label: words.themes[theme],
        icon: <Icon name={itsIcon} />,
        isChecked: theme === current,
        run: () => chooseTheme(theme),
      }))}
    />
  );
}
