import { useEffect, useLayoutEffect } from "react";
import { EditorPage } from "../pages/editor/EditorPage";
import { GroupPage } from "../pages/groups/GroupPage";
import { GroupsPage } from "../pages/groups/GroupsPage";
import { HistoryPage } from "../pages/history/HistoryPage";
import { KeysPage } from "../pages/keys/KeysPage";
import { ModelsPage } from "../pages/models/ModelsPage";
import { UseItDialog } from "../pages/models/UseItDialog";
import { PeoplePage } from "../pages/people/PeoplePage";
import { PersonPage } from "../pages/people/PersonPage";
import { PendingPage } from "../pages/sign-in/PendingPage";
import { SignInPage } from "../pages/sign-in/SignInPage";
import { usePlace } from "../state/location";
import { useRights } from "../state/rights";
import { startSession, useSession } from "../state/session";
import { closeUseIt, useUseIt } from "../state/useIt";
import { EmptyState, ErrorState } from "../ui/ListState";
import { Frame } from "./Frame";
import { Link } from "./Link";
import { Toasts } from "./Toasts";

export function App() {
  return (
    <>
      <Content />
      <Toasts />
    </>
  );
}

function Content() {
  const session = useSession();
  switch (session.kind) {
    case "starting":
      return <main className="gate" aria-busy="true" />;
    case "unreachable":
      return <main className="gate"><ErrorState message={session.message} onRetry={startSession} /></main>;
    case "signed-out":
      return <SignInPage config={session.config} notice={session.notice} />;
    case "signed-in":
      if (session.person.role === "pending") return <PendingPage person={session.person} />;
      return (
        <Frame person={session.person}>
          <Page />
          <UseIt />
        </Frame>
      );
  }
}

function UseIt() {
  const model = useUseIt();
  return model ? <UseItDialog model={model} onClose={closeUseIt} /> : null;
}

/** Each page with its place and the words for the browser's tab. */
const pages: Record<string, { title: string; isForAdmins?: boolean; Page: () => JSX.Element }> = {
  "/models": { title: "Models", Page: ModelsPage },
  "/models/new": { title: "New model", Page: EditorPage },
  "/models/edit": { title: "Edit model", Page: EditorPage },
  "/models/history": { title: "History", isForAdmins: true, Page: HistoryPage },
  "/people": { title: "People", isForAdmins: true, Page: PeoplePage },
  "/people/edit": { title: "Person", isForAdmins: true, Page: PersonPage },
  "/groups": { title: "Groups", isForAdmins: true, Page: GroupsPage },
  "/groups/new": { title: "New group", isForAdmins: true, Page: GroupPage },
  "/groups/edit": { title: "Group", isForAdmins: true, Page: GroupPage },
  "/groups/everybody": { title: "Everybody", isForAdmins: true, Page: GroupPage },
  "/keys": { title: "My keys", Page: KeysPage },
};

function Page() {
  const { path } = usePlace();
  const found = pages[path];
  const { isAdmin } = useRights();
  const title = found?.title ?? "Not found";
  useLayoutEffect(() => {
    document.title = `${title} · Muster`;
  }, [title]);
  // What was pressed to come here is gone; the keyboard goes on from the new page's beginning.
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById("main")?.focus();
  }, [path]);
  const isForbidden = found?.isForAdmins === true && !isAdmin;
  if (found && !isForbidden) return <found.Page />;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <EmptyState title={isForbidden ? "Only for administrators" : "There is nothing here"}>
        <p><Link to="/models">Go to the models</Link></p>
      </EmptyState>
    </main>
  );
}
