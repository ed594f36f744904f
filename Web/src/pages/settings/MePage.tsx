import { useState } from "react";
import type { Session } from "../../api/types";
import { Link } from "../../frame/Link";
import { SavingForm } from "../../frame/SavingForm";
import { useDraft } from "../../frame/useDraft";
import { useStrings } from "../../state/language";
import { useRights } from "../../state/rights";
import { changeMyName, signOutEverywhere, useSession } from "../../state/session";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { Fact, Facts } from "../../ui/Facts";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";
import { ChangePasswordDialog } from "./ChangePasswordDialog";
import { Part, SettingsPage } from "./SettingsPage";

export function MePage() {
  const session = useSession();
  const { isAdmin } = useRights();
  const { sections, me: strings } = useStrings().settings;
  const [dialog, setDialog] = useState<"none" | "password" | "sign-out">("none");
  if (session.kind !== "signed-in") return null;
  const { person } = session;
  const close = () => setDialog("none");
  return (
    <SettingsPage title={sections.me}>
      <Part id="profile" title={strings.profile}>
        {/* A new key resets the form after saving, or after an administrator's change. */}
        <NameForm key={person.name} person={person} />
        <Facts>
          <Fact name={strings.email}>{person.email}</Fact>
          <Fact name={strings.role}>{strings.roles[person.role]}</Fact>
        </Facts>
        {isAdmin ? (
          <p><Link to={`/people/edit?id=${encodeURIComponent(person.id)}`}>{strings.changeEmail}</Link></p>
        ) : (
          <p className="muted">{strings.emailIsChangedByAdministrators}</p>
        )}
      </Part>
      <Part id="password" title={strings.password}>
        <p className="muted">{strings.passwordEndsSessions}</p>
        <div className="section-row">
          <Button onClick={() => setDialog("password")}>{strings.changePassword}</Button>
        </div>
      </Part>
      <Part id="sessions" title={strings.sessions}>
        <p className="muted">{strings.whySignOutEverywhere}</p>
        <div className="section-row">
          <Button onClick={() => setDialog("sign-out")}>{strings.signOutEverywhere}</Button>
        </div>
      </Part>
      {dialog === "password" && <ChangePasswordDialog onClose={close} />}
      {dialog === "sign-out" && <SignOutEverywhereDialog person={person} onClose={close} />}
    </SettingsPage>
  );
}

function NameForm({ person }: { person: Session }) {
  const { settings: { me: strings }, forms } = useStrings();
  const form = useDraft("me", { name: person.name }, { isSame: (one, other) => one.name.trim() === other.name.trim() });
  const { name } = form.draft;
  const save = async () => {
    await changeMyName(name.trim());
    form.settle({ name: name.trim() });
    showToast({ subject: "profile", text: strings.nameSaved });
  };
  return (
    <SavingForm verb={forms.save} form={form} canSave={name.trim() !== ""} onSave={save}>
      <TextField label={strings.name} value={name} autoComplete="name" isRequired onChange={(name) => form.setDraft({ name })} />
    </SavingForm>
  );
}

function SignOutEverywhereDialog({ person, onClose }: { person: Session; onClose(): void }) {
  const strings = useStrings().settings.me;
  return (
    <FormDialog
      title={strings.signOutEverywhereQuestion(person.name)}
      verb={strings.signOutEverywhere}
      look="danger"
      onSubmit={signOutEverywhere}
      onClose={onClose}
    >
      <p>{strings.signOutEverywhereWhat}</p>
    </FormDialog>
  );
}
