import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import type { SolverResult } from "../../../src/atlas/propose/landscape-solver.js";
import {
  MAX_UNKNOWNS,
  type PerturbationSetting,
  perturbationSetting,
} from "../../../src/atlas/propose/perturbation-setting.js";
import { perturbationStarts } from "../../../src/atlas/propose/perturbation-starts.js";
import { proposeComponents } from "../../../src/atlas/propose/propose-components.js";
import { solveLandscape } from "../../../src/atlas/propose/solver.js";
import { wordsOf } from "../../../src/atlas/propose/solver-reasons.js";
import { Random } from "../../../src/exact/random.js";
import { type PathPreset, pathOptions } from "../../../src/numeric/homotopy/options.js";
import { solveSystem } from "../../../src/numeric/homotopy/solve-system.js";
import { genericFibre } from "../../../src/numeric/monodromy/fibre.js";
import { solvePerturbed } from "../../../src/numeric/monodromy/linear-perturbation.js";
import { PerturbationFamily } from "../../../src/numeric/monodromy/perturbation-family.js";
import type { PerturbationStart } from "../../../src/numeric/monodromy/types.js";
import { isUnavailable, type Proposal } from "../../../src/objectives/objective.js";
import { diag, type Entry, given, oneHot, problem } from "../../support/problems.js";

const GENERAL: Entry[][] = [
  [2, 1],
  [1, 3],
];

async function solved(model: object, objective: object, seed = 1): Promise<SolverResult> {
  const result = await solveLandscape(problem(model, objective), { seed });
  if ("unavailable" in result) throw new Error(wordsOf([result.unavailable]));
  return result;
}

describe("the options of paths", () => {
  const wells = problem(given([[1]]), { kind: "custom", loss: "x^4 - 2*x^2", variables: { x: [1, 1] } });

  it("a preset decides how many loops without anything new are enough", async () => {
    const loops = async (paths?: PathPreset) => {
      let count = 0;
      const onProgress = (_: number, __: number | undefined, label: string) => {
        if (label === "generic solutions") count++;
      };
      const { audit, components } = await analyze(wells, {
        method: "paths",
        onProgress,
        ...(paths === undefined ? {} : { paths }),
      });
      expect(audit.complete).toBe(true);
      // −1, 0 and 1.
      expect(components).toHaveLength(3);
      return count;
    };
    const [fast, usual, careful] = [await loops("fast"), await loops("default"), await loops("conservative")];
    expect(await loops()).toBe(usual);
    expect(fast).toBeLessThan(usual);
    expect(usual).toBeLessThan(careful);
  });

  it("options of one's own reach the tracker: without steps nothing is found", async () => {
    const { tracker, endgame } = pathOptions();
    const { audit } = await analyze(wells, {
      method: "paths",
      paths: { endgame, tracker: { ...tracker, maxSteps: 0 } },
    });
    expect(audit.complete).toBe(false);
  });
});

