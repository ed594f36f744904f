import { useState } from "react";
import { Link } from "../../frame/Link";
import { SavingForm } from "../../frame/SavingForm";
import { useDraft } from "../../frame/useDraft";
import type { Session } from "../../api/types";
import { useWords } from "../../state/language";
import { useRights } from "../../state/rights";
import { changeMyName, useSession } from "../../state/session";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { Fact, Facts } from "../../ui/Facts";
import { TextField } from "../../ui/Field";
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
        {/* What was saved, or changed by an administrator, is what the form begins with. */}
        <NameForm key={person.name} person={person} />
        <Facts>
          <Fact name={words.email}>{person.email}</Fact>
          <Fact name={words.role}>{words.roles[person.role]}</Fact>
        </Facts>
        {isAdmin ? (
          <p><Link to={`/people/edit?id=${encodeURIComponent(person.id)}`}>{words.changeEmail}</Link></p>
        ) : (
          <p className="muted">{words.emailIsChangedByAdministrators}</p>
        )}
      </Part>
      <Part id="password" title={words.password}>
        <p className="muted">{words.passwordEndsSessions}</p>
        <div className="section-row">
          <Button onClick={() => setDialog("password")}>{words.changePassword}</Button>
        </div>
      </Part>
      <Part id="sessions" title={words.sessions}>
        <p className="muted">{words.whySignOutEverywhere}</p>
        <div className="section-row">
          <Button onClick={() => setDialog("sign-out")}>{words.signOutEverywhere}</Button>
        </div>
      </Part>
      {dialog === "password" && <ChangePasswordDialog onClose={close} />}
      {dialog === "sign-out" && <SignOutEverywhereDialog person={person} onClose={close} />}
    </SettingsPage>
  );
}

function NameForm({ person }: { person: Session }) {
  const { settings: { me: words }, forms } = useWords();
  const form = useDraft("me", { name: person.name }, { isSame: (one, other) => one.name.trim() === other.name.trim() });
  const { name } = form.draft;
  const save = async () => {
    await changeMyName(name.trim());
    form.settle({ name: name.trim() });
    showToast({ subject: "profile", text: words.nameSaved });
  };
  return (
    <SavingForm verb={forms.save} form={form} canSave={name.trim() !== ""} onSave={save}>
      <TextField label={words.name} value={name} autoComplete="name" isRequired onChange={(name) => form.setDraft({ name })} />
    </SavingForm>
  );
}
