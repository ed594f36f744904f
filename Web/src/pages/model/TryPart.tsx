import { useStrings } from "../../state/language";
import { Conversation } from "../try/Conversation";
import type { PartProps } from "./partContents";

/** A small chat to try the model. */
export function TryPart({ model }: PartProps) {
  const strings = useStrings().tryIt;
  if (!model) return null;
  return (
    <>
      {!model.is_active && <p role="alert" className="inline-problem">{strings.isOff}</p>}
      <Conversation id={model.id} name={model.name} />
    </>
  );
}
