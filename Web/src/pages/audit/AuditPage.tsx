import { useWords } from "../../state/language";

export function AuditPage() {
  const words = useWords();
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>{words.frame.pages.audit}</h1>
    </main>
  );
}
