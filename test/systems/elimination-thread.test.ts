import { describe, expect, it } from "vitest";
import { integerEquations } from "../../src/algebra/system.js";
import { eliminateApart, open } from "../../src/systems/elimination-thread.js";
import { polynomials } from "../support/algebra-system.js";

const CIRCLES = polynomials("x y", "x^2 + y^2 - 5/2", "x*y - 3/4");

describe("elimination apart from the thread", () => {
  it("answers as elimination does", async () => {
    expect(await eliminateApart("count", CIRCLES, { budget: 1e9 })).toMatchObject({
      dimension: 0,
      degree: 4,
      distinct: 4,
    });
    expect(await eliminateApart("solutions", CIRCLES, { budget: 1e9 })).toMatchObject({ kind: "points" });
  });

  it("is the same work from plain data, as a thread is sent it", async () => {
    const job = structuredClone({
      module: "",
      variables: 2,
      equations: integerEquations(CIRCLES),
      question: "solutions" as const,
      kept: undefined,
    });
    const { answer: there } = (await open(job)).along({ budget: 1e9 })(null);
    expect(there).toEqual(await eliminateApart("solutions", CIRCLES, { budget: 1e9 }));
  });

  it("says which limit was too low", async () => {
    expect(await eliminateApart("count", CIRCLES, { budget: 10 })).toEqual({
      unavailable: { kind: "budget", limit: "operations" },
    });
    expect(await eliminateApart("solutions", CIRCLES, { budget: 1e9, entries: 10 })).toEqual({
      kind: "unavailable",
      reason: { kind: "budget", limit: "memory" },
    });
  });

  it("throws the reason of an abort", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(eliminateApart("solutions", CIRCLES, { budget: 1e9, signal })).rejects.toThrow("enough");
  });
});
