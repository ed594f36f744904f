import { Link } from "../../frame/Link";
import { useWords } from "../../state/language";
import { writeView, type HistoryView } from "./historyView";

const tabs = ["versions", "happened"] as const;

export function HistoryTabs({ view }: { view: HistoryView }) {
  const words = useWords().history.tabs;
  return (
    <nav className="tabs" aria-label={words.label}>
      {tabs.map((tab) => (
        <Link key={tab} to={`/models/history${writeView({ ...view, tab })}`} aria-current={tab === view.tab ? "page" : undefined}>
          {words[tab]}
        </Link>
      ))}
    </nav>
  );
}
