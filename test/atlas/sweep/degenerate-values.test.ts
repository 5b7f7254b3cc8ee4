import { expect, test } from "vitest";
import { valuesWhere } from "../../../src/atlas/sweep/degenerate-values.js";
import type { RationalMatrix } from "../../../src/exact/matrix.js";
import { rational } from "../../../src/exact/rational.js";
import { landscapeFromText } from "../../../src/objectives/build.js";
import { strataOf } from "../../../src/quotient/strata.js";
import { variable } from "../../../src/symbolic/landscape.js";
import { Polynomial } from "../../../src/symbolic/polynomial.js";

/** x⁴/4 − t x²/2: x(x² − t) = 0. */
const landscape = landscapeFromText(
  "x^4/4 - t*x^2/2",
  [variable("x", 1, 1), variable("t", 1, 1)],
  new Map<string, RationalMatrix>(),
  new Map(),
);
const along = {
  stratum: strataOf(landscape, [])[0]!,
  landscape,
  parameter: "t",
  place: 1,
  signal: undefined,
};
const [x, t] = [Polynomial.variable(0), Polynomial.variable(1)];

test("D vanishes at the parameter of every solution, its roots at real ones alone", async () => {
  // 3x² − t = 0: t = 0 alone. x² = −2: t = −2 at complex points.
  const hessian = x
    .multiply(x)
    .scale(rational(3))
    .add(t.scale(rational(-1)));
  const found = await valuesWhere(along, [hessian]);
  expect(found).toMatchObject({ polynomial: [0n, 1n], isProved: true });
  const complex = await valuesWhere(along, [x.multiply(x).add(Polynomial.constant(rational(2)))]);
  expect(complex).toMatchObject({ polynomial: [2n, 1n], roots: [] });
});

test("a set on which the parameter varies has none, isolated points beside it apart", async () => {
  // x = 0 for every t; beside it x² = t = 1.
  const f = x.multiply(t.add(Polynomial.constant(rational(-1))));
  expect(await valuesWhere(along, [f])).toBe("not-isolated");
  const found = await valuesWhere(along, [f], true);
  expect(found).toMatchObject({ polynomial: [-1n, 1n] });
});
