import { describe, expect, it } from "vitest";
import { Branches } from "../../../src/atlas/sweep/branches.js";
import { exactSweep } from "../../../src/atlas/sweep/exact-sweep.js";
import { problemAt } from "../../../src/atlas/sweep/request.js";
import { Random } from "../../../src/exact/random.js";
import { type Rational, rational, rationalText } from "../../../src/exact/rational.js";
import { given, problem } from "../../support/problems.js";

/** A loss of scalars along its parameter a. */
async function alongA(loss: string, names: readonly string[], from: number, to: number) {
  const one = problem(given([[1]]), {
    kind: "custom",
    loss,
    variables: Object.fromEntries(names.map((name) => [name, [1, 1]])),
    parameters: { a: "1" },
  });
  const at = (value: Rational) => problemAt(one, ["objective", "parameters", "a"], value);
  const found = await exactSweep({
    problemAt: at,
    from: rational(from),
    to: rational(to),
    branches: new Branches(at, new Random(1)),
    options: {},
  });
  if (found.kind !== "exact") throw new Error(JSON.stringify(found.gap));
  return found;
}

const indices = ({ intervals }: Awaited<ReturnType<typeof alongA>>) =>
  intervals.map(({ state, names }) =>
    Object.fromEntries(names!.map((name, k) => [name, state.components[k]!.index])),
  );

describe("components between thresholds", () => {
  it("of x⁴/4 − ax²/2: one minimum below 0, whose branch is a maximum above it, where two minima are born", async () => {
    const found = await alongA("x^4/4 - a*x^2/2", ["x"], -1, 1);
    expect(found.proof).toBe("proved");
    expect(indices(found)).toEqual([{ b1: 0 }, { b1: 1, b2: 0, b3: 0 }]);
    const [threshold, ...others] = found.thresholds;
    expect(others).toEqual([]);
    expect(rationalText(threshold!.low)).toBe("0");
    expect(threshold).toMatchObject({ decimal: "0", closed: "0", births: ["b2", "b3"], deaths: [] });
    expect(threshold!.exchanged.map(({ from, to }) => [from.index, to.index])).toEqual([[0, 1]]);
    // There 0 is the one point, degenerate.
    expect(threshold!.state!.components.map(({ nullity }) => nullity)).toEqual([1]);
  });

  it("of x³/3 − ax: none below 0, where a minimum and a maximum are born", async () => {
    const found = await alongA("x^3/3 - a*x", ["x"], -1, 1);
    expect(indices(found)).toEqual([{}, { b1: 0, b2: 1 }]);
    expect(found.thresholds[0]).toMatchObject({ deaths: [], births: ["b1", "b2"] });
  });

  it("two branches that cross exchange their stability, and keep their names", async () => {
    const found = await alongA("x^3/3 - a*x^2/2", ["x"], -1, 1);
    const [below, above] = indices(found);
    expect(Object.keys(below!).sort()).toEqual(["b1", "b2"]);
    expect([above!.b1, above!.b2]).toEqual([below!.b2, below!.b1]);
    expect(found.thresholds[0]).toMatchObject({ births: [], deaths: [] });
  });

  it("where complex points alone are degenerate there is no threshold", async () => {
    // f′ = x((x² + 1)² + (a − 2)²): x = ±i is double at a = 2.
    const found = await alongA("x^6/6 + x^4/2 + x^2*(1 + (a - 2)^2)/2", ["x"], 1, 3);
    expect(found.thresholds).toEqual([]);
    expect(indices(found)).toEqual([{ b1: 0 }]);
  });
});
