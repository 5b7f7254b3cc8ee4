import fc from "fast-check";
import { expect, test } from "vitest";
import { LandscapeSystem } from "../../src/atlas/local/landscape-system.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { Random } from "../../src/exact/random.js";
import { type Rational, rational } from "../../src/exact/rational.js";
import type { BallMatrix } from "../../src/numeric/rigorous/ball-matrix.js";
import { loadProblem } from "../../src/objectives/problem.js";
import { EnclosedLandscape } from "../../src/symbolic/enclose.js";
import { evaluateExact, exactHessian, exactValue } from "../../src/symbolic/evaluate.js";
import { numericGradients } from "../../src/symbolic/landscape.js";

const holds = ({ mid, rad }: BallMatrix, k: number, value: Rational): boolean =>
  value.sub(rational(mid[k]!)).abs().compare(rational(rad[k]!)) <= 0;

const GAMMA = [
  ["1/2", "1/7"],
  ["1/7", "1/3"],
];
const OBJECTIVES = [
  { kind: "spectral-contrastive", embedding: 2, weightDecay: "1/9" },
  { kind: "cross-correlation", embedding: 2 },
  { kind: "bilinear", embedding: 2, normalize: "columns", weightDecay: "1/3" },
  { kind: "bilinear", embedding: 2, normalize: "frobenius", tied: true },
  { kind: "predictor", embedding: 2, weightDecay: "1/20", stopGradient: false },
  { kind: "predictor", embedding: 2, weightDecay: "1/20", stopGradient: true },
];

for (const objective of OBJECTIVES)
  test(`value, conditions and derivative of ${JSON.stringify(objective)} hold the exact ones of every point of a box`, () => {
    const { landscape } = loadProblem(
      JSON.stringify({ model: { moments: { gamma: GAMMA } }, objective }),
    ).objective;
    const system = new LandscapeSystem(landscape!);
    const { spheres } = system.manifold;
    const enclosed = new EnclosedLandscape(landscape!, spheres);
    const n = system.size;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new Random(seed);
        const z = Float64Array.from({ length: enclosed.size }, () => random.normal());
        const radius = z.map(() => (random.uint32() % 2 === 0 ? 0 : 2 ** -random.integer(3, 50)));
        const corner = Array.from(z, (x, k) =>
          rational(x).add(rational(radius[k]!).mul(random.integer(-1, 1))),
        );
        const point = new Map(
          system.layout.map(({ name, offset, rows, columns }) => [
            name,
            RationalMatrix.generate(rows, columns, (i, j) => corner[offset + i * columns + j]!),
          ]),
        );
        const { lo, hi } = enclosed.value(z, radius);
        const value = exactValue(landscape!, point);
        expect(rational(lo).compare(value) <= 0 && rational(hi).compare(value) >= 0).toBe(true);

        const f = enclosed.conditions(z, radius);
        const environment = new Map([...landscape!.constants, ...point]);
        const gradient = numericGradients(landscape!).flatMap((g) =>
          evaluateExact(g, environment).toRows().flat(),
        );
        const sphereOf = (k: number) => spheres.findIndex((sphere) => sphere.includes(k));
        gradient.forEach((g, k) => {
          const s = sphereOf(k);
          expect(holds(f, k, s < 0 ? g : g.sub(corner[n + s]!.mul(corner[k]!)))).toBe(true);
        });
        spheres.forEach((sphere, s) => {
          const squares = [...sphere].reduce((sum, k) => sum.add(corner[k]!.mul(corner[k]!)), rational(0));
          expect(holds(f, n + s, rational(1).sub(squares).div(2))).toBe(true);
        });

        // Off the diagonal the exact Hessian has no multipliers; on it they are added back.
        const j = enclosed.jacobian(z, radius);
        const free = {
          ...landscape!,
          variables: landscape!.variables.map((v) => ({ ...v, constraint: "none" as const })),
        };
        const { matrix } = exactHessian(free, point);
        for (let a = 0; a < n; a++)
          for (let b = 0; b < n; b++) {
            const s = a === b ? sphereOf(a) : -1;
            expect(
              holds(
                j,
                a * enclosed.size + b,
                s < 0 ? matrix.get(a, b) : matrix.get(a, b).sub(corner[n + s]!),
              ),
            ).toBe(true);
          }
        spheres.forEach((sphere, s) => {
          for (const k of sphere) expect(holds(j, k * enclosed.size + n + s, corner[k]!.neg())).toBe(true);
        });
      }),
      { numRuns: 25 },
    );
  });
