import { describe, expect, it } from "vitest";
import type { SystemSolution } from "../../../src/numeric/homotopy/solutions.js";
import { solveSystem, solveSystemAsync } from "../../../src/numeric/homotopy/solve-system.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";
import {
  cyclic,
  evaluatePlainly,
  katsura,
  liftedSpectral,
  noon,
  system,
} from "../../support/polynomial-systems.js";
import { eco, judge, ZOO as ZOO_ENTRIES } from "../../support/zoo.js";

/** One regular system per line, its number of complex solutions and of the paths that bound it. */
const ZOO: readonly [name: string, system: NumericSystem, solutions: number, bound: bigint][] = [
  ["katsura-3", katsura(3), 8, 8n],
  ["katsura-5", katsura(5), 32, 32n],
  ["noon-3", noon(3), 21, 21n],
  ["noon-4", noon(4), 73, 81n],
  ["cyclic-5", cyclic(5), 70, 70n],
  ["cyclic-6", cyclic(6), 156, 156n],
  ["eco-6", eco(6), 16, 16n],
  ["lifted spectral 1×6", liftedSpectral([1, 2, 3, 4, 5, 6]), 13, 13n],
];

/** What takes no more than a tenth of a second or so. */
const REST = ZOO_ENTRIES.filter(({ name }) => name !== "cyclic-6");

const pointsOf = (solutions: readonly SystemSolution[]) =>
  solutions.map(({ re }) => Array.from(re, (x) => Math.round(x * 1e6) / 1e6 + 0));

const complexPoint = ({ re, im }: SystemSolution) => Array.from(re, (x, v) => ({ re: x, im: im[v]! }));

const distance = (a: Pick<SystemSolution, "re" | "im">, b: Pick<SystemSolution, "re" | "im">) =>
  Math.max(...a.re.map((x, v) => Math.hypot(x - b.re[v]!, a.im[v]! - b.im[v]!)));

describe("the zoo", () => {
  it.each(ZOO)("%s has as many solutions as are known, for two seeds", (_, instance, count, bound) => {
    const runs = [1, 2].map((seed) => solveSystem(instance, { seed }));
    for (const { solutions, paths, complete, ...run } of runs) {
      expect(solutions).toHaveLength(count);
      expect(complete).toBe(true);
      expect(run.bound).toBe(bound);
      expect(paths.finite + paths.atInfinity + paths.failed).toBe(paths.started);
      expect(paths).toMatchObject({ failed: 0, finite: count, started: Number(bound) });
      for (const solution of solutions) {
        expect(solution).toMatchObject({ singular: false, multiplicity: 1, certified: true });
        const x = complexPoint(solution);
        const size = Math.max(1, ...x.map((z) => Math.hypot(z.re, z.im)));
        for (const value of evaluatePlainly(instance, x))
          expect(Math.hypot(value.re, value.im)).toBeLessThan(1e-10 * size ** 5);
      }
    }
    // Different paths, the same points.
    const [a, b] = runs.map(({ solutions }) => solutions.map(complexPoint));
    for (const x of a!) {
      const gaps = b!.map((y) => Math.max(...x.map((z, v) => Math.hypot(z.re - y[v]!.re, z.im - y[v]!.im))));
      expect(Math.min(...gaps)).toBeLessThan(1e-9);
    }
  });

  it.each(REST)("$name is told right", (entry) => {
    expect(judge(entry, solveSystem(entry.system, { seed: 11 }))).toBe("right");
  });

  it("cyclic-5 has ten real solutions and none is listed twice", () => {
    const { solutions } = solveSystem(cyclic(5), { seed: 3 });
    expect(solutions.filter(({ real }) => real)).toHaveLength(10);
    const points = solutions.map(complexPoint);
    points.forEach((x, i) => {
      for (const y of points.slice(i + 1))
        expect(Math.max(...x.map((z, v) => Math.hypot(z.re - y[v]!.re, z.im - y[v]!.im)))).toBeGreaterThan(
          1e-6,
        );
    });
  });

  it("is solved with the same bytes for the same seed", () => {
    expect(solveSystem(noon(3), { seed: 5 })).toEqual(solveSystem(noon(3), { seed: 5 }));
  });
});

