import { useWords } from "../../state/language";

export function SettingsPage() {
  const words = useWords();
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>{words.frame.pages.settings}</h1>
    </main>
  );
}
