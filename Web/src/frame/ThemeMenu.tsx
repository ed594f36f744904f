import { chooseTheme, useTheme, type Theme } from "../state/theme";
import { Icon, type IconName } from "../ui/Icon";
import { Menu } from "../ui/Menu";

const themes: { theme: Theme; label: string; icon: IconName }[] = [
  { theme: "system", label: "As the system", icon: "screen" },
  { theme: "light", label: "Light", icon: "sun" },
  { theme: "dark", label: "Dark", icon: "moon" },
];

export function ThemeMenu() {
  const current = useTheme();
  const icon = themes.find((each) => each.theme === current)?.icon ?? "screen";
  return (
    <Menu
      label="Theme"
      trigger={<Icon name={icon} />}
      items={themes.map(({ theme, label, icon: itsIcon }) => ({
        label,
        icon: <Icon name={itsIcon} />,
        isChecked: theme === current,
        run: () => chooseTheme(theme),
      }))}
    />
  );
}
