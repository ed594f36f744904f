import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TrailEntry } from "../../api/audit";
import { noNames } from "./names";
import { changesIn, describeChanges, factsOf, fieldLabel, valueText } from "./trailText";

const names = { users: { u: "Uma" }, groups: { g: "Team" }, models: { alpha: "Alpha 8B" } };
const entry = (fields: Partial<TrailEntry>): TrailEntry => ({
  id: "e", sequence: 1, index: 0, user_id: "u", user_name: "Uma", action: "model.update", entity_type: "model",
  entity_id: "poet", description: null, changes: null, audit_metadata: null, outcome: "ok", created_at: 1, ...fields,
});

describe("a field of an entry", () => {
  it("has a readable name", () => {
    const fields = ["is_active", "params.system", "params.temperature", "meta.hidden", "user_id", "workspace.models", "members.u", "state"];
    assert.deepEqual(fields.map((field) => fieldLabel(field, names)),
      ["Active", "System prompt", "Temperature", "Hidden", "Owner", "Create models", "Member: Uma", "State"]);
  });

  it("keeps an unknown name", () => {
    assert.equal(fieldLabel("constructor", names), "constructor");
    assert.equal(fieldLabel("params.frobnicate", names), "frobnicate");
  });
});

describe("a value", () => {
  it("has the unit of its field", () => {
    assert.equal(valueText("file.bytes", 2048, names), "2 KiB");
    assert.ok(valueText("file.changed_at", 1_700_000_000, names).includes("2023"));
  });

  it("shows names for IDs, and IDs without known names", () => {
    assert.equal(valueText("user_id", "u", names), "Uma");
    assert.equal(valueText("user_id", "u", noNames), "u");
    assert.equal(valueText("base_model_id", "alpha", names), "Alpha 8B");
    assert.equal(valueText("parent_group_id", "g", names), "Team");
    const grants = [
      { principal_type: "user", principal_id: "*", permission: "read" }, { principal_type: "group", principal_id: "g", permission: "write" },
      { principal_type: "user", principal_id: "u", permission: "read" },
    ];
    assert.equal(valueText("access_grants", grants, names), "Everyone: Read, group Team: Write, Uma: Read");
    assert.equal(valueText("access_grants", [], names), "The owner and administrators only.");
  });

  it("of an audit query shows the filters by name", () => {
    const asked = [{ user_id: "u", action: "model.delete" }, { searched: true }, {}];
    assert.equal(valueText("queries", asked, names), "Person: Uma, Action: deleted\nSearch audit trail: yes\nnone");
    assert.equal(valueText("query", { user_id: "(unknown)" }, names), "Person: (unknown)");
  });

  it("has its unit", () => {
    assert.equal(valueText("bytes", 302 * 1024 * 1024, names), "302 MiB");
    assert.equal(valueText("load_milliseconds", 1500, names), "1.5 sec");
    assert.equal(valueText("older_than_seconds", 86_400, names), "1 day");
    assert.ok(valueText("expires_at", 1_700_000_000, names).includes("2023"));
    assert.equal(valueText("params.temperature", 0.7, names), "0.7");
  });

  it("is a word where it is a switch, and readable where it is JSON", () => {
    assert.equal(valueText("is_active", true, names), "on");
    assert.equal(valueText("read_only", false, names), "no");
    assert.equal(valueText("meta.tags", [{ name: "office" }, { name: "fun" }], names), "office, fun");
    assert.equal(valueText("meta.capabilities", { vision: true, usage: false }, names), "vision: yes\nusage: no");
    assert.equal(valueText("data", { config: { share: "members" } }, names), "Settings: Who may share: members");
    assert.equal(valueText("role", "admin", names), "Administrator");
    assert.equal(valueText("name", "", names), "–");
  });
});

describe("the changes of an entry", () => {
  it("are those members of params and meta that differ", () => {
    const changes = { params: { before: { seed: 1, top_p: 1 }, after: { seed: 2, top_p: 1 } }, is_active: { before: true, after: false } };
    assert.deepEqual(changesIn(entry({ changes }), names), [
      { field: "params.seed", label: "Seed", before: 1, after: 2 }, { field: "is_active", label: "Active", before: true, after: false },
    ]);
  });

  it("of a creation lists all members", () => {
    const changes = { params: { before: null, after: { seed: 1 } } };
    assert.deepEqual(changesIn(entry({ changes }), names).map(({ label, after }) => [label, after]), [["Seed", 1]]);
  });
});

describe("the changes of an entry as text", () => {
  it("are texts to compare, empty where there is nothing", () => {
    const changes = {
      params: { before: { system: "Be kind.\nRhyme." }, after: { system: "Be kind.\nSing." } }, parent_group_id: { before: null, after: "g" },
    };
    assert.deepEqual(describeChanges(entry({ changes }), names), [
      { field: "System prompt", before: "Be kind.\nRhyme.", after: "Be kind.\nSing." }, { field: "Parent group", before: "", after: "Team" },
    ]);
  });
});

describe("the details of an entry", () => {
  it("name users and models of the requests that ended with a process", () => {
    const running_requests = [
      { request_id: "r1", user_id: "u", model: "poet" }, { request_id: "r2", user_id: "gone", model: "poet" },
    ];
    const audit_metadata = { reason: "so", running_requests, running_requests_total: 2 };
    assert.deepEqual(factsOf(entry({ audit_metadata }), names), [
      ["Reason", "so"], ["Running requests", "Uma · poet · r1\ngone · poet · r2"], ["Number of running requests", "2"],
    ]);
  });

  it("have a fixed order, unknown ones last, and no empty ones", () => {
    const audit_metadata = { zone: 1, request_id: "r", address: null, authentication: "api_key", reason: "so", models_passed_to: "u" };
    assert.deepEqual(factsOf(entry({ audit_metadata }), names), [
      ["Reason", "so"], ["Models passed to", "Uma"], ["Authenticated by", "key"], ["Request ID", "r"], ["zone", "1"],
    ]);
  });
});
