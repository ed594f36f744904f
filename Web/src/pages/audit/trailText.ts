import type { TrailEntry, TrailNames } from "../../api/audit";
import { isImage, textsToCompare } from "../../difference/values";
import { currentLocale, currentStrings } from "../../state/language";
import { formatDuration } from "../../ui/duration";
import { formatBytes, formatDateTime } from "../../ui/format";
import { currentAccessStrings } from "../access/accessStrings";
import { isSameValue, wordsOf } from "../editor/differences";
import { currentEditorStrings } from "../editor/editorStrings";
import { currentGroupsStrings } from "../groups/groupsStrings";
import { permissionRules } from "../groups/permissionForm";
import type { FieldChange } from "../history/auditTrail";
import { currentHistoryStrings } from "../history/historyStrings";
import { causeText } from "../memory/causeText";
import { currentPeopleStrings } from "../people/peopleStrings";
import { currentAuditStrings } from "./auditStrings";
import { groupName, modelName, userName } from "./names";

/** Entries are about everything, and so need the texts of many pages. */
const trailStrings = () => ({
  ...currentStrings(), access: currentAccessStrings(), audit: currentAuditStrings(), editor: currentEditorStrings(),
  groups: currentGroupsStrings(), history: currentHistoryStrings(), people: currentPeopleStrings(),
});
type TrailStrings = ReturnType<typeof trailStrings>;

const own = <Value>(table: Record<string, Value>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !("rawJSON" in value);

/** The page's name for a field of an entry; unknown fields keep their own. */
export function fieldLabel(field: string, names: TrailNames): string {
  const strings = trailStrings();
  const member = /^members\.(.+)$/s.exec(field)?.[1];
  if (member) return strings.audit.member(userName(member, names));
  const known = own(strings.audit.fields, field) ?? own(strings.history.fields, field);
  if (known) return known;
  const rule = permissionRules.find(({ section, name }) => `${section}.${name}` === field);
  if (rule) return strings.groups.rules[rule.id].label;
  const [, part, key] = /^(params|meta)\.(.+)$/s.exec(field) ?? [];
  if (!key) return field;
  const params: Record<string, { label: string }> = strings.editor.params;
  const others: Record<string, string> = strings.editor.fields;
  const label = part === "params" ? own(params, key)?.label : own(others, key);
  return label ? label[0]?.toLocaleUpperCase(currentLocale()) + label.slice(1) : key;
}

/** A field's value as text: names for IDs, on and off, readable JSON. */
export function valueText(field: string, value: unknown, names: TrailNames): string {
  const strings = trailStrings();
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "string") return stringText(field, value, names, strings);
  if (typeof value === "number") return numberText(field, value);
  if (typeof value === "boolean") return field === "is_active" ? strings.history[value ? "on" : "off"] : strings.audit[value ? "yes" : "no"];
  if (field === "query") return queryText(value, names, strings);
  if (field === "queries" && Array.isArray(value)) return value.map((each) => queryText(each, names, strings)).join("\n");
  if (field === "access_grants" && Array.isArray(value)) return grantsText(value, names, strings);
  if (field === "running_requests" && Array.isArray(value)) return value.filter(isObject).map((each) => requestText(each, names)).join("\n");
  if (Array.isArray(value)) return value.map((each) => itemText(each, names)).join(", ") || "–";
  if (isObject(value)) return objectText(value, names);
  return wordsOf(value);
}

function stringText(field: string, value: string, names: TrailNames, strings: TrailStrings): string {
  switch (field) {
    case "user_id": case "owner": case "models_passed_to": case "key_owner": case "removed_user": return userName(value, names);
    case "base_model_id": return modelName(value, names);
    case "parent_group_id": case "removed_group": return groupName(value, names);
    case "role": return own<string>(strings.people.roles, value) ?? value;
    case "state": return own<string>(strings.memory.states, value) ?? value;
    case "authentication": return own<string>(strings.audit.entry.methods, value) ?? value;
    case "cause": case "reason": case "advice": return causeText(value, strings.memory);
    case "action": return own<string>(strings.audit.actions, value) ?? value;
    case "outcome": return own<string>(strings.audit.outcomes, value) ?? value;
    default: return field.startsWith("members.") ? strings.audit.isMember : wordsOf(value);
  }
}

const moments = new Set(["expires_at", "created_at", "from", "to", "deleted_at", "file.changed_at"]);

/** With its unit, which the field's name contains. */
function numberText(field: string, value: number): string {
  const locale = currentLocale();
  if (moments.has(field)) return formatDateTime(value, locale);
  if (/(^|_|\.)bytes$/.test(field)) return formatBytes(value, locale);
  if (/(^|_)milliseconds$/.test(field)) return formatDuration(value / 1000, locale);
  if (/(^|_)seconds$/.test(field)) return formatDuration(value, locale);
  return value.toLocaleString(locale, { maximumFractionDigits: 20 });
}

