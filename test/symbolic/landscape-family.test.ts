import { expect, test } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { ONE, type Rational, ratio, rational } from "../../src/exact/rational.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import { variable } from "../../src/symbolic/landscape.js";
import { controlsOf, type LandscapeFamily, landscapeFamily } from "../../src/symbolic/landscape-family.js";
import { expand } from "../../src/symbolic/polynomial.js";

const at = (value: Rational, text = "tr(W*C*W') - c*norm2(W)^2", entry = value.mul(value)) => ({
  value,
  landscape: landscapeFromText(
    text,
    [variable("W", 1, 2)],
    new Map([
      [
        "C",
        RationalMatrix.from([
          [entry, 1],
          [1, 2],
        ]),
      ],
    ]),
    new Map([["c", value]]),
  ),
});
const members = [1, 2, 3, 4].map((value) => at(rational(value)));

test("a family takes the values of its members, also of those that it was not made from", () => {
  const { landscape, parameter } = landscapeFamily(members, 2) as LandscapeFamily;
  const layout = new Map([
    ["W", { offset: 0 }],
    [parameter, { offset: 2 }],
  ]);
  const [[f]] = expand(landscape.loss, layout, landscape.constants) as [
    [import("../../src/symbolic/polynomial.js").Polynomial],
  ];
  // t² x² + 2xy + 2y² − t(x² + y²)² at (1, 2), t = 5: 25 + 4 + 8 − 125.
  expect(f.evaluate([ONE, rational(2), rational(5)]).equals(rational(-88))).toBe(true);
});

test("what is not of the degree, divides, or has other words is no family", () => {
  expect(
    landscapeFamily(
      members.map(({ value }) => at(value, undefined, value.mul(value).mul(value))),
      2,
    ),
  ).toBe("degree");
  expect(
    landscapeFamily(
      members.map(({ value }) => at(value, "norm2(W)/c")),
      2,
    ),
  ).toBe("divisor");
  expect(landscapeFamily([at(ONE), at(rational(2), "norm2(W)"), at(rational(3))], 1)).toBe("words");
});

test("every member is the convex combination of the controls with Bernstein's weights", () => {
  const { landscape, parameter } = landscapeFamily(members, 2) as LandscapeFamily;
  const controls = controlsOf(landscape.loss, parameter, ONE, rational(3));
  const layout = new Map([["W", { offset: 0 }]]);
  const values = controls.map((b) =>
    expand(b, layout, landscape.constants)[0]![0]!.evaluate([ONE, rational(2)]),
  );
  // At t = 2, s = 1/2, weights 1/4, 1/2, 1/4: 4 + 4 + 8 − 50.
  const quarter = ratio(1n, 4n);
  const sum = values[0]!.add(values[1]!.mul(2)).add(values[2]!).mul(quarter);
  expect(sum.equals(rational(-34))).toBe(true);
});
