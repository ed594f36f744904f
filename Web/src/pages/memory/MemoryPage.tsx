import { useWords } from "../../state/language";

export function MemoryPage() {
  const words = useWords();
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>{words.frame.pages.memory}</h1>
    </main>
  );
}
