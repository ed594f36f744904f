import { type ReactNode, useEffect } from "react";
import type { Session } from "../api/types";
import { useStrings } from "../state/language";
import { navigate, useAddress } from "../state/location";
import { openDialog } from "../state/openDialog";
import { useAnnouncement, useConnection } from "../state/residency";
import { refreshHealth, useHealth } from "../state/server";
import { IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { Brand } from "./Brand";
import { GlobalDialog } from "./GlobalDialog";
import { Link } from "./Link";
import { SubNavigation } from "./SubNavigation";
import { ThemeMenu } from "./ThemeMenu";
import { leave } from "./generalCommands";
import { mainNavigation } from "./navigation";

export function Frame({ person, children }: { person: Session; children: ReactNode }) {
  const { path } = useAddress();
  const { frame: strings, settings, undo } = useStrings();
  const places = mainNavigation.filter((each) => !each.isForAdmins || person.role === "admin");
  const current = places.find(({ to, under = [] }) => isWithin(path, to, ...under));
  return (
    <>
      <a
        className="skip-link"
        href="#main"
        onClick={(event) => {
          // The fragment would add an entry to the history.
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        {strings.skipToContent}
      </a>
      <header className="top-bar">
        <Link to="/models" className="top-bar-brand" aria-label={strings.home}><Brand /></Link>
        <nav aria-label={strings.main}>
          {places.map(({ name, to }) => (
            <Link key={name} to={to} aria-current={name === current?.name ? "page" : undefined}>{strings.pages[name]}</Link>
          ))}
        </nav>
        <Menu
          label={current ? strings.menuAt(strings.pages[current.name]) : strings.menu}
          triggerClass="places-menu"
          trigger={<><Icon name="menu" /><span>{current ? strings.pages[current.name] : strings.menu}</span></>}
          items={places.map(({ name, to }) => ({
            label: strings.pages[name], isChecked: name === current?.name, run: () => navigate(to),
          }))}
        />
        <div className="top-bar-end">
          <IconButton label={undo.title} aria-haspopup="dialog" className="recent-button" onClick={() => openDialog({ kind: "recent" })}>
            <Icon name="undo" />
          </IconButton>
          <ThemeMenu />
          <Menu
            label={strings.account}
            trigger={<Icon name="person" />}
            header={
              <div className="menu-header">
                <strong>{person.name}</strong>
                <span>{person.email}</span>
                <span>{settings.me.roles[person.role]}</span>
              </div>
            }
            items={[
              {
                label: strings.pages.settings, icon: <Icon name="settings" />, startsGroup: true,
                run: () => navigate("/settings"),
              },
              { label: undo.title, icon: <Icon name="undo" />, run: () => openDialog({ kind: "recent" }) },
              { label: strings.changePassword, icon: <Icon name="key" />, run: () => openDialog({ kind: "password" }) },
              { label: strings.signOut, icon: <Icon name="signOut" />, run: leave },
            ]}
          />
        </div>
      </header>
      <SubNavigation />
      <ConnectionBanner />
      {person.role === "admin" && path !== "/settings/server" && <HealthBanner />}
      {children}
      <GlobalDialog />
      <div className="visually-hidden" aria-live="polite">{useAnnouncement()}</div>
    </>
  );
}

const isWithin = (path: string, ...places: string[]) => places.some((place) => path.startsWith(place));

function ConnectionBanner() {
  const strings = useStrings().frame;
  if (useConnection() !== "lost") return null;
  return (
    <div className="banner" role="status">
      {strings.connectionLost}
    </div>
  );
}

const everyMilliseconds = 30_000;

/** Health problems, for administrators, on every page except the one that lists them all. */
function HealthBanner() {
  const strings = useStrings().frame;
  const health = useHealth().value;
  useEffect(() => {
    const ask = () => {
      if (!document.hidden) void refreshHealth();
    };
    const timer = setInterval(ask, everyMilliseconds);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, []);
  const [first, ...others] = health?.problems ?? [];
  if (health?.status !== false || first === undefined) return null;
  return (
    <div className="banner is-problem" role="status">
      {strings.problem(first.replace(/\.$/, ""))} <Link to="/settings/server">{strings.moreProblems(others.length)}</Link>
    </div>
  );
}
