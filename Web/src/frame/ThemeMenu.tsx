import { chooseTheme, useTheme } from "../state/theme";
import { useStrings } from "../state/language";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { themes } from "./themes";

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
