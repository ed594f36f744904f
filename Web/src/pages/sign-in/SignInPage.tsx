import { useState, type FormEvent } from "react";
import { messageOf, RequestError } from "../../api/request";
import type { ServerConfig } from "../../api/types";
import { useStrings } from "../../state/language";
import { signIn, signUp } from "../../state/session";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { Brand } from "../../frame/Brand";

interface SignInPageProps {
  config: ServerConfig;
  notice: string | undefined;
}

export function SignInPage({ config, notice }: SignInPageProps) {
  const { signIn: strings, forms, ui } = useStrings();
  const isFirst = config.onboarding === true;
  const [wantsSignUp, setWantsSignUp] = useState(isFirst);
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState("");
  const [fields, setFields] = useState<Record<string, string>>({});
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    setFields({});
    try {
      await (wantsSignUp ? signUp(name.trim(), email.trim(), password) : signIn(email.trim(), password));
    } catch (error) {
      setBusy(false);
      const found = error instanceof RequestError ? error.fields : [];
      setFields(Object.fromEntries(found.map((field) => [String(field.loc[field.loc.length - 1]), field.msg])));
      setProblem(found.length > 0 ? "" : messageOf(error));
    }
  };

  return (
    <main className="gate" id="main" tabIndex={-1}>
      <form className="gate-card" onSubmit={submit}>
        <Brand />
        <h1>{isFirst ? strings.setUp : wantsSignUp ? strings.createAccount : strings.signIn}</h1>
        {isFirst && <p className="muted">{strings.firstAccount}</p>}
        {notice && <p role="status" className="gate-notice">{notice}</p>}
        {wantsSignUp && (
          <TextField
            label={forms.name} value={name} error={fields.name} autoComplete="name" isRequired hasFocus
            onChange={setName}
          />
        )}
        <TextField
          label={forms.email} type="email" value={email} error={fields.email} autoComplete="username" isRequired
          hasFocus={!wantsSignUp} onChange={setEmail}
        />
        <TextField
          label={forms.password} type="password" value={password} error={fields.password} isRequired
          autoComplete={wantsSignUp ? "new-password" : "current-password"} onChange={setPassword}
        />
        {problem && <p role="alert" className="is-problem">{problem}</p>}
        <Button type="submit" look="primary" disabled={isBusy}>
          {isBusy ? ui.oneMoment : wantsSignUp ? strings.signUp : strings.signIn}
        </Button>
        {!isFirst && config.features.enable_signup && (
          <p className="gate-other">
            {wantsSignUp ? strings.hasAccount : strings.hasNoAccount}{" "}
            <button type="button" className="as-link" onClick={() => setWantsSignUp(!wantsSignUp)}>
              {wantsSignUp ? strings.signInInstead : strings.createOne}
            </button>
          </p>
        )}
      </form>
    </main>
  );
}
