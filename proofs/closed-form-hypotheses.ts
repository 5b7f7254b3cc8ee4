/** §10: what the closed forms may claim: nothing where a hypothesis fails, and the same in general position as on nice data. */
import fc from "fast-check";
import {
  exactValue,
  type Problem,
  type Rational,
  RationalMatrix,
  rational,
  rationalText,
  ZERO,
} from "landscape-atlas";
import {
  all,
  atlasAgrees,
  type Check,
  directSum,
  distinctPositive,
  fails,
  form,
  holds,
  isFeasible,
  landscapeOf,
  momentsProblem,
  nonzeroRational,
  outer,
  positiveRational,
  problemOf,
  proposalsAreCritical,
  rationalMatrix,
  rationalOrthogonal,
  rationalUnitVector,
  require,
  theorem,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;

/** What a closed form says of itself. */
type Status = "complete" | "gap" | "unavailable";

const statusOf = ({ objective }: Problem): Status => {
  const closed = objective.closedForm();
  if ("unavailable" in closed) return "unavailable";
  return closed.gap === undefined ? "complete" : "gap";
};

/** A problem within the hypotheses, and one that differs from it in a single hypothesis. */
interface Edge {
  readonly hypothesis: string;
  readonly inside: unknown;
  readonly outside: unknown;
  readonly expected: Exclude<Status, "complete">;
}

const edge = (hypothesis: string, inside: unknown, outside: unknown, expected: Edge["expected"]): Edge => ({
  hypothesis,
  inside,
  outside,
  expected,
});

const identity = (n: number) => RationalMatrix.identity(n);
const diagonal = (values: readonly (number | string | Rational)[]) =>
  RationalMatrix.diagonal(values.map((x) => (typeof x === "object" ? x : rational(x))));
const size = (min: number, max: number) => fc.integer({ min, max });

/** 10⁻²⁰: not zero, and nothing that double precision would notice. */
const TINY = rational(1).div(rational(10).pow(20)!);

/** The matrix with x added at (i, j), and at (j, i) if symmetric. */
const disturbed = (a: RationalMatrix, i: number, j: number, x: Rational, symmetric: boolean) =>
  a.map((value, k, l) => ((k === i && l === j) || (symmetric && k === j && l === i) ? value.add(x) : value));

const bilinear = (m: number, normalize: string, tied: boolean) => ({
  kind: "bilinear",
  embedding: m,
  normalize,
  tied,
});

/** Γ diagonal: one entry off the diagonal, on one side only. */
const diagonalGamma = size(2, 4).chain((p) =>
  fc
    .record({
      m: size(1, 3),
      gamma: distinctPositive(p),
      i: fc.nat(p - 1),
      shift: size(1, p - 1),
      x: positiveRational,
    })
    .map(({ m, gamma, i, shift, x }) => {
      const file = (a: RationalMatrix) => momentsProblem(a, identity(p), bilinear(m, "columns", false));
      const a = diagonal(gamma);
      return edge("Γ diagonal", file(a), file(disturbed(a, i, (i + shift) % p, x, false)), "unavailable");
    }),
);

/** Γ_ij = β s_i s_j off the diagonal, β = 0 included: one pair of entries is another. */
const rankOneCoupling = size(3, 4).chain((p) =>
  fc
    .record({
      m: size(1, 3),
      beta: fc.constantFrom("-1/2", "0", "0", "1", "3/2"),
      signs: fc.array(fc.constantFrom(1, -1), { minLength: p, maxLength: p }),
      entries: fc.array(positiveRational, { minLength: p, maxLength: p }),
      i: fc.nat(p - 1),
      shift: size(1, p - 1),
    })
    .map(({ m, beta, signs, entries, i, shift }) => {
      const file = (a: RationalMatrix) => momentsProblem(a, identity(p), bilinear(m, "columns", true));
      const a = RationalMatrix.generate(p, p, (k, l) =>
        k === l ? entries[k]! : rational(beta).mul(signs[k]! * signs[l]!),
      );
      return edge(
        "Γ_ij = β s_i s_j off the diagonal",
        file(a),
        file(disturbed(a, i, (i + shift) % p, rational("1/3"), true)),
        "unavailable",
      );
    }),
);

const spectral = (m: number) => ({ kind: "spectral-contrastive", embedding: m });

/** 10⁻³²: the same for double-double. */
const MINUTE = rational(1).div(rational(10).pow(32)!);

/** Eigenvalues of Σ that double-double precision resolves: one of 10⁻³² is not zero, and must not be taken for it. */
const resolvedSigma = size(2, 3).chain((p) =>
  fc
    .record({
      m: size(1, 3),
      q: rationalOrthogonal(p),
      values: distinctPositive(p),
      last: fc.constant(MINUTE),
    })
    .map(({ m, q, values, last }) => {
      const gamma = withSpectrum(q, [...values.slice(1), ZERO]);
      const file = (end: string | Rational) =>
        momentsProblem(
          gamma,
          withSpectrum(q, [...values.slice(1), typeof end === "string" ? rational(end) : end]),
          spectral(m),
        );
      return edge("Σ resolved by double-double precision", file("1"), file(last), "unavailable");
    }),
);

/** Γ ker Σ = 0, with a kernel of dimension two or three. */
const kernelOfSigma = fc
  .record({
    m: size(1, 3),
    kernel: size(2, 3),
    values: distinctPositive(2),
    v: rationalUnitVector(3),
    x: positiveRational,
  })
  .chain((data) => rationalOrthogonal(2 + data.kernel).map((q) => ({ ...data, q })))
  .map(({ m, kernel, values, v, x, q }) => {
    const turned = (a: RationalMatrix) => q.multiply(a).multiply(q.transpose());
    const sigma = directSum(diagonal([1, 2]), RationalMatrix.zero(kernel, kernel));
    const gamma = directSum(diagonal(values), RationalMatrix.zero(kernel, kernel));
    const direction = [ZERO, ZERO, ...v.slice(0, kernel)];
    const file = (a: RationalMatrix) => momentsProblem(turned(a), turned(sigma), spectral(m));
    // A unit vector of Q³ may have no part in the first two coordinates.
    const off = direction.every((entry) => entry.equals(0))
      ? [ZERO, ZERO, rational(1), ...v.slice(0, kernel - 1)]
      : direction;
    return edge("Γ vanishes on ker Σ", file(gamma), file(gamma.add(outer(off, off).scale(x))), "unavailable");
  });

const predictor = (m: number, eta: string | Rational, stopGradient: boolean) => ({
  kind: "predictor",
  embedding: m,
  weightDecay: typeof eta === "string" ? eta : rationalText(eta),
  stopGradient,
});

/** Γ and Σ commute exactly: 10⁻²⁰ off the diagonal is beyond double precision, and counts. */
const commuting = fc
  .record({ x: positiveRational, g: size(2, 5), sigma: size(2, 4) })
  .map(({ x, g, sigma }) => {
    const gamma = diagonal([g, "1/10"]);
    const file = (a: RationalMatrix) => momentsProblem(a, diagonal([1, sigma]), predictor(2, "1/10", true));
    return edge("ΓΣ = ΣΓ", file(gamma), file(disturbed(gamma, 0, 1, x.mul(TINY), true)), "gap");
  });

/** Solutions of (s²Σ − sΓ + ηI)v = 0 are simple: a chosen s has a plane of them. */
const simpleSolutions = fc
  .record({
    // η/s² below vᵀΣv: s is the larger solution of its modes, above: the smaller one; 1 ≤ vᵀΣv ≤ 5, and no double root.
    ratio: fc.constantFrom("1/10", "1/3", "6").map((x) => rational(x)),
    s: positiveRational,
    q: rationalOrthogonal(3).filter((x) => x.toRows().every((row) => row.every((entry) => !entry.equals(0)))),
    normal: fc.constantFrom([1, 2, 3], [1, 1, -2], [2, 1, 1]),
    // x < 0 takes the third mode away, and leaves the plane on top.
    x: nonzeroRational,
  })
  .map(({ ratio, s, q, normal, x }) => {
    const eta = s.mul(s).mul(ratio);
    const sigma = withSpectrum(q, [rational(5), rational(2), rational(1)]);
    const n = normal.map((entry) => rational(entry));
    const file = (rest: RationalMatrix) =>
      momentsProblem(
        sigma.scale(s.mul(s)).add(identity(3).scale(eta)).add(rest).scale(rational(1).div(s)),
        sigma,
        predictor(1, eta, true),
      );
    const line = outer(n, n).scale(x);
    return edge(
      "the solutions of the quadratic eigenvalue problem are simple",
      file(line.add(diagonal([1, 0, 0]))),
      file(line),
      "unavailable",
    );
  });

const BLOCKS = 12;

/** Joint moments beyond the reach of exact inertia: blocks Γ = tΣ, and a last mode with another t. */
const jointMoments = fc
  .record({
    eta: fc.constantFrom("0", "1/10"),
    q: rationalOrthogonal(2).filter((x) => !x.get(0, 0).equals(0) && !x.get(0, 1).equals(0)),
    values: distinctPositive(2),
    t: fc.constantFrom("9/10", "4/5", "-9/10"),
    beyond: fc.constantFrom("11/10", "2", "-2", "no margin", "no margin"),
  })
  .map(({ eta, q, values, t, beyond }) => {
    const block = withSpectrum(q, values);
    const sum = (a: RationalMatrix, last: Rational) =>
      directSum(
        Array.from({ length: BLOCKS }, (_, k) => a.scale(rational(k + 1))).reduce(directSum),
        RationalMatrix.diagonal([last]),
      );
    const file = (last: string, sigma: number) =>
      momentsProblem(
        sum(block.scale(rational(t)), rational(last)),
        sum(block, rational(sigma)),
        predictor(1, eta, false),
      );
    // A zero mode leaves no margin, which floating numbers need to see a positive definite matrix.
    const outside = beyond === "no margin" ? file("0", 0) : file(beyond, 1);
    return edge("Γ and Σ are moments of two views", file(t, 1), outside, "unavailable");
  });

/** A symmetric Γ that commutes with Σ: modes (g, h) and η. */
const modesFile = (
  m: number,
  eta: Rational | string,
  modes: readonly (readonly [number | Rational, number | Rational])[],
) =>
  momentsProblem(diagonal(modes.map(([g]) => g)), diagonal(modes.map(([, h]) => h)), predictor(m, eta, true));

/** Three viable modes with different h and h/g: all equilibria are known for m = 1 only. */
const viableModes = fc.record({ m: size(2, 3), x: size(1, 4) }).map(({ m, x }) => {
  const modes = [
    [4, x],
    [5, x + 2],
    [7, x + 3],
  ] as const;
  return edge("m = 1", modesFile(1, "1/20", modes), modesFile(m, "1/20", modes), "gap");
});

/** A mode with h = 0 beside another one: mixed pairs are free exactly where hη = g g′. */
const flatMode = fc
  .record({
    m: size(2, 3),
    g: positiveRational,
    ratio: size(5, 8),
    h: positiveRational,
    larger: fc.boolean(),
  })
  .map(({ m, g, ratio, h, larger }) => {
    const other = g.mul(ratio);
    const eta = g.mul(other).div(h);
    const modes = (decay: Rational, flat: Rational) =>
      modesFile(m, decay, [
        [flat, ZERO],
        [other, h],
      ]);
    // The flat mode may be the larger one off the threshold; on it the other one must be viable, g′ > 4g.
    const inside = larger ? modes(other.mul(other).div(h.mul(8)), other.add(1)) : modes(eta.mul("2/3"), g);
    return edge("no mixed pair at its threshold", inside, modes(eta, g), "gap");
  });

const contrastive = (d: number) => ({
  model: {
    dictionary: { kind: "identity", size: d },
    latent: { kind: "one-hot" },
    augmentation: { kind: "independent-masks", keep: "1/2" },
  },
  objective: { kind: "relu-contrastive", embedding: 3, temperature: "1", negatives: "distinct" },
});

const edges = fc.oneof(
  { weight: 3, arbitrary: diagonalGamma },
  { weight: 6, arbitrary: rankOneCoupling },
  { weight: 2, arbitrary: resolvedSigma },
  { weight: 3, arbitrary: kernelOfSigma },
  { weight: 2, arbitrary: commuting },
  { weight: 3, arbitrary: simpleSolutions },
  { weight: 2, arbitrary: viableModes },
  { weight: 4, arbitrary: flatMode },
);

const declinesOutside = ({ hypothesis, inside, outside, expected }: Edge): Check => {
  const [within, beyond] = [problemOf(inside), problemOf(outside)];
  const [here, there] = [statusOf(within), statusOf(beyond)];
  if (here !== "complete") return fails(`${hypothesis}: ${here} where it holds`);
  return all(
    require(there === expected, `${hypothesis}: ${there} where it fails, expected ${expected}`),
    proposalsAreCritical(within, { seed: 1 }),
  );
};

export const hypotheses = theorem({
  id: "closed-forms-claim-nothing-where-one-of-their-hypotheses-fails",
  section: "10",
  title: "The hypotheses of the closed forms are checked, each of them",
  statement:
    tex`A closed form of $\S\S$1--6 claims completeness on a problem that satisfies its hypotheses, and on a neighbour that ` +
    tex`violates a single one it declines, or names the gap in its list: an entry of $\Gamma$ off the diagonal (unit columns), ` +
    tex`or one that differs from $\beta s_i s_j$ (tied); an eigenvalue of $\Sigma$ too small for double-double precision, or a ` +
    tex`$\Gamma$ that does not vanish on $\ker\Sigma$ (spectral); $\Gamma$, $\Sigma$ that are no moments of two views ` +
    tex`(predictor); $\Gamma\Sigma \ne \Sigma\Gamma$ by $10^{-20}$, a plane of solutions of $(s^2\Sigma - s\Gamma + \eta I)v ` +
    tex`= 0$, three viable modes in general position for $m \ge 2$, a mode with $h = 0$ beside one with $h\eta = gg'$ ` +
    tex`(stop-gradient); a single latent (contrastive).`,
  hypotheses: ["exactly one hypothesis of the closed form fails"],
  source: { label: "D", claim: "no list may be called complete without its hypotheses" },
  role: "software",
  status: "experimental",
  proof:
    tex`Each hypothesis is necessary for the classification that claims it. Off-diagonal entries couple columns, so that $o \parallel ` +
    tex`t$ is no longer necessary; without rank-one coupling the tied loss depends on more than $\sum_j s_jw_j$. If $\Gamma$ does ` +
    tex`not vanish on $\ker\Sigma$, the spectral loss is unbounded along it. Without joint positivity Euler's inequality fails. A ` +
    tex`plane of solutions makes the rank-one equilibria a larger continuum. With $h_1 = 0$ the equations of a mixed pair read ` +
    tex`$T_{21} = 0$, $T_{11} = \eta/g_1$ and $T_{12} = 0$ or $T_{11} = g_2/h_2$: a continuum exactly for $h_2\eta = g_1g_2$.`,
  forms: [
    form<Edge>({
      mode: "exact",
      instances: edges,
      problem: ({ outside }) => outside,
      check: declinesOutside,
    }),
    form<Edge>({
      mode: "exact",
      share: 0.25,
      instances: jointMoments,
      problem: ({ outside }) => outside,
      check: declinesOutside,
    }),
    form({
      mode: "exact",
      share: 0.02,
      instances: size(2, 3),
      problem: () => contrastive(1),
      check: (d) =>
        all(
          require(statusOf(problemOf(contrastive(1))) ===
            "unavailable", "a negative with the only latent there is"),
          require(statusOf(problemOf(contrastive(d))) === "gap", `no closed form for ${d} latents`),
        ),
    }),
  ],
  controls: [
    {
      id: "every-hypothesis-holds",
      dropped: "no hypothesis fails: there the closed forms do claim completeness",
      form: form<Edge>({
        mode: "exact",
        instances: edges,
        problem: ({ inside }) => inside,
        check: (instance) => declinesOutside({ ...instance, outside: instance.inside }),
      }),
    },
  ],
});

/** Objectives of §§1–6 that have a closed form for every symmetric Γ, or every Γ. */
const GENERAL = [
  { normalize: "rows", tied: false },
  { normalize: "rows", tied: true },
  { normalize: "frobenius", tied: false },
  { normalize: "frobenius", tied: true },
  { normalize: "none", tied: false, weightDecay: "1" },
  { normalize: "none", tied: true, weightDecay: "1" },
  { normalize: "none", tied: false, weightDecay: "0" },
  "spectral-contrastive",
  "cross-correlation",
  "predictor",
] as const;

const objectiveOf = (name: (typeof GENERAL)[number], m: number): unknown => {
  if (typeof name === "object") return { kind: "bilinear", embedding: m, ...name };
  // All equilibria are known for m = 1, whatever Γ and Σ are.
  return name === "predictor" ? predictor(1, "1/19", true) : { kind: name, embedding: m };
};

const symmetric = (a: RationalMatrix) => a.add(a.transpose());

/** Γ with integer entries and an irrational spectrum, with a null space of dimension `zeros` beside it. */
const irrational = fc
  .record({
    name: fc.constantFrom(...GENERAL),
    m: size(1, 2),
    zeros: fc.constantFrom(0, 0, 1, 3),
    p: size(2, 3),
  })
  .chain((data) =>
    rationalMatrix(
      data.p,
      data.p,
      size(-3, 3).map((x) => rational(x)),
    ).map((raw) => {
      const { name, m, zeros, p } = data;
      const core = typeof name === "object" && !name.tied ? raw : symmetric(raw);
      const flat = zeros === 3 ? 1 : p;
      const gamma =
        zeros === 0
          ? core
          : directSum(
              core.map((x, i, j) => (i < flat && j < flat ? x : ZERO)),
              RationalMatrix.zero(zeros, zeros),
            );
      return momentsProblem(gamma, identity(gamma.rows), objectiveOf(name, m));
    }),
  );

/** Γ and Σ of a random orthonormal dictionary: rounded, not exact. */
const rounded = fc
  .record({
    // λ = σ = 0 is an equality that rounded data cannot decide.
    name: fc.constantFrom(
      "predictor" as const,
      "predictor" as const,
      ...GENERAL.filter(
        (name) => typeof name !== "object" || !("weightDecay" in name) || name.weightDecay !== "0",
      ),
    ),
    m: size(1, 2),
    seed: fc.nat(1000),
    probabilities: fc.constantFrom(["1/2", "1/3", "1/6"], ["3/5", "3/10", "1/10"]),
    rows: size(3, 4),
    augmentation: fc.constantFrom(
      { kind: "none" },
      { kind: "additive-gaussian", variance: "1/4" },
      { kind: "independent-masks", keep: "1/2" },
    ),
    noise: fc.constantFrom("0", "0", "1/5"),
  })
  .map(({ name, m, seed, probabilities, rows, augmentation, noise }) => ({
    model: {
      dictionary: { kind: "random-orthonormal", rows, columns: 3, seed },
      latent: { kind: "one-hot", probabilities },
      noise: { variance: noise },
      augmentation,
    },
    // The views are equal without augmentation, h = g, and all equilibria are known for every m.
    objective:
      name === "predictor" && augmentation.kind === "none"
        ? predictor(m, "1/50", true)
        : objectiveOf(name, m),
  }));

const agreesInGeneralPosition = async (file: unknown): Promise<Check> => {
  const problem = problemOf(file);
  if (statusOf(problem) !== "complete") {
    const closed = problem.objective.closedForm();
    return fails("unavailable" in closed ? closed.unavailable : `gap: ${closed.gap}`);
  }
  const { check } = await atlasAgrees(problem, { complete: true });
  return all(check, proposalsAreCritical(problem, { seed: 3 }));
};

export const generalPosition = theorem({
  id: "closed-forms-hold-in-general-position-as-they-do-on-rational-spectra",
  section: "10",
  title: "Closed forms on irrational and on rounded spectra",
  statement:
    tex`The classifications of $\S\S$2--4, and of $\S$6 for $m = 1$ or $\Sigma = \Gamma$, do not depend on the arithmetic of ` +
    tex`$\Gamma$, $\Sigma$: for integer matrices with irrational spectra, with a null space or without, and for moments of a random ` +
    tex`orthonormal dictionary that are known up to rounding, every listed component has the index and nullity of the symbolic ` +
    tex`Hessian at its points, its random points are critical and span its dimension, and no value is called exact that is not.`,
  hypotheses: ["the hypotheses of the classification hold"],
  source: { label: "D", claim: "the closed forms as the library evaluates them" },
  role: "software",
  status: "experimental",
  proof:
    tex`The proofs of $\S\S$2--4, 6 use real eigenvalues and singular values only. Which of them are equal, or zero, is decided exactly ` +
    tex`for exact moments and up to the rounding of the data otherwise.`,
  forms: [
    form<unknown>({
      mode: "floating",
      instances: irrational,
      problem: (file) => file,
      check: agreesInGeneralPosition,
    }),
    form<unknown>({
      mode: "floating",
      instances: rounded,
      problem: (file) => file,
      check: agreesInGeneralPosition,
    }),
  ],
  controls: [
    {
      id: "columns-coupled",
      dropped: "unit columns with a general Γ: a bipartite spin model without a closed form",
      form: form<unknown>({
        mode: "floating",
        instances: size(1, 2).map((m) =>
          momentsProblem(
            RationalMatrix.from([
              [2, 1],
              [1, 1],
            ]),
            identity(2),
            bilinear(m, "columns", false),
          ),
        ),
        problem: (file) => file,
        check: agreesInGeneralPosition,
      }),
    },
  ],
});

interface Rotation {
  readonly file: unknown;
  readonly q: RationalMatrix;
  readonly w: RationalMatrix;
  readonly t: RationalMatrix;
  readonly predictor: RationalMatrix;
  readonly all: boolean;
}

/** A point on the constraint set: rows or columns are rational unit vectors. */
const constrained = (m: number, p: number, normalize: string): fc.Arbitrary<RationalMatrix> => {
  if (normalize === "rows")
    return fc
      .array(rationalUnitVector(p), { minLength: m, maxLength: m })
      .map((rows) => RationalMatrix.from(rows));
  if (normalize === "columns") return constrained(p, m, "rows").map((a) => a.transpose());
  if (normalize === "frobenius")
    return rationalUnitVector(m * p).map((x) => RationalMatrix.generate(m, p, (i, j) => x[i * p + j]!));
  return rationalMatrix(m, p);
};

const rotations = (normalizations: readonly string[]): fc.Arbitrary<Rotation> =>
  fc
    .record({
      m: size(2, 3),
      p: size(2, 3),
      normalize: fc.constantFrom(...normalizations),
      kind: fc.constantFrom("bilinear", "spectral-contrastive", "cross-correlation", "predictor"),
      tied: fc.boolean(),
    })
    .chain(({ m, p, normalize, kind, tied }) => {
      const name = kind === "bilinear" ? normalize : "none";
      return fc
        .record({
          gamma: rationalMatrix(p, p).map(symmetric),
          q: rationalOrthogonal(m),
          w: constrained(m, p, name),
          t: constrained(m, p, name),
          predictor: rationalMatrix(m, m),
        })
        .map(({ gamma, ...points }) => ({
          ...points,
          all: name !== "rows",
          file: momentsProblem(gamma, identity(p), {
            kind,
            embedding: m,
            ...(kind === "bilinear" ? { normalize, tied } : {}),
            ...(kind === "predictor" ? { weightDecay: "1/3", stopGradient: false } : {}),
          }),
        }));
    });

/** W → QW, P → QPQᵀ, for the variables that the problem declares; all of them where rotations are a symmetry. */
function isInvariant({ file, q, w, t, predictor: p, all: everything }: Rotation, forced = false): Check {
  const problem = problemOf(file);
  const landscape = landscapeOf(problem);
  const names = landscape.variables.map(({ symbol }) => symbol.name);
  const values = new Map([
    ["W", w],
    ["Wo", w],
    ["Wt", t],
    ["P", p],
  ]);
  const before = new Map(names.map((name) => [name, values.get(name)!]));
  const [symmetry] = problem.objective.symmetries;
  if (symmetry?.kind !== "left-orthogonal") return fails("no rotation is declared");
  const after = new Map(
    [...before].map(([name, x]) => {
      if (forced || symmetry.left.includes(name)) return [name, q.multiply(x)];
      return [name, symmetry.conjugated.includes(name) ? q.multiply(x).multiply(q.transpose()) : x];
    }),
  );
  const moved = [...symmetry.left, ...symmetry.conjugated];
  return all(
    require(isFeasible(landscape, before), "the point is not on the constraint set"),
    require(isFeasible(landscape, after), "the rotated point leaves the constraint set"),
    require(exactValue(landscape, before).equals(exactValue(landscape, after)), "the loss changes"),
    everything
      ? require(names.every((name) => moved.includes(name)), `only ${moved.join(", ")} are rotated`)
      : holds(),
  );
}

export const declaredSymmetries = theorem({
  id: "losses-are-invariant-under-the-rotations-that-they-declare",
  section: "10",
  title: "Declared symmetries are symmetries",
  statement:
    tex`For $Q \in O(m)$, $W \mapsto QW$ (both encoders together, $P \mapsto QPQ^\top$) leaves the losses of $\S\S$1--5 and their ` +
    tex`constraint sets invariant, unless rows are normalised; the objectives declare it exactly then.`,
  hypotheses: ["rows are not normalised"],
  source: { label: "D", claim: "the symmetry that deduplication and gauge fixing rely on" },
  role: "definition",
  status: "proved",
  proof:
    tex`Traces are invariant under conjugation, $\|QA\|_F = \|A\|_F$, $\|QAQ^\top - I\| = \|A - I\|$, and columns of $QW$ have the ` +
    tex`norms of those of $W$. The rows of $QW$ mix, and their norms change.`,
  forms: [
    form<Rotation>({
      mode: "exact",
      instances: rotations(["none", "columns", "frobenius", "rows"]),
      problem: ({ file }) => file,
      check: (instance) => isInvariant(instance),
    }),
  ],
  controls: [
    {
      id: "rows-normalised",
      dropped: "rows are normalised, and the rotation is applied all the same",
      form: form<Rotation>({
        mode: "exact",
        instances: rotations(["rows"]).filter(({ all: symmetric }) => !symmetric),
        problem: ({ file }) => file,
        check: (instance) => isInvariant(instance, true),
      }),
    },
  ],
});