describe("plane curves", () => {
  it("two ellipses meet in four real points", () => {
    // x² + 4y² = 4, 4x² + y² = 4: x² = y² = 4/5.
    const ellipses = system(2, [
      [[1, 0, 0], [4, 1, 1], [-4]],
      [[4, 0, 0], [1, 1, 1], [-4]],
    ]);
    const { solutions, complete } = solveSystem(ellipses, { seed: 1 });
    expect(complete).toBe(true);
    expect(solutions.every(({ real, certified }) => real && certified)).toBe(true);
    const s = Math.round(Math.sqrt(4 / 5) * 1e6) / 1e6;
    expect(new Set(pointsOf(solutions).map(String))).toEqual(
      new Set(
        [
          [s, s],
          [s, -s],
          [-s, s],
          [-s, -s],
        ].map(String),
      ),
    );
  });

  it("a tangent touches the circle in one point of multiplicity two, listed as singular", () => {
    const { solutions, paths, complete } = solveSystem(
      system(2, [
        [[1, 0, 0], [1, 1, 1], [-1]],
        [[1, 1], [-1]],
      ]),
      { seed: 1 },
    );
    expect(solutions).toHaveLength(1);
    expect(solutions[0]).toMatchObject({ multiplicity: 2, singular: true, certified: false, real: true });
    expect(pointsOf(solutions)).toEqual([[0, 1]]);
    expect(paths).toMatchObject({ started: 2, finite: 2 });
    expect(complete).toBe(true);
  });

  it("a triple root has multiplicity three", () => {
    const { solutions } = solveSystem(system(1, [[[1, 0, 0, 0], [-3, 0, 0], [3, 0], [-1]]]), { seed: 2 });
    expect(solutions.map(({ multiplicity }) => multiplicity)).toEqual([3]);
    expect(pointsOf(solutions)).toEqual([[1]]);
  });

  it("multiple roots at the origin are points, whatever the rounding of zero", () => {
    // y² = 0 and x² = 0: four paths. x² = y³ and xy = 0: five.
    for (const [instance, multiplicity] of [
      [system(2, [[[1, 0, 0]], [[1, 1, 1]]]), 4],
      [
        system(2, [
          [
            [1, 0, 0],
            [-1, 1, 1, 1],
          ],
          [[1, 0, 1]],
        ]),
        5,
      ],
    ] as const)
      for (const seed of [1, 2, 3]) {
        const { solutions, complete } = solveSystem(instance, { seed });
        expect(complete).toBe(true);
        expect(solutions).toHaveLength(1);
        expect(solutions[0]).toMatchObject({ multiplicity, singular: true, real: true });
        expect(Math.max(...solutions[0]!.re.map(Math.abs))).toBeLessThan(1e-9);
      }
  });

  it.each<[string, NumericSystem]>([
    [
      "parallel lines, one variable absent,",
      system(2, [
        [[1, 0], [-1]],
        [[1, 0], [-2]],
      ]),
    ],
    [
      "parallel lines",
      system(2, [
        [[1, 0], [1, 1], [-1]],
        [[1, 0], [1, 1], [-2]],
      ]),
    ],
    [
      "hyperbolas with common asymptotes",
      system(2, [
        [[1, 0, 1], [-1]],
        [[1, 0, 1], [-2]],
      ]),
    ],
  ])("%s meet at infinity alone: no finite solution, and that is complete", (_, instance) => {
    const { solutions, paths, complete } = solveSystem(instance, { seed: 1 });
    expect(solutions).toEqual([]);
    expect(paths.started).toBeGreaterThan(0);
    expect(paths).toMatchObject({ finite: 0, atInfinity: paths.started, failed: 0 });
    expect(complete).toBe(true);
  });

  it("the origin and constant coordinates are not lost", () => {
    const crossing = system(2, [
      [
        [1, 0, 0],
        [-1, 1],
      ],
      [
        [1, 1, 1],
        [-1, 0],
      ],
    ]);
    const { solutions } = solveSystem(crossing, { seed: 1 });
    expect(solutions).toHaveLength(4);
    expect(pointsOf(solutions.filter(({ real }) => real))).toEqual([
      [0, 0],
      [1, 1],
    ]);
    const constant = solveSystem(system(2, [[[1, 0]], [[1, 1, 1], [-4]]]), { seed: 1 });
    expect(pointsOf(constant.solutions)).toEqual([
      [0, -2],
      [0, 2],
    ]);
  });
});

