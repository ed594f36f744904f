import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Reason } from "../../api/peopleTypes";
import { en } from "../../strings/en";
import * as texts from "./reasonText";

const reasonText = (reason: Reason) => texts.reasonText(reason, en.access);
const describeReasons = (reasons: Reason[]) => texts.describeReasons(reasons, en.access);
const grant = (changes: Partial<Reason>): Reason => ({ by: "grant", permission: "read", ...changes });

describe("a reason", () => {
  it("names administrators and owners", () => {
    assert.equal(reasonText({ by: "administrator", permission: "write" }), "administrator");
    assert.equal(reasonText({ by: "owner", permission: "write" }), "owner");
  });

  it("names the audience of the grant", () => {
    assert.equal(reasonText(grant({ principal_type: "user", principal_id: "*" })), "granted to everyone");
    assert.equal(reasonText(grant({ principal_type: "user", principal_id: "u" })), "granted directly");
    const toGroup = grant({ permission: "write", principal_type: "group", principal_id: "g", principal_name: "NLP" });
    assert.equal(reasonText(toGroup), "write access granted to the group “NLP”");
  });

  it("names the user's group and its parent", () => {
    const inherited = grant({
      principal_type: "group", principal_id: "g", principal_name: "Research", member_of: { id: "n", name: "NLP" },
    });
    assert.equal(reasonText(inherited), "granted to the group “Research”, the parent of “NLP”");
  });

  it("shows the ID of a group without a known name", () => {
    assert.equal(reasonText(grant({ principal_type: "group", principal_id: "g", principal_name: null })), "granted to the group “g”");
  });

  it("for reading is hidden by one for writing for the same audience", () => {
    const person = { principal_type: "user", principal_id: "u" } as const;
    const both = [grant(person), grant({ ...person, permission: "write" }), grant({ principal_type: "user", principal_id: "*" })];
    assert.deepEqual(describeReasons(both), ["write access granted directly", "granted to everyone"]);
  });

  it("is shown once", () => {
    const twice = [grant({ principal_type: "user", principal_id: "u" }), grant({ principal_type: "user", principal_id: "u" })];
    assert.deepEqual(describeReasons(twice), ["granted directly"]);
  });
});
