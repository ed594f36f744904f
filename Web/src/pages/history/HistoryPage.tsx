import { Link } from "../../frame/Link";
import { refreshHistory, useModelNow } from "../../state/history";
import { useWords } from "../../state/language";
import { lastVisitTo, replaceSearch, usePlace } from "../../state/location";
import { useRights } from "../../state/rights";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Happened } from "./Happened";
import { HistoryTabs } from "./HistoryTabs";
import { readView, writeView, type HistoryView } from "./historyView";
import { refreshTrails } from "./trails";
import { Versions } from "./Versions";

/** /models/history?id= */
export function HistoryPage() {
  const words = useWords().history;
  const { isAdmin } = useRights();
  const asked = readView(usePlace().search);
  const view: HistoryView = isAdmin ? asked : { ...asked, tab: "versions" };
  const model = useModelNow(view.id);
  const name = model.value?.name ?? view.id;
  const show = (changes: Partial<HistoryView>) => replaceSearch(writeView({ ...view, ...changes }));
  const refresh = () => void Promise.all([refreshHistory(), refreshTrails()]);
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <Link to={lastVisitTo("/models")} className="icon-button" aria-label={words.backToModels}><Icon name="back" /></Link>
        <h1>{words.of(name)}</h1>
        <Button className="page-head-end" disabled={model.isLoading} onClick={refresh}>
          {model.isLoading ? words.isLoading : words.refresh}
        </Button>
      </header>
      {isAdmin && <HistoryTabs view={view} />}
      {view.tab === "happened" ? (
        <Happened id={view.id} name={name} shown={view.shown} onShow={(shown) => show({ shown })} />
      ) : (
        <Versions key={view.id} view={view} model={model} onShow={show} />
      )}
    </main>
  );
}
