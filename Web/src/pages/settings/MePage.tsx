import { useState } from "react";
import { Link } from "../../frame/Link";
import { useWords } from "../../state/language";
import { useRights } from "../../state/rights";
import { useSession } from "../../state/session";
import { Button } from "../../ui/Button";
import { Fact, Facts } from "../../ui/Facts";
import { ChangePasswordDialog } from "../account/ChangePasswordDialog";
import { Part, SettingsPage } from "./SettingsPage";
import { SignOutEverywhereDialog } from "./SignOutEverywhereDialog";

export function MePage() {
  const session = useSession();
  const { isAdmin } = useRights();
  const { sections, me: words } = useWords().settings;
  const [dialog, setDialog] = useState<"none" | "password" | "sign-out">("none");
  if (session.kind !== "signed-in") return null;
  const { person } = session;
  const close = () => setDialog("none");
  return (
    <SettingsPage title={sections.me}>
      <Part id="profile" title={words.profile}>
        <Facts>
          <Fact name={words.name}>{person.name}</Fact>
          <Fact name={words.email}>{person.email}</Fact>
          <Fact name={words.role}>{words.roles[person.role]}</Fact>
        </Facts>
        {isAdmin ? (
          <p><Link to={`/people/edit?id=${encodeURIComponent(person.id)}`}>{words.changeProfile}</Link></p>
        ) : (
          <p className="muted">{words.profileIsChangedByAdministrators}</p>
        )}
      </Part>
      <Part id="password" title={words.password}>
        <p className="muted">{words.passwordEndsSessions}</p>
        <div className="section-row">
          <Button onClick={() => setDialog("password")}>{words.changePassword}</Button>
        </div>
      </Part>
      {isAdmin && (
        <Part id="sessions" title={words.sessions}>
          <p className="muted">{words.whySignOutEverywhere}</p>
          <div className="section-row">
            <Button onClick={() => setDialog("sign-out")}>{words.signOutEverywhere}</Button>
          </div>
        </Part>
      )}
      {dialog === "password" && <ChangePasswordDialog onClose={close} />}
      {dialog === "sign-out" && <SignOutEverywhereDialog person={person} onClose={close} />}
    </SettingsPage>
  );
}
