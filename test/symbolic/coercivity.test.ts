import { describe, expect, it } from "vitest";
import { LandscapeSystem } from "../../src/atlas/local/landscape-system.js";
import { determinant } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { Random } from "../../src/exact/random.js";
import { rational, sign } from "../../src/exact/rational.js";
import { boundednessOf, growthOf } from "../../src/symbolic/coercivity.js";
import type { GramCertificate } from "../../src/symbolic/gram.js";
import { diag, type Entry, given, problem } from "../support/problems.js";

const GENERAL: Entry[][] = [
  [2, 1],
  [1, 3],
];
const DEFINITE: Entry[][] = [
  [1, "-1/4"],
  ["-1/4", 1],
];
/** Eigenvalues −0.5, 0.2554, 1.6446. */
const INDEFINITE: Entry[][] = [
  ["4/5", "-3/10", "-4/5"],
  ["-3/10", "2/5", "3/5"],
  ["-4/5", "3/5", "1/5"],
];
const POSITIVE = diag(6, 6, 6);

type Case = [name: string, model: object, objective: object];

const matrices = (loss: string, variables: object, more: object = {}) => ({
  kind: "custom",
  loss,
  variables,
  ...more,
});
/** A loss in scalars. */
const scalars = (loss: string, ...names: string[]): [object, object] => [
  given([[1]]),
  matrices(loss, Object.fromEntries(names.map((name) => [name, [1, 1]]))),
];

function boundedness(model: object, objective: object) {
  const landscape = problem(model, objective).objective.landscape!;
  const system = new LandscapeSystem(landscape);
  return { system, result: boundednessOf(landscape, system.manifold.spheres) };
}

const spectral = (embedding: number, weightDecay = 0) => ({
  kind: "spectral-contrastive",
  embedding,
  weightDecay,
});
const predictor = (embedding: number, weightDecay: Entry, stopGradient: boolean) => ({
  kind: "predictor",
  embedding,
  weightDecay,
  stopGradient,
});
const AUTOENCODER = "tr(Sigma) - 2*tr(B*A*Sigma) + tr(B*A*Sigma*A'*B')";
const unitVectors = { constants: { e1: [[1], [0]], e2: [[0], [1]] } };
const barlow = (decay: string) =>
  matrices(
    `(tr(e1'*W*Gamma*W'*e1)-1)^2 + (tr(e2'*W*Gamma*W'*e2)-1)^2 + 1/2*tr(e1'*W*Gamma*W'*e2)^2${decay}`,
    { W: [2, 3] },
    unitVectors,
  );

const COERCIVE: Case[] = [
  ["the spectral loss", given(GENERAL, DEFINITE), spectral(2)],
  [
    "the spectral loss as text",
    given(GENERAL, DEFINITE),
    matrices("-2*tr(W*Gamma*W') + norm2(W*Sigma*W')", { W: [2, 2] }),
  ],
  ["the spectral loss with decay", given(GENERAL, DEFINITE), spectral(2, 1)],
  ["‖Γ − WᵀW‖²", given(GENERAL), matrices("norm2(Gamma - W'*W)", { W: [2, 2] })],
  [
    "‖WΓWᵀ − I‖² + λ‖W‖², Γ indefinite",
    given(INDEFINITE, POSITIVE),
    matrices("norm2(W*Gamma*W' - I(2)) + 1/100*norm2(W)", { W: [2, 3] }),
  ],
  ["cross-correlation, Γ definite", given(GENERAL), { kind: "cross-correlation", embedding: 2 }],
  ["Barlow Twins with decay, Γ indefinite", given(INDEFINITE, POSITIVE), barlow(" + 1/10*norm2(W)")],
  ["a quartic", ...scalars("x^4+(y^2-1)^2", "x", "y")],
  ["a slanted valley", ...scalars("(y-10000*x)^2+(x^2-1)^2", "x", "y")],
  ["a more slanted valley", ...scalars("(y-100000000*x)^2+(x^2-1)^2", "x", "y")],
  [
    "the linear autoencoder with decay",
    given(GENERAL, DEFINITE),
    matrices(`${AUTOENCODER} + 1/10*(norm2(A)+norm2(B))`, { A: [2, 2], B: [2, 2] }),
  ],
  ["the predictor with decay", given(GENERAL, diag(4, 4)), predictor(2, "1/10", false)],
  ["the predictor with decay, moments singular", given(diag(1, 0), diag(1, 0)), predictor(1, 1, false)],
  ["a degenerate sextic", ...scalars("(x-1)^6", "x")],
  [
    "a factor on a sphere",
    given(GENERAL),
    matrices("norm2(Gamma - U*V)", { U: [2, 1], V: [1, 2] }, { constraints: { U: "unit-columns" } }),
  ],
];

