import { exportAddress } from "../api/models";
import { messageOf } from "../api/request";
import { chooseLanguage, currentStrings, languages } from "../state/language";
import { navigate } from "../state/location";
import { openDialog } from "../state/openDialog";
import type { Rights } from "../state/rights";
import { chooseTheme } from "../state/theme";
import { showToast } from "../state/toasts";
import { chooseFile } from "../ui/chooseFile";
import { download } from "../ui/download";
import { Icon } from "../ui/Icon";
import type { Strings } from "../strings";
import type { Command } from "./commands";
import { leave } from "./leave";
import { themes } from "./themes";

/** Commands that need no model. */
export function generalActs(rights: Rights, { models, frame, settings, undo }: Strings, showShortcuts: () => void): Command[] {
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
      label: settings.appearance.languages[language], hint: settings.appearance.language, run: () => void speak(language),
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

async function speak(language: typeof languages[number]): Promise<void> {
  try {
    await chooseLanguage(language);
  } catch (error) {
    showToast({ kind: "problem", text: currentStrings().settings.appearance.languageNotLoaded(messageOf(error)) });
  }
}
