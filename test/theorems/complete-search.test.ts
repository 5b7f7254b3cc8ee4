import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { rational } from "../../src/exact/rational.js";
import type { Matrix } from "../../src/numeric/linalg/dense.js";
import {
  everyFoundPoint,
  searchFindsExactly,
  solverListsExactly,
} from "../../src/theorems/complete-search.js";
import { problemOf } from "../../src/theorems/critical.js";
import { within } from "../../src/theorems/outcome.js";

const doubleWell = problemOf({
  model: { moments: { gamma: [[1]] } },
  objective: { kind: "cross-correlation", embedding: 1 },
});
const options = {
  batch: 10,
  batches: 10,
  seed: 7,
  invariants: ({ W }: Readonly<Record<string, Matrix>>) => [W!.data[0]! ** 2],
};

describe("searchFindsExactly", () => {
  it("finds every component of a complete list and nothing else", async () => {
    const { components } = await analyze(doubleWell);
    expect(searchFindsExactly(doubleWell, components, options).verdict).toBe("holds");
  });

  it("refutes a list with a component missing", async () => {
    const { components } = await analyze(doubleWell);
    expect(searchFindsExactly(doubleWell, components.slice(1), options).verdict).toBe("fails");
  });

  it("misses a component that does not exist", async () => {
    const { components } = await analyze(doubleWell);
    const ghost = {
      ...components[0]!,
      representative: { W: { rows: 1, columns: 1, data: Float64Array.of(3) } },
    };
    expect(searchFindsExactly(doubleWell, [...components, ghost], options).verdict).toBe("fails");
    expect(searchFindsExactly(doubleWell, [...components, ghost], options, () => false).verdict).toBe(
      "holds",
    );
  });
});

describe("everyFoundPoint", () => {
  it("checks a property at each critical point", () => {
    const cubic = ({ W }: Readonly<Record<string, Matrix>>) =>
      within(Math.abs(W!.data[0]! ** 3 - W!.data[0]!), 1e-8, "w³ − w");
    expect(everyFoundPoint(doubleWell, { starts: 10, seed: 7 }, cubic).verdict).toBe("holds");
    const zero = ({ W }: Readonly<Record<string, Matrix>>) => within(Math.abs(W!.data[0]!), 1e-8, "w");
    expect(everyFoundPoint(doubleWell, { starts: 10, seed: 7 }, zero).verdict).toBe("fails");
  });
});

describe("solverListsExactly", () => {
  const claims = [
    { value: rational(0), index: 0, dimension: 0, copies: 2n },
    { value: rational(1), index: 1, dimension: 0, copies: 1n },
  ];

  it("holds for the list of the double well", async () => {
    expect((await solverListsExactly(doubleWell, claims)).verdict).toBe("holds");
  });

  it("refutes a wrong number, a wrong index and a component that is not claimed", async () => {
    const wrong = (change: object) =>
      solverListsExactly(doubleWell, [{ ...claims[0]!, ...change }, claims[1]!]);
    expect(await wrong({ copies: 1n })).toMatchObject({
      verdict: "fails",
      detail: expect.stringMatching(/^not claimed: value 0/),
    });
    expect(await wrong({ copies: 3n })).toMatchObject({ verdict: "fails" });
    expect(await wrong({ index: 1 })).toMatchObject({ verdict: "fails" });
    expect((await solverListsExactly(doubleWell, claims.slice(1))).verdict).toBe("fails");
  });

  it("asks for claims with a value and an index", async () => {
    await expect(solverListsExactly(doubleWell, [{ dimension: 0, copies: 1n }])).rejects.toThrow(RangeError);
  });
});