const BOUNDED: Case[] = [
  // The gradient vanishes on w₂ = −w₁/3 only, where the quartic term is definite.
  ["the spectral loss with Σ singular and Γ definite", given(GENERAL, diag(1, 0)), spectral(2)],
  ["a saddle", ...scalars("x^2-y^2+x*y", "x", "y")],
  ["a saddle of degree four", ...scalars("x^4-y^4+x*y-y", "x", "y")],
  ["a cubic", ...scalars("x^3-x", "x")],
  // f′ = (x² − 1, y³ − y, z) in x + y, y + 2z, z − x.
  [
    "different powers of three linear forms",
    ...scalars("(x+y)^3/3-(x+y) + (y+2*z)^4/4-(y+2*z)^2/2 + (z-x)^2/2", "x", "y", "z"),
  ],
  ["different powers, sheared", ...scalars("x^3/3-x + (y+x^2)^2/2", "x", "y")],
  ["a rotating field", ...scalars("x*sg(y^3-y)-y*sg(x^3-x)", "x", "y")],
  ["the predictor with stop-gradient, m = 1", given(GENERAL, DEFINITE), predictor(1, "1/10", true)],
  [
    "the predictor with stop-gradient, m = 2, Γ and Σ not commuting",
    given(
      [
        [2, "1/2"],
        ["1/2", 1],
      ],
      DEFINITE,
    ),
    predictor(2, "1/10", true),
  ],
];

/** Each has an unbounded critical set, or is below ‖x‖² in growth. */
const UNPROVED: Case[] = [
  [
    "cross-correlation, Γ indefinite",
    given(INDEFINITE, POSITIVE),
    { kind: "cross-correlation", embedding: 2 },
  ],
  ["Barlow Twins without decay, Γ indefinite", given(INDEFINITE, POSITIVE), barlow("")],
  ["the predictor without decay", given([["1/2"]], [[1]]), predictor(1, 0, false)],
  ["the predictor with stop-gradient without decay", given(GENERAL, DEFINITE), predictor(1, 0, true)],
  ["(xy − 1)²", ...scalars("(x*y-1)^2", "x", "y")],
  ["(xy − 1)³", ...scalars("(x*y-1)^3", "x", "y")],
  ["x⁴y²", ...scalars("x^4*y^2", "x", "y")],
  ["(xy + 1)² z", ...scalars("(x*y+1)^2*z", "x", "y", "z")],
  // Nonnegative, zero on the axes at infinity, and no sum of squares.
  ["Motzkin's polynomial", ...scalars("x^4*y^2+x^2*y^4+1-3*x^2*y^2", "x", "y")],
  [
    "the linear autoencoder without decay",
    given(diag(3, 2), diag(3, 2)),
    matrices(AUTOENCODER, { A: [1, 2], B: [2, 1] }),
  ],
  ["matrix factorisation", given(GENERAL), matrices("norm2(Gamma - U*V)", { U: [2, 1], V: [1, 2] })],
  ["a quadratic with a kernel", ...scalars("(x-y)^2", "x", "y")],
];

/** Q ≻ 0 by its leading minors, and the free coordinates in the basis. */
function expectGrowth({ basis, gram }: GramCertificate, names: readonly string[]): void {
  const texts = basis.map((b) => b.toText(names));
  for (const name of names) expect(texts).toContain(name);
  for (let k = 1; k <= gram.rows; k++)
    expect(sign(determinant(RationalMatrix.generate(k, k, (i, j) => gram.get(i, j))))).toBe(1);
}

