/** When a list of the solver is called complete: right values by hand, or from the exact factors of the gradient. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { diag, type Entry, given, problem } from "../../support/problems.js";

const solve = (model: object, objective: object, seed = 1) =>
  analyze(problem(model, objective), { method: "solve", seed });
const custom = (loss: string, variables: object, more: object = {}) => ({
  kind: "custom",
  loss,
  variables,
  ...more,
});
const scalars = (loss: string, ...names: string[]): [object, object] => [
  given([[1]]),
  custom(loss, Object.fromEntries(names.map((name) => [name, [1, 1]]))),
];

describe("an unbounded critical set that need not receive paths is not passed over", () => {
  const AUTOENCODER = "tr(Sigma) - 2*tr(B*A*Sigma) + tr(B*A*Sigma*A'*B')";
  const INDEFINITE: Entry[][] = [
    ["4/5", "-3/10", "-4/5"],
    ["-3/10", "2/5", "3/5"],
    ["-4/5", "3/5", "1/5"],
  ];
  it.each<[string, object, object]>([
    // Value 0 is missing: W Γ Wᵀ = I has solutions, since Γ has two positive eigenvalues.
    [
      "cross-correlation with indefinite Γ",
      given(INDEFINITE, diag("29/5", "29/5", "29/5")),
      { kind: "cross-correlation", embedding: 2 },
    ],
    ["(xy + 1)² z, a surface", ...scalars("(x*y+1)^2*z", "x", "y", "z")],
    ["(xy − 1)³, a hyperbola of inflections", ...scalars("(x*y-1)^3", "x", "y")],
    ["x⁴y², two axes", ...scalars("x^4*y^2", "x", "y")],
  ])("%s: incomplete", async (_, model, objective) => {
    const { audit, census } = await solve(model, objective);
    expect(audit).toMatchObject({ complete: false, proof: "incomplete" });
    expect(audit.reason).toMatch(/unbounded real critical sets|not told apart|sets along which/);
    expect(census).toBeUndefined();
  });

  // value, dimension, index, nullity of each component, by hand.
  it.each<[string, object, object, (readonly [number, number, number, number])[]]>([
    // L = w²(p² − p + 1): the line w = 0.
    [
      "the predictor without decay at m = 1",
      given([["1/2"]], [[1]]),
      { kind: "predictor", embedding: 1, weightDecay: 0, stopGradient: false },
      [[0, 1, 0, 1]],
    ],
    // BA projects onto a mode: two branches of a hyperbola each (Baldi and Hornik 1989); or A = B = 0.
    [
      "the linear autoencoder without decay",
      given(diag(3, 2), diag(3, 2)),
      custom(AUTOENCODER, { A: [1, 2], B: [2, 1] }),
      [
        [2, 1, 0, 1],
        [2, 1, 0, 1],
        [3, 1, 1, 1],
        [3, 1, 1, 1],
        [5, 0, 2, 0],
      ],
    ],
    [
      "matrix factorisation",
      given(diag(3, 2)),
      custom("norm2(Gamma - U*V)", { U: [2, 1], V: [1, 2] }),
      [
        [4, 1, 0, 1],
        [4, 1, 0, 1],
        [9, 1, 1, 1],
        [9, 1, 1, 1],
        [13, 0, 2, 0],
      ],
    ],
  ])("%s: listed", async (_, model, objective, rows) => {
    const { audit, components } = await solve(model, objective);
    expect(audit).toMatchObject({ complete: true, failures: [] });
    expect(components).toMatchObject(
      rows.map(([value, dimension, index, nullity]) => ({
        value: expect.closeTo(value, 9),
        dimension,
        index,
        nullity,
        multiplicity: 1n,
      })),
    );
  });
});

describe("the same loss has the same verdict", () => {
  it("spectral contrastive at 2×2, built in and as text", async () => {
    const model = given(
      [
        [2, 1],
        [1, 3],
      ],
      [
        [1, "-1/4"],
        ["-1/4", 1],
      ],
    );
    const builtIn = await solve(model, { kind: "spectral-contrastive", embedding: 2 });
    const text = await solve(model, custom("-2*tr(W*Gamma*W') + norm2(W*Sigma*W')", { W: [2, 2] }));
    expect(text.audit).toEqual(builtIn.audit);
    // Ranks 2, 1, 1, 0 of O(2)-orbits: two circles, circles, the origin; 2·0 − 0 + 0 + 1 = χ(R⁴).
    expect(text.audit).toMatchObject({
      complete: true,
      proof: "proved",
      by: ["elimination", "morse-euler"],
      morseEuler: { expected: 1n, found: 1n },
    });
    expect(text.components.map(({ index, nullity }) => [index, nullity])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [4, 0],
    ]);
  });
});

describe("points that double precision does not tell apart", () => {
  it.each([1, 2, 3, 7])(
    "f′ = (x − 0.999)(x − 1)(x − 1.001) is three points or incomplete, seed %i",
    async (seed) => {
      const close = "x^4/4 - x^3 + 2999999*x^2/2000000 - 999999*x/1000000";
      const { audit, components } = await solve(...scalars(close, "x"), seed);
      if (audit.complete) expect(components.map(({ index }) => index).sort()).toEqual([0, 0, 1]);
      else expect(audit.reason).toMatch(/closer than double precision resolves|modulo a prime/);
    },
  );

  it.each([1, 2, 3, 7])("a strictly convex quartic has one minimum, listed once, seed %i", async (seed) => {
    const { audit, components } = await solve(...scalars("(x-1)^4/4+(x-1)^2/2000000", "x"), seed);
    expect(components).toHaveLength(1);
    expect(components[0]).toMatchObject({ index: 0, nullity: 0, multiplicity: 1n });
    // The other two critical points are 1 ± i/1000.
    if (!audit.complete) expect(audit.reason).toMatch(/closer than double precision resolves|modulo a prime/);
  });

  it.each([1, 2, 3])("(x − 1)⁶ has one critical point, listed once, seed %i", async (seed) => {
    const { components } = await solve(...scalars("(x-1)^6", "x"), seed);
    expect(components).toHaveLength(1);
    expect(components[0]).toMatchObject({ dimension: 0, nullity: 1, multiplicity: 1n });
  });

  it("a valley of slope 10⁴ has two minima and a saddle, or the list is incomplete", async () => {
    const { audit, components } = await solve(...scalars("(y-10000*x)^2+(x^2-1)^2", "x", "y"));
    if (audit.complete)
      expect(components.map(({ index, multiplicity }) => [index, multiplicity])).toEqual([
        [0, 1n],
        [0, 1n],
        [1, 1n],
      ]);
    else expect(audit.reason).toBeDefined();
  });

  it.each(["1/100", "1/100000", "1/1000000000", "1/1000000000000"])(
    "circles of radius 1 and √(1 + %s) are two, of indices 0 and 1, or the list is incomplete",
    async (gap) => {
      // g′(s) = (s − 1)(s − 1 − gap), s = x² + y².
      const s = "(x^2+y^2)";
      const loss = `${s}^3/3 - (2+${gap})*${s}^2/2 + (1+${gap})*${s}`;
      const { audit, components } = await solve(...scalars(loss, "x", "y"));
      if (!audit.complete) return expect(audit.reason).toBeDefined();
      expect(components.map(({ dimension, index, nullity }) => [dimension, index, nullity]).sort()).toEqual([
        [0, 0, 0],
        [1, 0, 1],
        [1, 1, 1],
      ]);
    },
  );
});

describe("the Morse–Euler sum", () => {
  it("of a list from which a minimum was lost refuses it", async () => {
    const close = "x^4/4 - x^3 + 2999999*x^2/2000000 - 999999*x/1000000";
    const { audit } = await solve(...scalars(close, "x"));
    if (audit.morseEuler !== undefined && audit.morseEuler.found !== audit.morseEuler.expected) {
      expect(audit.complete).toBe(false);
      expect(audit.reason).toMatch(/Morse–Euler/);
    }
    expect(audit.morseEuler?.expected).toBe(1n);
  });

  it("is 2 on the sphere, and not claimed of Motzkin's form, whose zeros on the axes are degenerate", async () => {
    const [x, y, z] = ["(e1'*x)", "(e2'*x)", "(e3'*x)"];
    const unit = (k: number) => [0, 1, 2].map((i) => [i === k ? 1 : 0]);
    const { audit, components } = await solve(
      given([[1]]),
      custom(
        `${x}^4*${y}^2 + ${x}^2*${y}^4 + ${z}^6 - 3*${x}^2*${y}^2*${z}^2`,
        { x: [3, 1] },
        {
          constants: { e1: unit(0), e2: unit(1), e3: unit(2) },
          constraints: { x: "unit-columns" },
        },
      ),
    );
    // Zeros: (±1, ±1, ±1)/√3, nondegenerate, and ±e₁, ±e₂, degenerate. Maxima: ±e₃ with value 1.
    const nondegenerate = components.filter(({ nullity }) => nullity === 0);
    const sum = nondegenerate.reduce(
      (s, { index, multiplicity }) => s + (index! % 2 ? -1n : 1n) * multiplicity!,
      0n,
    );
    const at = (wanted: number) => nondegenerate.filter(({ value }) => Math.abs(value! - wanted) < 1e-12);
    const copies = (wanted: number) =>
      at(wanted).reduce((total, { multiplicity }) => total + multiplicity!, 0n);
    expect([copies(0), copies(1)]).toEqual([8n, 2n]);
    expect(at(0).every(({ index }) => index === 0) && at(1).every(({ index }) => index === 2)).toBe(true);
    if (audit.morseEuler !== undefined) expect(audit.morseEuler.expected).toBe(2n);
    // Four degenerate minima have index sum 4: the others sum to 2 − 4.
    if (audit.complete) expect(sum).toBe(-2n);
  });
});

describe("a distinction that double precision loses is not passed over by paths", () => {
  const byPaths = (gamma: Entry[][], sigma: Entry[][], objective: object) =>
    analyze(problem(given(gamma, sigma), objective), { method: "paths", seed: 1 });

  // Eigenvalues γ and γ + g: orbits of W on either eigenvector have nullity 1, at g = 0 nullity 2 and one set of dimension 2.
  it.each([6, 8, 10, 12, 13, 14, 16, 18, 20, 40])(
    "spectral contrastive at 2×2, eigenvalues 1/2 and 1/2 + 10^-%i",
    async (k) => {
      const { audit, components } = await byPaths(diag("0.5", `0.5${"0".repeat(k - 2)}1`), diag(1, 1), {
        kind: "spectral-contrastive",
        embedding: 2,
      });
      const listed = components.map(({ dimension, index, nullity }) => [dimension, index, nullity]);
      if (audit.complete)
        expect(listed).toEqual([
          [1, 0, 1],
          [1, 1, 1],
          [1, 2, 1],
          [0, 4, 0],
        ]);
      else expect(audit.reason).not.toBe("");
    },
  );

  it("says so: 0.5 and 0.50000000000002", async () => {
    const { audit } = await byPaths(diag("0.5", "0.50000000000002"), diag(1, 1), {
      kind: "spectral-contrastive",
      embedding: 2,
    });
    expect(audit.complete).toBe(false);
    expect(audit.reason).toMatch(/critical points look degenerate in double precision, and the exact data/);
  });

  it.each<[string, object]>([
    ["cross-correlation", { kind: "cross-correlation", embedding: 2 }],
    ["tied unit rows", { kind: "bilinear", embedding: 2, normalize: "rows", tied: true }],
    ["unit norm", { kind: "bilinear", embedding: 2, normalize: "frobenius", tied: true }],
    ["spectral contrastive", { kind: "spectral-contrastive", embedding: 2 }],
  ])("%s: eigenvalues 1 and 1 + 10⁻¹⁸, as the closed form has it or incomplete", async (_, objective) => {
    const [gamma, sigma] = [diag(1, "1.000000000000000001"), diag(2, 2)];
    const found = await byPaths(gamma, sigma, objective);
    const formula = await analyze(problem(given(gamma, sigma), objective), { method: "closed-form" });
    const shapes = ({ components }: typeof found) =>
      components
        .flatMap(({ dimension, index, nullity, multiplicity }) =>
          new Array<string>(Number(multiplicity)).fill(`${dimension} ${index} ${nullity}`),
        )
        .sort();
    if (found.audit.complete) expect(shapes(found)).toEqual(shapes(formula));
    else expect(found.audit.reason).not.toBe("");
  });
});

describe("a set that is critical to rounding only is not listed as one that is known", () => {
  // x² moves along the circle of radius 1: four critical points are left of it.
  it.each([12, 20])("(x² + y² − 4)² ((x² + y² − 1)² + 10^−%i x²)", async (digits) => {
    const loss = `(x^2 + y^2 - 4)^2 * ((x^2 + y^2 - 1)^2 + x^2/${10n ** BigInt(digits)})`;
    const { audit, census } = await solve(...scalars(loss, "x", "y"));
    expect(audit.complete).toBe(false);
    expect(audit.reason).toMatch(/the exact data do not confirm it|not told apart/);
    expect(census).toBeUndefined();
  });

  it("the two circles of (x² + y² − 4)² (x² + y² − 1)² are", async () => {
    const { audit, census } = await solve(...scalars("(x^2 + y^2 - 4)^2 * (x^2 + y^2 - 1)^2", "x", "y"));
    expect(audit.complete).toBe(true);
    // Minima on the circles, a circle of maxima between, a maximum at 0.
    expect(census?.byIndex).toEqual(
      new Map([
        [0, 2n],
        [1, 1n],
        [2, 1n],
      ]),
    );
  });

  it("eigenvalues 1, 1 + 10⁻¹⁴, 2, 2 on the unit sphere: two pairs of points and a circle", async () => {
    const unit = (k: number) => [0, 1, 2, 3].map((i) => [i === k ? 1 : 0]);
    const loss = "(a'*x)^2 + 100000000000001/100000000000000*(b'*x)^2 + 2*(c'*x)^2 + (d'*x)^2*2";
    const constants = { a: unit(0), b: unit(1), c: unit(2), d: unit(3) };
    const { audit, components } = await solve(
      given([[1]]),
      custom(loss, { x: [4, 1] }, { constants, constraints: { x: "unit-columns" } }),
    );
    expect(audit).toMatchObject({ complete: true, morseEuler: { expected: 0n, found: 0n } });
    expect(components.map(({ dimension, index, nullity }) => [dimension, index, nullity])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 1, 0],
      [0, 1, 0],
      [1, 2, 1],
    ]);
  });

  it("rounding that separates a point from what it was taken for is no failed audit", async () => {
    const { audit } = await solve(
      ...scalars("(x^2 + y^2 - 4)^2 * ((x^2 + y^2 - 1)^2 + x^2/100000000)", "x", "y"),
    );
    expect(audit).toMatchObject({ complete: false, failures: [] });
  });
});