describe("components found by linear perturbation", () => {
  it("cross-correlation at m = p = 2: nine generic solutions, one component for each rank", async () => {
    const { proposals, paths, complete } = await solved(given(GENERAL), {
      kind: "cross-correlation",
      embedding: 2,
    });
    expect(complete).toBe(true);
    expect(paths).toEqual({ started: 9, finite: 9, atInfinity: 0, failed: 0 });
    // Rank r: value m − r, index (m − r)(p − r), dimension r(p − r) + (m − r)r + r(r − 1)/2; O(2) has two pieces.
    expect(
      proposals.map(({ value, index, nullity, multiplicity }) => [
        Math.round(value! * 1e9) / 1e9 + 0,
        index,
        nullity,
        multiplicity,
      ]),
    ).toEqual([
      [0, 0, 1, 2n],
      [1, 1, 2, 1n],
      [2, 4, 0, 1n],
    ]);
  });

  it("spectral contrastive at 1×6: thirteen generic solutions, the origin and one value for each mode", async () => {
    const { proposals, paths, complete } = await solved(
      given(diag(1, 2, 3, 4, 5, 6), diag(1, 1, 1, 1, 1, 1)),
      {
        kind: "spectral-contrastive",
        embedding: 1,
      },
    );
    expect(complete).toBe(true);
    expect(paths).toEqual({ started: 13, finite: 13, atInfinity: 0, failed: 0 });
    expect(proposals.map(({ value }) => value)).toEqual(
      [-36, -25, -16, -9, -4, -1, 0].map((value) => expect.closeTo(value, 9)),
    );
    expect(proposals.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(proposals.map(({ multiplicity }) => multiplicity)).toEqual([2n, 2n, 2n, 2n, 2n, 2n, 1n]);
  });

  it("are the same bytes for the same seed and the same components for another", async () => {
    const run = (seed: number) =>
      solved(given(diag(2, 1)), { kind: "bilinear", normalize: "rows", embedding: 1 }, seed);
    expect(await run(3)).toEqual(await run(3));
    const kinds = ({ proposals }: SolverResult) =>
      proposals.map(({ value, index, multiplicity }) => [value!.toFixed(9), index, multiplicity]);
    expect(kinds(await run(4))).toEqual(kinds(await run(3)));
  });
});

describe("agreement with the closed form", () => {
  it.each<[string, object, object]>([
    ["cross-correlation 2×2", given(GENERAL), { kind: "cross-correlation", embedding: 2 }],
    [
      "spectral contrastive 1×2",
      given(diag(1, 2), diag(1, 3)),
      { kind: "spectral-contrastive", embedding: 1 },
    ],
    ["unit rows 1×2", given(diag(2, 1)), { kind: "bilinear", normalize: "rows", embedding: 1 }],
    [
      "tied unit rows 2×2",
      given(diag(2, 1)),
      { kind: "bilinear", normalize: "rows", embedding: 2, tied: true },
    ],
    [
      "tied unit columns 2×2",
      given(GENERAL),
      { kind: "bilinear", normalize: "columns", embedding: 2, tied: true },
    ],
    ["unit norm 1×2", given(diag(2, 1)), { kind: "bilinear", normalize: "frobenius", embedding: 1 }],
    [
      "weight decay above σ₁",
      given(diag(2, 1)),
      { kind: "bilinear", normalize: "none", embedding: 1, weightDecay: 3 },
    ],
    [
      "predictor 1×1",
      given(diag(1), diag(2)),
      { kind: "predictor", embedding: 1, weightDecay: "1/10", stopGradient: false },
    ],
    [
      "stop-gradient 1×2",
      given(diag(2, 1), diag(1, "1/2")),
      { kind: "predictor", embedding: 1, weightDecay: "1/10", stopGradient: true },
    ],
  ])("%s: complete, and cross-checked", async (_, model, objective) => {
    const { audit } = await analyze(problem(model, objective), { method: "both", seed: 1 });
    expect(audit).toMatchObject({ complete: true, failures: [] });
    expect(audit.by).toEqual(expect.arrayContaining(["closed-form", "path-count", "cross-check"]));
    expect(audit.paths!.failed).toBe(0);
  });
});

describe("either evaluator", () => {
  const dense = (p: number, step: number): Entry[][] =>
    Array.from({ length: p }, (_, i) =>
      Array.from({ length: p }, (_, j) => (i === j ? 2 + step * (i + 1) : 1)),
    );

  it("leads to the same components: spectral contrastive at 1×5, where the matrix form takes fewer operations", async () => {
    const instance = problem(given(dense(5, 3), dense(5, 1)), { kind: "spectral-contrastive", embedding: 1 });
    const setting = perturbationSetting(instance) as PerturbationSetting;
    const { polynomial, rows, structured } = setting;
    const found = [];
    for (const [k, given] of [undefined, structured].entries()) {
      const random = new Random(2).fork("tilt");
      const starts = perturbationStarts(setting, polynomial, random);
      if ("unavailable" in starts) throw new Error(wordsOf([starts.unavailable]));
      const family = new PerturbationFamily(polynomial, rows, { structured: given });
      expect(family.isStructured).toBe(k === 1);
      const solution = await solvePerturbed(family, starts, { seed: random });
      const { proposals, paths, complete } = await proposeComponents(instance, setting, solution, random);
      expect(complete).toBe(true);
      found.push({
        paths,
        components: proposals.map(({ value, index, nullity, dimension, multiplicity }) => ({
          value: Math.round(value! * 1e9),
          index,
          nullity,
          dimension,
          multiplicity,
        })),
      });
    }
    expect(found[1]).toEqual(found[0]);
    // The origin, and one value for each eigenvalue of Σ^{−1/2} Γ Σ^{−1/2}, all positive.
    expect(found[1]!.components).toHaveLength(1 + 5);
  });

  it("terms are kept where they are fewer: tied unit columns", () => {
    const instance = problem(given(dense(3, 1)), {
      kind: "bilinear",
      normalize: "columns",
      embedding: 2,
      tied: true,
    });
    const { polynomial, rows, structured } = perturbationSetting(instance) as PerturbationSetting;
    expect(new PerturbationFamily(polynomial, rows, { structured }).isStructured).toBe(false);
  });
});

describe("scales of the moments", () => {
  /** x · 10^k, exactly. */
  const times = (x: number, k: number): Entry => (k >= 0 ? x * 10 ** k : `${x}/${10 ** -k}`);
  const kindsOf = async (gamma: Entry[][], sigma: Entry[][] | undefined, objective: object) => {
    const { audit, components } = await analyze(problem(given(gamma, sigma), objective), {
      method: "paths",
      seed: 1,
    });
    expect(audit).toMatchObject({ complete: true, failures: [] });
    expect(audit.paths!.failed).toBe(0);
    return components.map(({ rank, dimension, index, nullity, multiplicity }) =>
      [rank, dimension, index, nullity, multiplicity].join(),
    );
  };
  const spectral = (embedding: number) => ({ kind: "spectral-contrastive", embedding });

  it.each([
    [0, -8],
    [0, 8],
    [8, 0],
    [-8, 8],
    [8, -8],
    [-8, -8],
  ])("spectral contrastive with Γ of size 10^%i and Σ of size 10^%i: the same components", async (g, s) => {
    const gamma = [
      [times(2, g), times(1, g)],
      [times(1, g), times(3, g)],
    ];
    const sigma = [
      [times(1, s), 0],
      [0, times(3, s)],
    ];
    expect(await kindsOf(gamma, sigma, spectral(1))).toEqual(["1,0,0,0,2", "1,0,1,0,2", "0,0,2,0,1"]);
    expect(await kindsOf(gamma, sigma, spectral(2))).toEqual([
      "2,1,0,1,2",
      "1,1,1,1,1",
      "1,1,2,1,1",
      "0,0,4,0,1",
    ]);
  });

  it.each([2, 4])("coordinates that differ by 10^%i: the same components", async (d) => {
    const gamma = [
      [times(2, d), 1],
      [1, times(3, -d)],
    ];
    const sigma = [
      [times(1, d), 0],
      [0, times(3, -d)],
    ];
    expect(await kindsOf(gamma, sigma, spectral(2))).toEqual([
      "2,1,0,1,2",
      "1,1,1,1,1",
      "1,1,2,1,1",
      "0,0,4,0,1",
    ]);
  });

  it.each([-8, 8])("bilinear losses with Γ of size 10^%i: the same components", async (k) => {
    const gamma = [
      [times(2, k), 0],
      [0, times(1, k)],
    ];
    // ±: no group is declared that takes one to the other, so that each is an entry.
    const kinds = ["1,0,0,0", "1,0,1,0", "1,0,1,0", "1,0,2,0"];
    const bilinear = (normalize: string) => ({ kind: "bilinear", normalize, embedding: 1 });
    expect(await kindsOf(gamma, undefined, bilinear("frobenius"))).toEqual(kinds.map((kind) => `${kind},2`));
    // Unit rows: no group is declared that takes a point to its negative, so that each is an entry.
    expect(await kindsOf(gamma, undefined, bilinear("rows"))).toEqual(
      kinds.flatMap((kind) => [`${kind},1`, `${kind},1`]),
    );
  });
});

describe("generic perturbations of tied unit columns", () => {
  const tied = (gamma: Entry[][], embedding: number) => {
    const setting = perturbationSetting(
      problem(given(gamma), { kind: "bilinear", normalize: "columns", embedding, tied: true }),
    );
    if ("unavailable" in setting) throw new Error(wordsOf([setting.unavailable]));
    return setting;
  };
  /** No coupling is zero, and no two columns couple alike to two others. */
  const general = (p: number): Entry[][] =>
    [
      [3, 1, -2, 1],
      [1, 5, 1, 2],
      [-2, 1, 7, -1],
      [1, 2, -1, 9],
    ]
      .slice(0, p)
      .map((row) => row.slice(0, p));
  const countOf = async (setting: PerturbationSetting): Promise<number> => {
    const random = new Random(1).fork("tilt");
    const starts = perturbationStarts(setting, setting.polynomial, random);
    if ("unavailable" in starts) throw new Error(wordsOf([starts.unavailable]));
    const fibre = await genericFibre(new PerturbationFamily(setting.polynomial, setting.rows), starts, {
      seed: random,
    });
    if ("unfinished" in fibre) throw new Error(wordsOf([fibre.unfinished]));
    expect(fibre.reasons).toEqual([]);
    return fibre.points.length;
  };

  // m = 2: C(2p, p), the normalised volume of the root polytope A_p, which bounds the solutions on the torus (Bernstein).
  it.each([
    [2, 2, 6],
    [2, 3, 20],
    [2, 4, 70],
    [3, 3, 22],
  ])("%i×%i with every coupling: %i complex critical points", async (m, p, count) => {
    expect(await countOf(tied(general(p), m))).toBe(count);
  });

  it("fewer where a coupling is zero: 4 for two columns, 16 for three", async () => {
    expect(await countOf(tied(diag(3, 5), 2))).toBe(4);
    const path: Entry[][] = [
      [3, 1, 0],
      [1, 5, 1],
      [0, 1, 7],
    ];
    expect(await countOf(tied(path, 2))).toBe(16);
  });

  it.each([
    [2, 6],
    [3, 20],
  ])("2×%i: as many solutions of one perturbed system by multihomogeneous paths", (p, count) => {
    const { polynomial, rows } = tied(general(p), 2);
    const random = new Random(3);
    const equations = polynomial.equations.map((terms, i) =>
      rows.includes(i) ? [...terms, { re: random.normal(), im: random.normal(), factors: [] }] : terms,
    );
    const { solutions, paths, complete } = solveSystem({ ...polynomial, equations }, { seed: 1 });
    expect([complete, paths.failed]).toEqual([true, 0]);
    expect(solutions.filter(({ singular }) => !singular)).toHaveLength(count);
    expect(solutions).toHaveLength(count);
  });
});

describe("the predictor with stop-gradient where Γ and Σ do not commute", () => {
  it("m = p = 2: the rank-one classes are those of the quadratic eigenvalue problem, and there are some of rank two", {
    timeout: 60_000,
  }, async () => {
    const moments = given(
      [
        [2, "1/2"],
        ["1/2", 1],
      ],
      [
        [1, "-1/4"],
        ["-1/4", 1],
      ],
    );
    const instance = problem(moments, {
      kind: "predictor",
      embedding: 2,
      weightDecay: "1/10",
      stopGradient: true,
    });
    const form = instance.objective.closedForm();
    if (isUnavailable(form)) throw new Error(form.unavailable);
    const norm = ({ representative }: Proposal) => Math.hypot(...representative.W!.data);
    const known = [...form.proposals()].map(norm).filter((s) => s > 0);
    expect(known).toHaveLength(4);
    const result = await solveLandscape(instance, { seed: 1 });
    if ("unavailable" in result) throw new Error(wordsOf([result.unavailable]));
    const rankOf = ({ representative: { W } }: Proposal) => {
      const [a, b, c, d] = Array.from(W!.data);
      return Math.hypot(...W!.data) === 0 ? 0 : Math.abs(a! * d! - b! * c!) < 1e-9 ? 1 : 2;
    };
    const found = (rank: number) => result.proposals.filter((proposal) => rankOf(proposal) === rank);
    const ascending = (list: readonly number[]) => [...list].sort((a, b) => a - b);
    expect(found(0)).toHaveLength(1);
    expect(ascending(found(1).map(norm))).toEqual(ascending(known).map((s) => expect.closeTo(s, 9)));
    expect(found(2).length).toBeGreaterThan(0);
  });
});

describe("degenerate critical points", () => {
  // Weight decay λ where an eigenvalue of Γ − λ/2 vanishes: three of the paths end at the origin.
  it.each([
    [
      2,
      [
        { rank: 1, index: 0, nullity: 0 },
        { rank: 0, index: 1, nullity: 1 },
      ],
    ],
    [4, [{ rank: 0, index: 0, nullity: 1 }]],
  ])("the origin is found where the mode of weight decay %i dies there", async (weightDecay, expected) => {
    const dying = problem(given(diag(2, 1), diag(1, 3)), {
      kind: "spectral-contrastive",
      embedding: 1,
      weightDecay,
    });
    for (const seed of [1, 7]) {
      const { audit, components } = await analyze(dying, { method: "paths", seed });
      expect(audit).toMatchObject({ complete: true, failures: [] });
      expect(components).toHaveLength(expected.length);
      expect(components).toMatchObject(expected);
      expect((await analyze(dying, { method: "both", seed })).audit.failures).toEqual([]);
    }
  });
});

describe("honesty", () => {
  it("a solver whose paths leave for infinity or fail does not call its own list complete", async () => {
    // Tied unit columns 2×3 with a general Γ: the complexified spheres are not compact.
    const gamma: Entry[][] = [
      [2, 1, 0],
      [1, 3, 1],
      [0, 1, 5],
    ];
    const { audit, census, components } = await analyze(
      problem(given(gamma), { kind: "bilinear", normalize: "columns", embedding: 2, tied: true }),
      { method: "paths", seed: 1 },
    );
    expect(components.length).toBeGreaterThan(0);
    const { failed, started, finite, atInfinity } = audit.paths!;
    expect(finite + atInfinity + failed).toBe(started);
    if (failed > 0) {
      expect(audit.complete).toBe(false);
      expect(audit.reason).toMatch(/paths failed/);
      expect(census).toBeUndefined();
    } else expect(audit.failures).toEqual([]);
  });

  it("does not call a list complete that an unbounded set may be missing from", async () => {
    // η = 0: W = 0 with any P is an equilibrium, and so far out that no path need end there.
    const { audit } = await analyze(
      problem(given(diag(2, 1), diag(1, "1/2")), {
        kind: "predictor",
        embedding: 1,
        weightDecay: 0,
        stopGradient: true,
      }),
      { method: "paths", seed: 1 },
    );
    expect(audit.complete).toBe(false);
    expect(audit.reason).toMatch(/unbounded real critical sets/);
  });

  it("decides in scaled coordinates an inertia that rounding hides in those of the problem", async () => {
    // A congruence by diag(10⁴, 10⁻⁴): eigenvalues of the Hessian differ by 10¹⁶, and the smaller ones are lost.
    const { audit, components } = await analyze(
      problem(
        given(
          [
            [2e8, 1],
            [1, "3/100000000"],
          ],
          diag(1e8, "3/100000000"),
        ),
        { kind: "spectral-contrastive", embedding: 1 },
      ),
      { method: "paths", seed: 1 },
    );
    expect(audit).toMatchObject({ complete: true, failures: [] });
    expect(components.map(({ index, nullity, multiplicity }) => [index, nullity, multiplicity])).toEqual([
      [0, 0, 2n],
      [1, 0, 2n],
      [2, 0, 1n],
    ]);
  });

  it("does not call a list complete whose inertia rounding hides", async () => {
    // Γ = R diag(1, 10⁻¹⁸) Rᵀ, R the rotation by (3/5, 4/5): in no scale of the entries is the smaller mode seen.
    const e = 10n ** 18n;
    const gamma = [
      [`${9n * e + 16n}/${25n * e}`, `${12n * e - 12n}/${25n * e}`],
      [`${12n * e - 12n}/${25n * e}`, `${16n * e + 9n}/${25n * e}`],
    ];
    const { audit } = await analyze(
      problem(given(gamma, diag(1, 1)), { kind: "spectral-contrastive", embedding: 1 }),
      { method: "paths", seed: 1 },
    );
    expect(audit.complete).toBe(false);
    expect(audit.reason).toMatch(
      /rounding hides the Hessian|inertia of \d+ critical points is undecided|modulo a prime/,
    );
  });

  it("says why it does not apply", async () => {
    const reason = async (model: object, objective: object) => {
      const result = await solveLandscape(problem(model, objective), { seed: 1 });
      return "unavailable" in result ? wordsOf([result.unavailable]) : "available";
    };
    expect(await reason(oneHot(["1/2", "1/2"]), { kind: "relu-alignment", embedding: 2 })).toMatch(/kinks/);
    const signs = diag(...Array.from({ length: 6 }, (_, k) => k + 1));
    expect(await reason(given(signs), { kind: "bilinear", normalize: "columns", embedding: 1 })).toBe(
      "12 unit spheres of dimension 0: the solver takes on at most 10",
    );
    const large = diag(...Array.from({ length: MAX_UNKNOWNS + 1 }, (_, k) => k + 1));
    expect(await reason(given(large), { kind: "cross-correlation", embedding: 1 })).toBe(
      `${MAX_UNKNOWNS + 1} unknowns: the solver takes on at most ${MAX_UNKNOWNS}`,
    );
  });

  describe("an interrupt leaves what was found, incomplete:", () => {
    const instance = problem(given(GENERAL), { kind: "spectral-contrastive", embedding: 2 });
    /** Aborts at the first progress with such a label, `after` many done. */
    const interruptedAt = async (wanted: string, after = 0) => {
      const controller = new AbortController();
      const result = await solveLandscape(instance, {
        seed: 1,
        signal: controller.signal,
        onProgress: (done, _, label) => {
          if (label === wanted && done > after) controller.abort();
        },
      });
      if ("unavailable" in result) throw new Error(wordsOf([result.unavailable]));
      return result;
    };

    it("nothing before it begins", async () => {
      const result = await solveLandscape(instance, { seed: 1, signal: AbortSignal.abort() });
      if ("unavailable" in result) throw new Error(wordsOf([result.unavailable]));
      expect(result).toMatchObject({
        proposals: [],
        paths: { started: 0, finite: 0, atInfinity: 0, failed: 0 },
        complete: false,
      });
      expect(wordsOf(result.reasons)).toMatch(/^interrupted: 0 generic solutions were found/);
    });

    it.each(["generic solutions", "points of a generic section"])("no component during %s", async (label) => {
      const { proposals, paths, complete, reasons } = await interruptedAt(label);
      expect({ proposals, paths, complete }).toEqual({
        proposals: [],
        paths: { started: 0, finite: 0, atInfinity: 0, failed: 0 },
        complete: false,
      });
      expect(wordsOf(reasons)).toMatch(
        /^interrupted: [1-9]\d* generic solutions were found, perhaps not all$/,
      );
    });

    it("some of the components during the limits, each of them one of the whole list", async () => {
      const whole = await solveLandscape(instance, { seed: 1 });
      if ("unavailable" in whole) throw new Error(wordsOf([whole.unavailable]));
      const { proposals, paths, complete, reasons } = await interruptedAt(
        "paths to the unperturbed system",
        1,
      );
      expect(complete).toBe(false);
      // Curves are not followed any more.
      expect(wordsOf(reasons).split("; ")[0]).toBe(
        `interrupted: 2 of ${whole.paths.started} paths to the unperturbed system were followed`,
      );
      expect(paths.started).toBe(2);
      expect(paths.finite + paths.atInfinity + paths.failed).toBe(2);
      expect(proposals.length).toBeGreaterThan(0);
      expect(proposals.length).toBeLessThan(whole.proposals.length);
      const kindOf = ({ value, index, nullity }: (typeof proposals)[number]) =>
        [value!.toFixed(9), index, nullity].join();
      const all = new Set(whole.proposals.map(kindOf));
      for (const proposal of proposals) expect(all).toContain(kindOf(proposal));
    });

    it("heard on the way, not only where progress is told", async () => {
      const long = problem(given(diag(3, 2)), { kind: "bilinear", normalize: "columns", embedding: 2 });
      const result = await solveLandscape(long, { seed: 1, signal: AbortSignal.timeout(150) });
      if ("unavailable" in result) throw new Error(wordsOf([result.unavailable]));
      expect(result.complete).toBe(false);
      expect(wordsOf(result.reasons)).toMatch(/^interrupted: /);
    });
  });
});

describe("the budget of work", () => {
  it("ends in an incomplete list that says so, at the same place on every machine", async () => {
    const instance = problem(given(diag(2, 1)), { kind: "cross-correlation", embedding: 2 });
    const { polynomial, rows, structured, scaling, ...rest } = perturbationSetting(
      instance,
    ) as PerturbationSetting;
    const ended = async (work: number) => {
      const random = new Random(1).fork("tilt");
      const starts = perturbationStarts(
        { polynomial, rows, structured, scaling, ...rest },
        polynomial,
        random,
      );
      return solvePerturbed(
        new PerturbationFamily(polynomial, rows, { scaling, structured }),
        starts as readonly PerturbationStart[],
        {
          seed: random,
          work,
        },
      );
    };
    const short = await ended(1e5);
    expect(short).toMatchObject({ complete: false, limits: [] });
    expect(wordsOf(short.reasons)).toMatch(
      /^the work that paths are given by default is used up: \d+ generic/,
    );
    expect(await ended(1e5)).toEqual(short);
    expect((await ended(1e12)).reasons).toEqual([]);
  });
});
