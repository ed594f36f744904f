import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Group } from "../../api/peopleTypes";
import { draftOf, emptyGroup, groupFormOf, isSameGroup, possibleParents } from "./groupDraft";

const group = (id: string, changes: Partial<Group> = {}): Group => ({
  id, user_id: "u", name: id, description: "", parent_group_id: null, data: { config: { share: "members" } },
  permissions: null, ...changes,
});

describe("an edit of a group", () => {
  it("that touches nothing sends back what came", () => {
    const odd = group("g", { data: { config: { share: false } }, permissions: { chat: { delete: true } }, parent_group_id: "p" });
    assert.deepEqual(groupFormOf(draftOf(odd), odd), {
      name: "g", description: "", parent_group_id: "p", data: odd.data, permissions: odd.permissions,
    });
  });

  it("takes the parent away with null", () => {
    assert.equal(groupFormOf({ ...draftOf(group("g", { parent_group_id: "p" })), parentId: "" }, undefined).parent_group_id, null);
  });

  it("says who may share with it in the words of the wire", () => {
    assert.deepEqual(groupFormOf({ ...emptyGroup, sharing: "everyone" }, undefined).data, { config: { share: true } });
  });

  it("is none when only switches were flipped to and fro", () => {
    assert.ok(isSameGroup(emptyGroup, { ...emptyGroup, permissions: { workspace: { models: false } } }));
    assert.ok(!isSameGroup(emptyGroup, { ...emptyGroup, permissions: { workspace: { models: true } } }));
    assert.ok(!isSameGroup(emptyGroup, { ...emptyGroup, parentId: "p" }));
  });
});

describe("the groups above which another may stand", () => {
  const all = [group("c", { parent_group_id: "b" }), group("b", { parent_group_id: "a" }), group("a"), group("other")];
  it("leave out itself and all below it", () => {
    assert.deepEqual(possibleParents(all, "b").map((each) => each.id), ["a", "other"]);
  });

  it("are all for a new one, by name", () => {
    assert.deepEqual(possibleParents(all, undefined).map((each) => each.id), ["a", "b", "c", "other"]);
  });

  it("are found even where a circle is stored", () => {
    const circle = [group("x", { parent_group_id: "y" }), group("y", { parent_group_id: "x" })];
    assert.deepEqual(possibleParents(circle, "z").map((each) => each.id), ["x", "y"]);
  });
});
