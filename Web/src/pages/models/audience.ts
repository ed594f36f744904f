import type { Grant } from "../../api/types";
import type { Words } from "../../words";

interface Shared {
  base_model_id: string | null;
  access_grants?: Grant[];
  write_access: boolean;
}

/** Who can use a model besides its owner and the administrators, in a few words; undefined for who may not know. */
export function audienceOf(model: Shared, words: Words["models"]["audience"]): string | undefined {
  if (!model.write_access) return undefined;
  const grants = model.access_grants ?? [];
  if (grants.some((grant) => grant.principal_id === "*")) return words.everyone;
  const count = (type: Grant["principal_type"]) =>
    new Set(grants.filter((grant) => grant.principal_type === type).map((grant) => grant.principal_id)).size;
  const people = count("user");
  const groups = count("group");
  if (people + groups === 0) return model.base_model_id === null ? words.administrators : words.owner;
  return [people > 0 && words.people(people), groups > 0 && words.groups(groups)].filter(Boolean).join(", ");
}
