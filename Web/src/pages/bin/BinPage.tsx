import { useWords } from "../../state/language";

export function BinPage() {
  const words = useWords();
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>{words.frame.pages.bin}</h1>
    </main>
  );
}
