import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Grant, Right } from "../../api/types";
import { audiencesOf as audiencesNamed, grantsOf, isSameAccess, withAudience, withoutAudience, withRight, type Audience } from "./grants";

const audiencesOf = (grants: Parameters<typeof audiencesNamed>[0]) => audiencesNamed(grants, "Everyone");
const toPerson = (principal_id: string, permission: Right = "read"): Grant =>
  ({ principal_type: "user", principal_id, permission });
const toGroup = (principal_id: string, permission: Right = "read"): Grant =>
  ({ principal_type: "group", principal_id, permission });
const first = (all: Audience[]): Audience => {
  assert.ok(all[0]);
  return all[0];
};

describe("the audiences of a model", () => {
  it("stand in order, with the names that are known", () => {
    const all = audiencesOf([
      { ...toPerson("u2"), principal_name: "Uma" },
      { ...toPerson("u1"), principal_name: "Ada" },
      { ...toGroup("g"), principal_name: null },
      { ...toPerson("*"), principal_name: "everyone" },
    ]);
    assert.deepEqual(all.map((each) => each.name), ["Everyone", "g", "Ada", "Uma"]);
  });

  it("are one each, though read and write are granted apart", () => {
    const all = audiencesOf([toPerson("u", "read"), toPerson("u", "write")]);
    assert.deepEqual(all.map((each) => each.right), ["write"]);
  });

  it("keep a person and a group with the same id apart", () => {
    assert.equal(audiencesOf([toPerson("x"), toGroup("x")]).length, 2);
  });
});

describe("an edit of the grants", () => {
  const stored = [{ ...toPerson("u", "read"), id: "1" }, { ...toPerson("u", "write"), id: "2" }, toGroup("g")];

  it("sends the stored permissions if nothing changed", () => {
    const sent = grantsOf(audiencesOf(stored));
    assert.deepEqual(sent, [toGroup("g"), toPerson("u", "read"), toPerson("u", "write")]);
  });

  it("adds to read, once", () => {
    const added = { type: "user" as const, id: "new", name: "Nina" };
    const all = withAudience(withAudience([], added), added);
    assert.deepEqual(grantsOf(all), [toPerson("new")]);
  });

  it("takes write away and leaves read", () => {
    const all = audiencesOf([toPerson("u", "read"), toPerson("u", "write")]);
    assert.deepEqual(grantsOf(withRight(all, first(all), "read")), [toPerson("u", "read")]);
  });

  it("gives write, which needs no grant to read beside it", () => {
    const all = audiencesOf([toPerson("u")]);
    assert.deepEqual(grantsOf(withRight(all, first(all), "write")), [toPerson("u", "write")]);
  });

  it("removes an audience with all that it held", () => {
    const all = audiencesOf(stored);
    const person = all.find((each) => each.type === "user");
    assert.ok(person);
    assert.deepEqual(grantsOf(withoutAudience(all, person)), [toGroup("g")]);
  });

  it("ignores a reverted change", () => {
    const all = audiencesOf(stored);
    const changed = withRight(all, first(all), "write");
    assert.ok(!isSameAccess(all, changed));
    assert.ok(isSameAccess(all, withRight(changed, first(changed), "read")));
    assert.ok(isSameAccess(all, [...all].reverse()));
  });
});
