import { useState } from "react";
import { messageOf } from "../../api/request";
import { chooseLanguage, currentStrings, languages, useLanguageChoice, useStrings, type LanguageChoice } from "../../state/language";
import { chooseTheme, useTheme, type Theme } from "../../state/theme";
import { showToast } from "../../state/toasts";
import { RadioGroup } from "../../ui/RadioGroup";
import { SettingsPage } from "./SettingsPage";

const themes: readonly Theme[] = ["system", "light", "dark"];
const choices: readonly LanguageChoice[] = ["browser", ...languages];

export function AppearancePage() {
  const { frame, settings } = useStrings();
  const strings = settings.appearance;
  const choice = useLanguageChoice();
  // Its strings are loaded first; the choice is shown at once.
  const [chosen, setChosen] = useState<LanguageChoice>();
  const speak = async (next: LanguageChoice) => {
    setChosen(next);
    try {
      await chooseLanguage(next);
    } catch (error) {
      showToast({ kind: "problem", text: currentStrings().settings.appearance.languageNotLoaded(messageOf(error)) });
    }
    setChosen(undefined);
  };
  return (
    <SettingsPage title={settings.sections.appearance}>
      <RadioGroup
        label={strings.theme}
        value={useTheme()}
        options={themes.map((theme) => [theme, frame.themes[theme]] as const)}
        onChange={chooseTheme}
      />
      <RadioGroup
        label={strings.language}
        value={chosen ?? choice}
        options={choices.map((each) => [each, strings.languages[each]] as const)}
        onChange={(next) => void speak(next)}
      />
      <p className="muted">{strings.onlyHere}</p>
    </SettingsPage>
  );
}
