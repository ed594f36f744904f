import type { ListedModel } from "../../api/types";
import { Link } from "../../frame/Link";
import { useCurrentInSight } from "../../frame/useCurrentInSight";
import { useStrings } from "../../state/language";
import { useRights } from "../../state/rights";
import { partAddress, partsFor, type ModelPart } from "./modelParts";

export function ModelTabs({ id, current, model }: { id: string; current: ModelPart; model: ListedModel | null }) {
  const strings = useStrings().model.tabs;
  const rights = useRights();
  const row = useCurrentInSight(current);
  const parts = partsFor(rights, model);
  return (
    <nav ref={row} className="tabs" aria-label={strings.label}>
      {parts.map((part) => (
        <Link key={part} to={partAddress(part, id)} aria-current={part === current ? "page" : undefined}>
          {strings[part]}
        </Link>
      ))}
    </nav>
  );
}