describe("start systems", () => {
  it("are the ones with the fewest paths, and the simpler ones where that hardly differs", () => {
    const startOf = (instance: NumericSystem) => solveSystem(instance, { seed: 1 }).start;
    expect(startOf(cyclic(5))).toBe("polyhedral");
    expect(startOf(noon(4))).toBe("total degree");
    expect(startOf(liftedSpectral([1, 2, 3]))).toBe("multihomogeneous");
  });

  it("of mixed cells lose neither zero nor constant coordinates nor multiple roots", () => {
    // y (x³ y − 1) = 0, x (x y³ − 1) + (y − 2) y = 0: with y = 0 the point x = 0; otherwise x³ y = 1.
    const zeros = system(2, [
      [
        [1, 0, 0, 0, 1, 1],
        [-1, 1],
      ],
      [
        [1, 0, 0, 1, 1, 1],
        [-1, 0],
        [1, 1, 1],
        [-2, 1],
      ],
    ]);
    const found = solveSystem(zeros, { seed: 1 });
    expect(found).toMatchObject({ start: "polyhedral", complete: true });
    expect(pointsOf(found.solutions).filter(([x, y]) => x === 0 && y === 0)).toHaveLength(1);
    expect(found.solutions).toHaveLength(Number(found.paths.finite));
    // (x y − 1)² = 0, x³ y − 2 x + 1 = 0: x² − 2x + 1 = 0 with y = 1/x, one point of multiplicity four.
    const multiple = system(2, [
      [[1, 0, 0, 1, 1], [-2, 0, 1], [1]],
      [[1, 0, 0, 0, 1], [-2, 0], [1]],
    ]);
    const four = solveSystem(multiple, { seed: 1 });
    expect(four).toMatchObject({ start: "polyhedral", complete: true });
    expect(pointsOf(four.solutions)).toEqual([[1, 1]]);
    expect(four.solutions[0]).toMatchObject({ multiplicity: 4, singular: true });
    // x = 3 eliminated by hand: 3 y³ z − y² + 3 y − 2 = 0, y z³ + 9 z − 1 = 0 has eight solutions.
    const constant = system(3, [
      [[1, 0], [-3]],
      [[1, 0, 1, 1, 1, 2], [-1, 1, 1], [1, 0, 1], [-2]],
      [[1, 1, 2, 2, 2], [1, 0, 0, 2], [-1]],
    ]);
    const eliminated = system(2, [
      [[3, 0, 0, 0, 1], [-1, 0, 0], [3, 0], [-2]],
      [[1, 0, 1, 1, 1], [9, 1], [-1]],
    ]);
    const whole = solveSystem(constant, { seed: 1 });
    const rest = solveSystem(eliminated, { seed: 1 });
    expect(whole).toMatchObject({ start: "polyhedral", complete: true, bound: 8n });
    expect(pointsOf(whole.solutions)).toEqual(pointsOf(rest.solutions).map((x) => [3, ...x]));
  });

  it("of mixed cells say so where all solutions are at infinity", () => {
    // x² y + x = 1 and = 2.
    const { solutions, paths, complete, start } = solveSystem(
      system(
        2,
        [1, 2].map((c) => [[1, 0, 0, 1], [1, 0], [-c]]),
      ),
      { seed: 1 },
    );
    expect({ solutions, complete, start }).toEqual({ solutions: [], complete: true, start: "polyhedral" });
    expect(paths.atInfinity).toBe(paths.started);
  });
});