function grantsText(grants: unknown[], names: TrailNames, { access, audit }: TrailStrings): string {
  const shown = grants.filter(isObject).map((grant) => {
    const { principal_type: type, principal_id: id, permission } = grant as Record<string, string>;
    const name = id === "*" ? access.everyone : type === "group" ? audit.groupNamed(groupName(id ?? "", names)) : userName(id ?? "", names);
    return `${name}: ${own<string>(access.rights, permission ?? "") ?? permission}`;
  });
  return shown.join(", ") || access.onlyOwner;
}

/** The filters of a recorded query, with the names on the page. */
function queryText(query: unknown, names: TrailNames, { audit: { filters, entry, noFilter } }: TrailStrings): string {
  const labels: Record<string, string> = {
    user_id: filters.person, action: filters.action, entity_type: filters.kind, entity_id: entry.target, outcome: filters.outcome,
    from: filters.from, to: filters.to, searched: filters.search,
  };
  const parts = Object.entries(isObject(query) ? query : {}).map(([key, value]) => `${own(labels, key) ?? key}: ${valueText(key, value, names)}`);
  return parts.join(", ") || noFilter;
}

/** User, model and request ID. */
const requestText = ({ user_id, model, request_id }: Record<string, unknown>, names: TrailNames): string =>
  `${userName(String(user_id), names)} · ${modelName(String(model), names)} · ${String(request_id)}`;

/** `{name: "office"}` is the tag “office”. */
function itemText(value: unknown, names: TrailNames): string {
  if (!isObject(value)) return wordsOf(value);
  const [first, ...others] = Object.entries(value);
  if (first?.[0] === "name" && others.length === 0 && typeof first[1] === "string") return first[1];
  return objectText(value, names, ", ");
}

/** One line for each member. */
function objectText(value: Record<string, unknown>, names: TrailNames, separator = "\n"): string {
  const lines = Object.entries(value).map(([key, each]) =>
    `${fieldLabel(key, names)}: ${isObject(each) ? objectText(each, names, ", ") : valueText(key, each, names)}`);
  return lines.join(separator) || "–";
}

export interface EntryChange {
  field: string;
  label: string;
  before: unknown;
  after: unknown;
}

/** The changes in an entry; of objects only the members that differ. */
export function changesIn(entry: TrailEntry, names: TrailNames): EntryChange[] {
  return Object.entries(entry.changes ?? {}).flatMap(([field, change]) => {
    const { before, after } = change ?? {};
    if (!isUnfolded(field, before, after)) return [{ field, label: fieldLabel(field, names), before, after }];
    const [one, other] = [before, after].map((value) => (isObject(value) ? value : {}));
    return [...new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})])]
      .filter((key) => !isSameValue(one?.[key], other?.[key]))
      .map((key) => {
        const path = `${field}.${key}`;
        return { field: path, label: fieldLabel(path, names), before: one?.[key], after: other?.[key] };
      });
  });
}

/** The changes as texts that can be compared. */
export function describeChanges(entry: TrailEntry, names: TrailNames): FieldChange[] {
  return changesIn(entry, names).map(({ field, label, before, after }) => {
    const [from, to] = textsToCompare(before, after, (value) => comparableText(field, value, names));
    return { field: label, before: from, after: to };
  });
}

function comparableText(field: string, value: unknown, names: TrailNames): string {
  if (value === null || value === undefined || value === "") return "";
  return typeof value === "string" && isImage(value) ? value : valueText(field, value, names);
}

/** Splits objects: one number in two lines of JSON is hard to find. */
const isUnfolded = (field: string, before: unknown, after: unknown): boolean =>
  ["params", "meta"].includes(field)
    ? isObject(before) || isObject(after)
    : isObject(before) && isObject(after);

/** The act's metadata with readable names; unknown keys keep their own. */
export function factsOf(entry: Pick<TrailEntry, "audit_metadata">, names: TrailNames): [label: string, value: string][] {
  const strings = currentAuditStrings();
  const metadata = (entry.audit_metadata ?? {}) as Record<string, unknown>;
  const order = Object.keys(strings.metadata);
  const others = Object.keys(metadata).filter((name) => !order.includes(name)).sort();
  return [...order, ...others]
    .filter((name) => metadata[name] !== undefined && metadata[name] !== null && metadata[name] !== "")
    .map((name) => [own<string>(strings.metadata, name) ?? name, valueText(name, metadata[name], names)]);
}
