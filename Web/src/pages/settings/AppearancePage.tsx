import { messageOf } from "../../api/request";
import { chooseLanguage, currentWords, languages, useLanguageChoice, useWords, type LanguageChoice } from "../../state/language";
import { chooseTheme, useTheme, type Theme } from "../../state/theme";
import { showToast } from "../../state/toasts";
import { RadioGroup } from "../../ui/RadioGroup";
import { SettingsPage } from "./SettingsPage";

const themes: readonly Theme[] = ["system", "light", "dark"];
const choices: readonly LanguageChoice[] = ["browser", ...languages];

export function AppearancePage() {
  const { frame, settings } = useWords();
  const words = settings.appearance;
  return (
    <SettingsPage title={settings.sections.appearance}>
      <RadioGroup
        label={words.theme}
        value={useTheme()}
        options={themes.map((theme) => [theme, frame.themes[theme]] as const)}
        onChange={chooseTheme}
      />
      <RadioGroup
        label={words.language}
        value={useLanguageChoice()}
        options={choices.map((choice) => [choice, words.languages[choice]] as const)}
        onChange={(choice) => void speak(choice)}
      />
      <p className="muted">{words.onlyHere}</p>
    </SettingsPage>
  );
}

async function speak(choice: LanguageChoice) {
  try {
    await chooseLanguage(choice);
  } catch (error) {
    showToast({ kind: "problem", text: currentWords().settings.appearance.languageNotLoaded(messageOf(error)) });
  }
}