describe("reality", () => {
  it("is decided on the system: nearly real pairs are told from nearly double ones", () => {
    const square = (c: number) => solveSystem(system(1, [[[1, 0, 0], [c]]]), { seed: 1 });
    const above = square(1e-12);
    const below = square(-1e-12);
    for (const { solutions, complete } of [above, below]) {
      expect(complete).toBe(true);
      expect(solutions.map(({ certified }) => certified)).toEqual([true, true]);
    }
    expect(above.solutions.map(({ real }) => real)).toEqual([false, false]);
    expect(below.solutions.map(({ real }) => real)).toEqual([true, true]);
    expect(below.solutions.map(({ re }) => re[0]!)).toEqual([-1e-6, 1e-6].map((x) => expect.closeTo(x, 15)));
    expect(below.solutions.every(({ im }) => im[0] === 0)).toBe(true);
  });
});

describe("close solutions", () => {
  it.each([1, 2, 3])("10⁻⁷ apart are two, not a double one, seed %i", (seed) => {
    // (x − 10⁻⁷)(x − 2·10⁻⁷) = 0.
    const { solutions, complete } = solveSystem(
      system(2, [
        [[1, 0, 0], [-3e-7, 0], [2e-14]],
        [[1, 1], [-1]],
      ]),
      {
        seed,
      },
    );
    expect(complete).toBe(true);
    expect(solutions.map(({ re, singular }) => [re[0]! * 1e7, singular])).toEqual([
      [expect.closeTo(1, 6), false],
      [expect.closeTo(2, 6), false],
    ]);
  });
});

describe("more equations than variables", () => {
  const circle = [[1, 0, 0], [1, 1, 1], [-1]] as const;
  const line = [[1, 0], [1, 1], [-1.4]] as const;

  it("keep the points that satisfy all of them", () => {
    // On the circle and the line: (3/5, 4/5) and (4/5, 3/5), whose product is 12/25.
    const { solutions, complete } = solveSystem(system(2, [circle, line, [[1, 0, 1], [-0.48]]]), { seed: 1 });
    expect(complete).toBe(true);
    expect(pointsOf(solutions).sort((a, b) => a[0]! - b[0]!)).toEqual([
      [0.6, 0.8],
      [0.8, 0.6],
    ]);
  });

  it.each([1, 2, 3, 4, 5])("keep zero coordinates, seed %i", (seed) => {
    // xy = yz = zx = 0 on the plane x + y + z = 1, and the same scaled by 10⁻⁶: the three unit vectors, scaled.
    for (const scale of [1, 1e-6]) {
      const products = [
        [0, 1],
        [1, 2],
        [0, 2],
      ].map((pair) => [[1, ...pair] as [number, ...number[]]]);
      const { solutions, complete } = solveSystem(
        system(3, [...products, [[1, 0], [1, 1], [1, 2], [-scale]]]),
        { seed },
      );
      expect(complete).toBe(true);
      expect(solutions).toHaveLength(3);
      for (const { re } of solutions)
        expect(Array.from(re, (x) => Math.abs(x / scale)).sort((a, b) => a - b)).toEqual(
          [0, 0, 1].map((x) => expect.closeTo(x, 8)),
        );
    }
    // x = y = 0 and x² + y = 0: the origin alone.
    const origin = solveSystem(
      system(2, [
        [[1, 0]],
        [[1, 1]],
        [
          [1, 0, 0],
          [1, 1],
        ],
      ]),
      { seed },
    );
    expect(origin.complete).toBe(true);
    expect(origin.solutions).toHaveLength(1);
    expect(Math.max(...origin.solutions[0]!.re.map(Math.abs))).toBeLessThan(1e-15);
  });

  it("drop points near zero that satisfy only some of them", () => {
    // x(x − 10⁻⁶) = 0, y = 0, xy + x = 0: of (0, 0) and (10⁻⁶, 0) only the first.
    const { solutions } = solveSystem(
      system(2, [
        [
          [1, 0, 0],
          [-1e-6, 0],
        ],
        [[1, 1]],
        [
          [1, 0, 1],
          [1, 0],
        ],
      ]),
      { seed: 1 },
    );
    expect(solutions.map(({ re }) => Array.from(re, Math.abs))).toEqual([
      [expect.closeTo(0, 15), expect.closeTo(0, 15)],
    ]);
  });

  it("keep a multiple root of all of them, and no set of the combinations alone", () => {
    const { solutions, onPositiveDimension, complete } = solveSystem(
      system(2, [[[1, 0, 0]], [[1, 1, 1]], [[1, 0, 1]]]),
      { seed: 1 },
    );
    expect({ onPositiveDimension, complete }).toEqual({ onPositiveDimension: 0, complete: true });
    expect(solutions).toMatchObject([{ singular: true, multiplicity: 4 }]);
  });

  it("have no solution where they contradict each other", () => {
    const { solutions, complete } = solveSystem(system(2, [circle, line, [[1, 0, 1], [-0.47]]]), { seed: 1 });
    expect({ solutions, complete }).toEqual({ solutions: [], complete: true });
  });
});

