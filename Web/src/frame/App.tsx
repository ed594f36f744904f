import { Suspense, useEffect, useLayoutEffect } from "react";
import { UseItDialog } from "../pages/models/UseItDialog";
import { PendingPage } from "../pages/sign-in/PendingPage";
import { SignInPage } from "../pages/sign-in/SignInPage";
import { useIsSlow } from "../state/activity";
import { useStrings } from "../state/language";
import { useAddress } from "../state/location";
import { closeUseIt, useUseIt } from "../state/openDialog";
import { useRights } from "../state/rights";
import { startSession, useSession } from "../state/session";
import { EmptyState, ErrorState, LoadingRows } from "../ui/ListState";
import { Frame } from "./Frame";
import { Keyboard } from "./Keyboard";
import { Link } from "./Link";
import { PageBoundary } from "./PageBoundary";
import { SignInAgainDialog } from "./SignInAgainDialog";
import { Toasts } from "./Toasts";
import { pages } from "./pages";

export function App() {
  useEffect(keepFocusInPage, []);
  return (
    <>
      <Activity />
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
      return <main className="gate"><ErrorState isPage message={session.message} onRetry={startSession} /></main>;
    case "signed-out":
      return <SignInPage config={session.config} notice={session.notice} />;
    case "signed-in":
      if (session.person.role === "pending") return <PendingPage person={session.person} />;
      return (
        <Frame person={session.person}>
          <Page />
          <UseIt />
          <Keyboard />
          <SignInAgainDialog person={session.person} />
        </Frame>
      );
  }
}

function UseIt() {
  const model = useUseIt();
  return model ? <UseItDialog model={model} onClose={closeUseIt} /> : null;
}

function LoadingPage() {
  const { loading } = useStrings().frame;
  return <main className="page" id="main" tabIndex={-1} aria-busy="true"><LoadingRows label={loading} rows={6} /></main>;
}

function Page() {
  const { path, search } = useAddress();
  const strings = useStrings();
  const found = pages[path];
  const id = new URLSearchParams(search).get("id") ?? "";
  const { isAdmin } = useRights();
  const title = found?.title(strings, id) ?? strings.frame.titles.notFound;
  useLayoutEffect(() => {
    document.title = `${title} · Muster`;
  }, [title]);
  const isForbidden = found?.isForAdmins === true && !isAdmin;
  if (found && !isForbidden) {
    return (
      <PageBoundary path={path}>
        <Suspense fallback={<LoadingPage />}>
          <found.Page />
        </Suspense>
      </PageBoundary>
    );
  }
  return (
    <main className="page" id="main" tabIndex={-1}>
      <EmptyState isPage title={isForbidden ? strings.frame.onlyForAdministrators : strings.frame.notFound}>
        <p><Link to="/models">{strings.frame.goToModels}</Link></p>
      </EmptyState>
    </main>
  );
}

/** Shows that a request is taking a while, in a live region because it lies outside the page's landmarks. */
function Activity() {
  const { loading } = useStrings().frame;
  const isSlow = useIsSlow();
  return <div aria-live="polite">{isSlow && <div className="activity" role="progressbar" aria-label={loading} />}</div>;
}

/**
 * The focused element may be removed: a pagination link that was pressed, or a row that someone else deletes.
 * Then focus moves to the beginning of the page instead of being lost.
 *
 * @returns a function that stops it
 */
function keepFocusInPage(): () => void {
  let last: Element | undefined;
  const seen = ({ target }: FocusEvent) => {
    last = target instanceof Element ? target : undefined;
  };
  const observer = new MutationObserver(() => {
    if (document.activeElement !== document.body || !last || last.isConnected) return;
    last = undefined;
    document.getElementById("main")?.focus({ preventScroll: true });
  });
  document.addEventListener("focusin", seen);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", seen);
    observer.disconnect();
  };
}
