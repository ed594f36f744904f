import { useEffect, useLayoutEffect } from "react";
import { EditorPage } from "../pages/editor/EditorPage";
import { HistoryPage } from "../pages/history/HistoryPage";
import { ModelsPage } from "../pages/models/ModelsPage";
import { UseItDialog } from "../pages/models/UseItDialog";
import { PendingPage } from "../pages/sign-in/PendingPage";
import { SignInPage } from "../pages/sign-in/SignInPage";
import { usePlace } from "../state/location";
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
const pages: Record<string, { title: string; Page: () => JSX.Element }> = {
  "/models": { title: "Models", Page: ModelsPage },
  "/models/new": { title: "New model", Page: EditorPage },
  "/models/edit": { title: "Edit model", Page: EditorPage },
  "/models/history": { title: "History", Page: HistoryPage },
};

function Page() {
  const { path } = usePlace();
  const found = pages[path];
  const title = found?.title ?? "Not found";
  useLayoutEffect(() => {
    document.title = `${title} · Muster`;
  }, [title]);
  // What was pressed to come here is gone; the keyboard goes on from the new page's beginning.
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById("main")?.focus();
  }, [path]);
  if (found) return <found.Page />;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <EmptyState title="There is nothing here">
        <p><Link to="/models">Go to the models</Link></p>
      </EmptyState>
    </main>
  );
}
