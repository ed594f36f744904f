import { useState, type ReactNode } from "react";
import type { Session } from "../api/types";
import { usePlace } from "../state/location";
import { useAnnouncement, useConnection } from "../state/residency";
import { signOut } from "../state/session";
import { showToast } from "../state/toasts";
import { messageOf } from "../api/request";
import { ChangePasswordDialog } from "../pages/account/ChangePasswordDialog";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { Brand } from "./Brand";
import { Link } from "./Link";
import { ThemeMenu } from "./ThemeMenu";

// A page is added here and in `pages` of App.tsx.
const destinations = [
  { name: "Models", to: "/models" },
  { name: "People", to: "/people", isForAdmins: true },
  { name: "Groups", to: "/groups", isForAdmins: true },
  { name: "Keys", to: "/keys" },
];

export function Frame({ person, children }: { person: Session; children: ReactNode }) {
  const { path } = usePlace();
  const [changesPassword, setChangesPassword] = useState(false);
  return (
    <>
      <a className="skip-link" href="#main">Skip to content</a>
      <header className="top-bar">
        <Link to="/models" className="top-bar-brand" aria-label="Muster, home"><Brand /></Link>
        <nav aria-label="Main">
          {destinations.filter((each) => !each.isForAdmins || person.role === "admin").map((destination) => (
            <Link
              key={destination.name}
              to={destination.to}
              aria-current={path.startsWith(destination.to) ? "page" : undefined}
            >
              {destination.name}
            </Link>
          ))}
        </nav>
        <div className="top-bar-end">
          <ThemeMenu />
          <Menu
            label="Account"
            trigger={<Icon name="person" />}
            header={
              <div className="menu-header">
                <strong>{person.name}</strong>
                <span>{person.email}</span>
                <span>{person.role}</span>
              </div>
            }
            items={[
              {
                label: "Change password", icon: <Icon name="key" />, startsGroup: true,
                run: () => setChangesPassword(true),
              },
              { label: "Sign out", icon: <Icon name="signOut" />, run: () => void leave() },
            ]}
          />
        </div>
      </header>
      <ConnectionBanner />
      {children}
      {changesPassword && <ChangePasswordDialog onClose={() => setChangesPassword(false)} />}
      <div className="visually-hidden" aria-live="polite">{useAnnouncement()}</div>
    </>
  );
}

function ConnectionBanner() {
  if (useConnection() !== "lost") return null;
  return (
    <div className="banner" role="status">
      The connection to Muster is lost. What you see may be out of date. Trying again…
    </div>
  );
}

async function leave() {
  try {
    await signOut();
  } catch (error) {
    showToast({ kind: "problem", text: `You are still signed in: ${messageOf(error)}` });
  }
}
