import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exp, log } from "../../../src/elementary/elementary.js";
import * as I from "../../../src/numeric/rigorous/interval.js";
import * as J from "../../../src/numeric/rigorous/interval-jet.js";

/** Functions of two variables, each with what it is in doubles. */
const FUNCTIONS: readonly [
  name: string,
  jet: (x: J.Jet, y: J.Jet) => J.Jet,
  value: (x: number, y: number) => number,
][] = [
  ["exp(xy)", (x, y) => J.exponentialJet(J.multiplyJets(x, y)), (x, y) => exp(x * y)],
  [
    "log(x² + y² + 1)",
    (x, y) =>
      J.logarithmJet(
        J.addJets(J.addJets(J.powerJet(x, 2), J.powerJet(y, 2)), J.constantJet(2, { lo: 1, hi: 1 })),
      ),
    (x, y) => log(x * x + y * y + 1),
  ],
  ["softplus(x + y)", (x, y) => J.softplusJet(J.addJets(x, y)), (x, y) => log(1 + exp(x + y))],
  ["sigmoid(xy)", (x, y) => J.sigmoidJet(J.multiplyJets(x, y)), (x, y) => 1 / (1 + exp(-x * y))],
  [
    "logsumexp(x, y, xy, x)",
    (x, y) => J.logSumExpJet([x, y, J.multiplyJets(x, y), x]),
    (x, y) => log(2 * exp(x) + exp(y) + exp(x * y)),
  ],
  ["x³ y", (x, y) => J.multiplyJets(J.powerJet(x, 3), y), (x, y) => x * x * x * y],
  [
    "1/(1 + e^x)²",
    (x) => J.powerJet(J.addJets(J.exponentialJet(x), J.constantJet(2, { lo: 1, hi: 1 })), -2),
    (x) => (1 + exp(x)) ** -2,
  ],
];

const jetsAt = (box: readonly I.Interval[]) => box.map((x, k) => J.variableJet(2, k, x)) as [J.Jet, J.Jet];
const coordinate = fc.double({ min: -2.5, max: 2.5, noNaN: true });
const inside = ({ lo, hi }: I.Interval, x: number, slack: number) => x >= lo - slack && x <= hi + slack;
const times = (a: I.Interval, c: number) => I.multiply(a, { lo: c, hi: c });

for (const [name, jet, value] of FUNCTIONS)
  describe(name, () => {
    const cases = fc.tuple(coordinate, coordinate, coordinate, coordinate);

    test("is enclosed at points of the box, and its change by the gradient over the box", () => {
      fc.assert(
        fc.property(cases, ([a, b, c, d]) => {
          const box = [
            I.interval(Math.min(a, b), Math.max(a, b)),
            I.interval(Math.min(c, d), Math.max(c, d)),
          ];
          const over = jet(...jetsAt(box));
          const [from, to] = [value(a, c), value(b, d)];
          // What the doubles themselves lose.
          const slack = 1e-13 * (1 + Math.abs(from) + Math.abs(to));
          expect(inside(over.value, from, slack) && inside(over.value, to, slack)).toBe(true);
          // The mean value theorem.
          const change = I.add(times(over.gradient[0]!, b - a), times(over.gradient[1]!, d - c));
          expect(inside(change, to - from, slack)).toBe(true);
        }),
        { numRuns: 60, seed: 5 },
      );
    });

    test("changes its gradient by the Hessian over the box", () => {
      fc.assert(
        fc.property(cases, ([a, b, c, d]) => {
          const box = [
            I.interval(Math.min(a, b), Math.max(a, b)),
            I.interval(Math.min(c, d), Math.max(c, d)),
          ];
          const [h11, h21, h22] = jet(...jetsAt(box)).hessian;
          const from = jet(...jetsAt([I.interval(a), I.interval(c)])).gradient;
          const to = jet(...jetsAt([I.interval(b), I.interval(d)])).gradient;
          [
            I.add(times(h11!, b - a), times(h21!, d - c)),
            I.add(times(h21!, b - a), times(h22!, d - c)),
          ].forEach((change, i) => {
            const moved = I.subtract(to[i]!, from[i]!);
            expect(change.lo <= moved.hi && moved.lo <= change.hi).toBe(true);
          });
        }),
        { numRuns: 60, seed: 6 },
      );
    });

    test("is tight at a point", () => {
      const { value: v, gradient } = jet(...jetsAt([I.interval(0.75), I.interval(-1.25)]));
      for (const x of [v, ...gradient]) expect(x.hi - x.lo).toBeLessThan(1e-13);
    });
  });

test("the slope of sigmoid reaches ¼ inside a box only around 0", () => {
  const slope = (lo: number, hi: number) => J.sigmoidJet(J.variableJet(1, 0, { lo, hi })).gradient[0]!;
  // One rounding of the product with u′ = 1 above it.
  expect(slope(-1, 2).hi).toBeGreaterThanOrEqual(0.25);
  expect(slope(-1, 2).hi).toBeLessThan(0.25 + 1e-15);
  // 1/(4 cosh²(½)) = 0.196611933241481852…
  expect(slope(1, 2).hi).toBeGreaterThanOrEqual(0.19661193324148185);
  expect(slope(1, 2).hi).toBeLessThan(0.1966119332415);
});

test("large arguments neither overflow nor lose their enclosure", () => {
  const far = J.variableJet(1, 0, { lo: 800, hi: 1000 });
  expect(J.softplusJet(far).value.lo).toBeGreaterThan(799.99);
  expect(J.softplusJet(far).value.hi).toBeLessThan(1000.01);
  expect(J.sigmoidJet(far).value).toMatchObject({ hi: 1 });
  expect(J.logSumExpJet([far, J.constantJet(1, { lo: 0, hi: 0 })]).gradient[0]!.lo).toBeGreaterThan(0.99);
  expect(J.exponentialJet(far).value.hi).toBe(Number.POSITIVE_INFINITY);
});

test("outside of its domain a logarithm is the whole line", () => {
  const { value, gradient } = J.logarithmJet(J.variableJet(1, 0, { lo: -1, hi: 1 }));
  expect([value, gradient[0]]).toEqual([I.LINE, I.LINE]);
  expect(J.powerJet(J.variableJet(1, 0, { lo: -1, hi: 1 }), -1).value).toEqual(I.LINE);
});
