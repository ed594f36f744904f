import { exportAddress } from "../api/models";
import { messageOf } from "../api/request";
import { chooseLanguage, currentStrings, languages } from "../state/language";
import { askToLeave, navigate } from "../state/location";
import { openDialog } from "../state/openDialog";
import type { Rights } from "../state/rights";
import { signOut } from "../state/session";
import { chooseTheme } from "../state/theme";
import { showToast } from "../state/toasts";
import type { FirstStrings } from "../strings";
import { Icon } from "../ui/Icon";
import { chooseFile, download } from "../ui/files";
import { themes } from "./ThemeMenu";
import type { Command } from "./commands";
import { mainNavigation, subPageGroups } from "./navigation";

/** Commands that need no model. */
export function generalCommands(rights: Rights, { models, frame, settings, undo }: FirstStrings, showShortcuts: () => void): Command[] {
  const acts: (Command | false)[] = [
    rights.createsModels && { label: models.newModel, icon: <Icon name="plus" />, run: () => navigate("/models/new") },
    rights.importsModels && {
      label: models.importing.title, icon: <Icon name="load" />,
      run: () => chooseFile(".json,application/json", (file) => openDialog({ kind: "import", file })),
    },
    rights.exportsModels && {
      label: models.exportAll, hint: models.title, icon: <Icon name="unload" />,
      run: () => download(exportAddress(), "models.json"),
    },
    ...themes.map(({ theme, icon }) => ({
      label: frame.themes[theme], hint: frame.theme, icon: <Icon name={icon} />, run: () => chooseTheme(theme),
    })),
    ...languages.map((language) => ({
      label: settings.appearance.languages[language], hint: settings.appearance.language, run: () => void switchLanguage(language),
    })),
    { label: undo.title, hint: undo.undo, icon: <Icon name="undo" />, run: () => openDialog({ kind: "recent" }) },
    { label: frame.shortcuts.title, icon: <Icon name="keyboard" />, run: showShortcuts },
    {
      label: frame.changePassword, hint: frame.account, icon: <Icon name="key" />,
      run: () => openDialog({ kind: "password" }),
    },
    { label: frame.signOut, hint: frame.account, icon: <Icon name="signOut" />, run: leave },
  ];
  return acts.filter((act): act is Command => act !== false);
}

async function switchLanguage(language: typeof languages[number]): Promise<void> {
  try {
    await chooseLanguage(language);
  } catch (error) {
    showToast({ kind: "problem", text: currentStrings().settings.appearance.languageNotLoaded(messageOf(error)) });
  }
}

/** Asks first if there are unsaved changes. */
export function leave(): void {
  askToLeave(() => {
    signOut().catch((error: unknown) => {
      showToast({ kind: "problem", text: currentStrings().frame.stillSignedIn(messageOf(error)) });
    });
  });
}

/** Every page in the navigation that the user may open. */
export function pageCommands(isAdmin: boolean, strings: FirstStrings): Command[] {
  const isOpen = ({ isForAdmins }: { isForAdmins?: boolean }) => isAdmin || !isForAdmins;
  const places = new Map<string, Command>();
  const add = (to: string, label: string, hint?: string) => {
    if (!places.has(to)) places.set(to, { label, hint, run: () => navigate(to) });
  };
  for (const { name, to } of mainNavigation.filter(isOpen)) add(to, strings.frame.pages[name]);
  for (const group of subPageGroups) {
    for (const page of group.pages.filter(isOpen)) add(page.to, page.label(strings), group.label(strings));
  }
  return [...places.values()];
}
