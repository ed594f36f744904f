import type { Grant } from "../../api/types";
import type { Strings } from "../../strings";

interface Shared {
  base_model_id: string | null;
  access_grants?: Grant[];
  write_access: boolean;
}

/** Who can use a model besides its owner and administrators; undefined if the user may not know. */
export function audienceOf(model: Shared, strings: Strings["models"]["audience"]): string | undefined {
  if (!model.write_access) return undefined;
  const grants = model.access_grants ?? [];
  if (grants.some((grant) => grant.principal_id === "*")) return strings.everyone;
  const count = (type: Grant["principal_type"]) =>
    new Set(grants.filter((grant) => grant.principal_type === type).map((grant) => grant.principal_id)).size;
  const people = count("user");
  const groups = count("group");
  if (people + groups === 0) return model.base_model_id === null ? strings.administrators : strings.owner;
  return [people > 0 && strings.people(people), groups > 0 && strings.groups(groups)].filter(Boolean).join(", ");
}