describe("sets of positive dimension", () => {
  it("a line and a point: the point is listed, the line is said", () => {
    // x (y − 1) = 0, x (x + y − 2) = 0: the line x = 0 and the point (1, 1).
    const { solutions, onPositiveDimension, complete, reason } = solveSystem(
      system(2, [
        [
          [1, 0, 1],
          [-1, 0],
        ],
        [
          [1, 0, 1],
          [-2, 0],
          [1, 0, 0],
        ],
      ]),
      { seed: 1 },
    );
    expect(pointsOf(solutions)).toEqual([[1, 1]]);
    expect(onPositiveDimension).toBeGreaterThan(0);
    expect(complete).toBe(false);
    expect(reason).toMatch(/positive dimension/);
  });

  it("a line that no equation cuts is said, too", () => {
    // x − 1 = 0 and x² − 1 = 0 in the plane.
    const { solutions, onPositiveDimension, complete } = solveSystem(
      system(2, [
        [[1, 0], [-1]],
        [[1, 0, 0], [-1]],
      ]),
      { seed: 1 },
    );
    expect(solutions).toEqual([]);
    expect(onPositiveDimension).toBeGreaterThan(0);
    expect(complete).toBe(false);
  });

  it("the curves of cyclic-4: special points that receive the same paths always are no isolated solutions", () => {
    for (const seed of [1, 2, 3]) {
      const { solutions, paths, onPositiveDimension, complete } = solveSystem(cyclic(4), { seed });
      expect({ solutions, onPositiveDimension, complete }).toEqual({
        solutions: [],
        onPositiveDimension: paths.finite,
        complete: false,
      });
    }
  });

  it("a sphere of solutions never appears as regular points", () => {
    // The gradient of (‖x‖² − 1)²/4: the origin and the whole unit sphere.
    const gradient = [0, 1, 2].map((i) => [
      ...[0, 1, 2].map((j) => [1, i, j, j] as [number, ...number[]]),
      [-1, i] as [number, ...number[]],
    ]);
    const { solutions, onPositiveDimension, complete } = solveSystem(system(3, gradient), { seed: 1 });
    expect(pointsOf(solutions)).toEqual([[0, 0, 0]]);
    expect(onPositiveDimension).toBe(26);
    expect(complete).toBe(false);
  });
});