describe("a loss is proved coercive", () => {
  it.each(COERCIVE)("%s", (_, model, objective) => {
    const { system, result } = boundedness(model, objective);
    if (result.kind !== "coercive") throw new Error(`expected coercive, got ${result.kind}`);
    expect(result.sign).toBe(1);
    const { basis, gram, coordinates } = result.certificate;
    // f − bᵀQb is the same number at all points, by the compiled loss: no part of the proof.
    const random = new Random(5);
    const differences = Array.from({ length: 6 }, () => {
      const y = Float64Array.from({ length: system.size }, () => random.normal());
      if (coordinates === undefined) system.retract(y);
      const exact = [...y].map((v) => rational(v));
      const x =
        coordinates === undefined
          ? y
          : Float64Array.from(coordinates, (form) => form.evaluate(exact).valueOf());
      const b = basis.map((p) => p.evaluate(exact).valueOf());
      const form = b.reduce(
        (sum, u, i) => sum + b.reduce((part, v, j) => part + u * v * Number(gram.get(i, j).valueOf()), 0),
        0,
      );
      return { value: system.value(x), form };
    });
    const offset = differences[0]!.value - differences[0]!.form;
    for (const { value, form } of differences)
      expect(Math.abs(value - form - offset)).toBeLessThan(
        1e-9 * (Math.abs(value) + Math.abs(form) + Math.abs(offset)),
      );
  });

  it("with its entries in the basis and a positive definite Gram matrix", () => {
    const { result } = boundedness(...scalars("(y-10000*x)^2+(x^2-1)^2", "x", "y"));
    if (result.kind !== "coercive") throw new Error(`expected coercive, got ${result.kind}`);
    expectGrowth(result.certificate, ["x", "y"]);
  });

  it("downwards, where −f is", () => {
    const { result } = boundedness(...scalars("-x^4-y^4+x*y", "x", "y"));
    expect(result).toMatchObject({ kind: "coercive", sign: -1 });
  });

  it("and nothing needs a proof where every variable is constrained", () => {
    const { result } = boundedness(given(GENERAL), { kind: "bilinear", embedding: 1, normalize: "rows" });
    expect(result).toEqual({ kind: "compact" });
  });
});

describe("a critical set is proved bounded though the loss is not coercive", () => {
  it.each(BOUNDED)("%s", (_, model, objective) => {
    const { system, result } = boundedness(model, objective);
    expect(result.kind).toBe("bounded");
    expect(growthOf(system.landscape, system.manifold.spheres)).toEqual({ kind: "unproved" });
  });

  it("by multipliers that vanish at every critical point", () => {
    const { result } = boundedness(...scalars("x^4-y^4+x*y-y", "x", "y"));
    if (result.kind !== "bounded") throw new Error(`expected bounded, got ${result.kind}`);
    const { multipliers, weights } = result.certificate;
    expectGrowth(result.certificate, ["x", "y"]);
    // The real critical points: 4x³ + y = 0 with x − 4y³ = 1.
    let y = -0.5;
    for (let k = 0; k < 60; k++) {
      const x = 1 + 4 * y ** 3;
      y -= (4 * x ** 3 + y) / (12 * x * x * 12 * y * y + 1);
    }
    const x = 1 + 4 * y ** 3;
    expect(4 * x ** 3 + y).toBeCloseTo(0, 12);
    const sum = multipliers.reduce(
      (total, g, k) =>
        total +
        Number(
          g
            .evaluate([rational(x), rational(y)])
            .mul(weights[k]!)
            .valueOf(),
        ),
      0,
    );
    expect(sum).toBeCloseTo(0, 8);
  });
});

describe("nothing is proved", () => {
  it.each(UNPROVED)("of %s", (_, model, objective) => {
    expect(boundedness(model, objective).result).toEqual({ kind: "unproved" });
  });
});
