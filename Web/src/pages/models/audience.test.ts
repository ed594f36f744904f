import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Grant } from "../../api/types";
import { en } from "../../strings/en";
import { audienceOf } from "./audience";

const strings = en.models.audience;
const grant = (principal_type: Grant["principal_type"], principal_id: string, permission: Grant["permission"] = "read"): Grant =>
  ({ principal_type, principal_id, permission });
const of = (access_grants: Grant[], base_model_id: string | null = "alpha", write_access = true) =>
  audienceOf({ access_grants, base_model_id, write_access }, strings);

describe("the audience of a model", () => {
  it("is everyone as soon as one grant says so", () => {
    assert.equal(of([grant("user", "u"), grant("user", "*")]), "Everyone");
  });

  it("counts people and groups once each, however many rights they have", () => {
    assert.equal(of([grant("user", "u"), grant("user", "u", "write"), grant("group", "g")]), "1 person, 1 group");
    assert.equal(of([grant("group", "g"), grant("group", "h")]), "2 groups");
  });

  it("without grants is the owner only, and for base models administrators", () => {
    assert.equal(of([]), "Owner only");
    assert.equal(of([], null), "Administrators");
  });

  it("is unknown to readers", () => {
    assert.equal(of([], "alpha", false), undefined);
  });
});