describe("what is refused", () => {
  it("too few equations, equations 0 = 0, and more paths than can be followed", () => {
    const solve = (instance: NumericSystem) => () => solveSystem(instance, { seed: 1 });
    expect(solve(system(2, [[[1, 0], [-1]]]))).toThrow(/^equations: expected at least 2/);
    expect(solve(system(1, [[]]))).toThrow(/identically zero/);
    const powers = Array.from({ length: 6 }, (_, v) => [
      [1, ...new Array<number>(10).fill(v)] as [number, ...number[]],
      [-1] as [number],
    ]);
    const dense = powers.map((terms) => [
      ...terms,
      ...[0, 1, 2, 3, 4, 5].map((v) => [0.5, ...new Array<number>(10).fill(v)] as [number, ...number[]]),
    ]);
    expect(solve(system(6, dense))).toThrow(/^paths: expected a bound of at most 200000, got 1000000/);
  });

  it("an equation that is a nonzero constant has no solutions, and stops before any path", () => {
    const { solutions, paths, complete } = solveSystem(system(1, [[[1]]]), { seed: 1 });
    expect({ solutions, complete, started: paths.started }).toEqual({
      solutions: [],
      complete: true,
      started: 0,
    });
  });
});

describe("work that is watched", () => {
  it("tells of paths done and to do, neither of which shrinks", async () => {
    for (const solve of [solveSystem, solveSystemAsync]) {
      const told: [number, number][] = [];
      await solve(cyclic(5), { seed: 1, onProgress: (done, total) => told.push([done, total]) });
      expect(told.length).toBeGreaterThanOrEqual(70);
      expect(told.at(-1)![0]).toBe(told.at(-1)![1]);
      told.forEach(([done, total], k) => {
        expect(done).toBeLessThanOrEqual(total);
        if (k === 0) return;
        expect(done).toBeGreaterThan(told[k - 1]![0]);
        expect(total).toBeGreaterThanOrEqual(told[k - 1]![1]);
      });
    }
  });

  it("comes to the same asynchronously", async () => {
    for (const instance of [noon(3), system(2, [[[1, 0, 0]], [[1, 1, 1]]])])
      expect(await solveSystemAsync(instance, { seed: 5 })).toEqual(solveSystem(instance, { seed: 5 }));
  });

  it("keeps what it has when it is aborted, and is incomplete", async () => {
    const whole = solveSystem(noon(4), { seed: 1 });
    for (const solve of [solveSystem, solveSystemAsync]) {
      const controller = new AbortController();
      const { solutions, paths, complete, reason, bound } = await solve(noon(4), {
        seed: 1,
        signal: controller.signal,
        onProgress: (done) => {
          if (done === 40) controller.abort();
        },
      });
      expect({ complete, reason, bound }).toEqual({
        complete: false,
        reason: "interrupted: 40 of 81 paths were followed",
        bound: 81n,
      });
      expect(paths.started).toBe(40);
      expect(paths.finite + paths.atInfinity + paths.failed).toBe(40);
      expect(solutions.length).toBeGreaterThan(0);
      for (const { re, im } of solutions)
        expect(whole.solutions.some((other) => distance(other, { re, im }) < 1e-9)).toBe(true);
    }
  });

  it("has nothing when it is aborted before it begins", async () => {
    const signal = AbortSignal.abort();
    const { solutions, paths, complete } = await solveSystemAsync(noon(3), { seed: 1, signal });
    expect({ solutions, complete, started: paths.started }).toEqual({
      solutions: [],
      complete: false,
      started: 0,
    });
  });

  it("does not take points for isolated whose check was interrupted", () => {
    const controller = new AbortController();
    const { solutions, reason } = solveSystem(system(2, [[[1, 0, 0]], [[1, 1, 1]]]), {
      seed: 1,
      signal: controller.signal,
      onProgress: (done) => {
        if (done === 5) controller.abort();
      },
    });
    expect(solutions).toEqual([]);
    expect(reason).toBe("interrupted: 4 singular endpoints were not checked for being isolated");
  });
});
