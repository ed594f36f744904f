import { Conversation } from "../try/Conversation";
import type { PartProps } from "./partContents";
import { useTryItStrings } from "../try/tryItStrings";

/** A small chat to try the model. */
export function TryPart({ model }: PartProps) {
  const strings = useTryItStrings();
  if (!model) return null;
  return (
    <>
      {!model.is_active && <p role="alert" className="inline-problem">{strings.isOff}</p>}
      <Conversation id={model.id} name={model.name} />
    </>
  );
}
