/**
 * §1a: what the minima of the unit-column objective are made of: the whole list for any diagonal Γ, no bad value, the
 * codimension of the orthonormal minima, and full-rank minima as far from the dictionary as one likes.
 */

import fc from "fast-check";
import {
  LandscapeSystem,
  ONE,
  type Rational,
  RationalMatrix,
  rank,
  rational,
  rationalText,
  sign,
  toNumber,
  ZERO,
} from "landscape-atlas";
import {
  all,
  atlasAgrees,
  type Check,
  closedFormLists,
  closedFormOf,
  fails,
  form,
  fromColumns,
  isExactlyCritical,
  landscapeOf,
  momentsProblem,
  nonzeroRational,
  type Parts,
  pow,
  problemOf,
  proposalsAreCritical,
  rationalFrame,
  rationalUnitVector,
  require,
  searchCovers,
  searchFindsOnly,
  shape,
  sphereCharacteristic,
  squared,
  sumOf,
  theorem,
  valuesAtLeast,
  within,
} from "landscape-atlas/theorems";

/** Rational diagonals with zeros and repeated |γ|. */
const diagonalEntry = fc.oneof(
  fc.constant(ZERO),
  fc.constantFrom(rational(1), rational(-1), rational(2)),
  nonzeroRational,
);

const weightDecay = fc.constantFrom(ZERO, rational("1/3"), rational(2));
const vectors = (m: number, count: number) =>
  fc.array(rationalUnitVector(m), { minLength: count, maxLength: count });
const list = <T>(item: fc.Arbitrary<T>, count: number) =>
  fc.array(item, { minLength: count, maxLength: count });

interface Diagonal {
  readonly m: number;
  readonly gamma: readonly Rational[];
  readonly lambda?: Rational;
}

const file = ({ m, gamma, lambda = ZERO }: Diagonal): unknown =>
  momentsProblem(RationalMatrix.diagonal(gamma), RationalMatrix.identity(gamma.length), {
    kind: "bilinear",
    embedding: m,
    normalize: "columns",
    weightDecay: rationalText(lambda),
  });

/** A critical pair: t_j = s_j o_j where γ_j ≠ 0, any unit vector where γ_j = 0. */
interface CriticalPair extends Diagonal {
  readonly signs: readonly number[];
  readonly online: readonly (readonly Rational[])[];
  readonly free: readonly (readonly Rational[])[];
}

const criticalPair = (maxM: number, maxP: number, minM = 1): fc.Arbitrary<CriticalPair> =>
  shape(maxM, maxP, minM).chain(({ m, p }) =>
    fc.record({
      m: fc.constant(m),
      gamma: list(diagonalEntry, p),
      lambda: weightDecay,
      signs: list(fc.constantFrom(1, -1), p),
      online: vectors(m, p),
      free: vectors(m, p),
    }),
  );

const parts: Parts<CriticalPair> = {
  "a zero γ": ({ gamma }) => gamma.some((g) => g.equals(0)),
  "all γ zero": ({ gamma }) => gamma.every((g) => g.equals(0)),
  "a negative γ": ({ gamma }) => gamma.some((g) => sign(g) < 0),
  "m < p": ({ m, gamma }) => m < gamma.length,
  "λ > 0": ({ lambda = ZERO }) => sign(lambda) > 0,
  "a global minimum": ({ gamma, signs }) => gamma.every((g, j) => sign(g) * signs[j]! >= 0),
};

const pointOf = ({ gamma, signs, online, free }: CriticalPair) => ({
  Wo: fromColumns(online),
  Wt: fromColumns(online.map((o, j) => (gamma[j]!.equals(0) ? free[j]! : o.map((x) => x.mul(signs[j]!))))),
});

/** 2 + 2pλ − 2 Σ s_j γ_j. */
const levelOf = ({ gamma, lambda = ZERO }: Diagonal, signs: readonly number[]): Rational =>
  sumOf(gamma.map((g, j) => lambda.sub(g.mul(signs[j]!)).mul(2))).add(2);

const live = (gamma: readonly Rational[]) => gamma.filter((g) => !g.equals(0)).length;
const reversed = (gamma: readonly Rational[], signs: readonly number[]) =>
  gamma.filter((g, j) => sign(g) * signs[j]! < 0).length;
const dimensionOf = ({ m, gamma }: Diagonal) => (2 * gamma.length - live(gamma)) * (m - 1);
const least = (diagonal: Diagonal) =>
  levelOf(
    diagonal,
    diagonal.gamma.map((g) => sign(g)),
  );

/** One claim for every sign pattern on the columns with γ_j ≠ 0. */
const componentsOf = (diagonal: Diagonal) => {
  const { m, gamma } = diagonal;
  const positions = gamma.flatMap((g, j) => (g.equals(0) ? [] : [j]));
  const dead = gamma.length - positions.length;
  const spheres = positions.length + 2 * dead;
  return Array.from({ length: pow(2, positions.length) }, (_, bits) => {
    const signs = gamma.map((_, j) => ((bits >> positions.indexOf(j)) & 1 && !gamma[j]!.equals(0) ? -1 : 1));
    return {
      value: levelOf(diagonal, signs),
      dimension: spheres * (m - 1),
      index: (m - 1) * reversed(gamma, signs),
      nullity: spheres * (m - 1),
      copies: m === 1 ? 2n ** BigInt(spheres) : 1n,
      euler: sphereCharacteristic(m - 1) ** BigInt(spheres),
      globalMinimum: reversed(gamma, signs) === 0,
    };
  });
};

/** χ(S^{m−1}), two points for m = 1. */
const chi = (m: number) => (m % 2 === 1 ? 2n : 0n);

export const withZeros = theorem({
  id: "columns-with-zero-correlation-are-free-and-all-others-are-copied-or-reversed",
  section: "1a",
  title: "Unit columns and any diagonal correlation: the whole list",
  statement:
    "Let $\\Gamma = \\operatorname{diag}(\\gamma)$ with $p'$ nonzero and $p_0$ zero entries, and let the columns of $W_o, W_t " +
    "\\in \\mathbb{R}^{m\\times p}$ be unit vectors. The critical points of $2 - 2\\operatorname{tr}(W_o\\Gamma W_t^\\top) + " +
    "\\lambda(\\|W_o\\|^2 + \\|W_t\\|^2)$ are exactly the pairs with $t_j = s_j o_j$, $s_j = \\pm 1$, wherever $\\gamma_j \\ne " +
    "0$. For $m \\ge 2$ each $s \\in \\{\\pm 1\\}^{p'}$ gives one component $\\cong (S^{m-1})^{p' + 2p_0}$ of value $2 + " +
    "2p\\lambda - 2\\sum_j s_j\\gamma_j$, index $(m-1)\\,\\#\\{j : s_j\\gamma_j < 0\\}$ and nullity equal to its dimension; for " +
    "$m = 1$ these are $2^{2p}$ points in all.",
  hypotheses: ["Γ is diagonal", "the columns, not the rows, are normalised"],
  source: {
    label: "D",
    claim: "the full critical set of the simplified objective of [P], zero correlations included",
  },
  status: "proved",
  proof:
    "On the constraint set $\\|W_o\\|^2 = \\|W_t\\|^2 = p$, so $\\lambda$ adds a constant, and columns decouple. A column with " +
    "$\\gamma_j = 0$ contributes a constant on $S^{m-1}\\times S^{m-1}$. For $\\gamma_j \\ne 0$ the tangential gradient of " +
    "$-2\\gamma\\langle o,t\\rangle$ vanishes iff $t = \\pm o$, and there the Riemannian Hessian is $2s\\gamma\\|u - sv\\|^2$ on " +
    "tangent pairs $(u,v)$, with eigenvalues $0$ and $4s\\gamma$, $m-1$ times each. Add up over columns.",
  forms: [
    form({
      mode: "exact",
      instances: criticalPair(3, 3),
      parts: { ...parts, "m = 1": ({ m }) => m === 1 },
      problem: (instance) => file(instance),
      check: (instance) =>
        isExactlyCritical(problemOf(file(instance)), pointOf(instance), {
          value: levelOf(instance, instance.signs),
          index: (instance.m - 1) * reversed(instance.gamma, instance.signs),
          nullity: dimensionOf(instance),
        }),
    }),
    form({
      mode: "exact",
      share: 0.4,
      instances: shape(4, 4).chain(({ m, p }) =>
        fc.record({ m: fc.constant(m), gamma: list(diagonalEntry, p), lambda: weightDecay }),
      ),
      problem: (instance) => file(instance),
      check: (instance) =>
        closedFormLists(
          problemOf(file(instance)),
          componentsOf(instance),
          chi(instance.m) ** BigInt(2 * instance.gamma.length),
        ),
    }),
    form({
      mode: "floating",
      share: 0.2,
      instances: shape(3, 3).chain(({ m, p }) =>
        fc.record({
          m: fc.constant(m),
          gamma: list(diagonalEntry, p),
          lambda: weightDecay,
          seed: fc.nat(2 ** 30),
        }),
      ),
      problem: (instance) => file(instance),
      check: async (instance) => {
        const problem = problemOf(file(instance));
        const { check, atlas } = await atlasAgrees(problem);
        const options = { starts: 30, seed: instance.seed };
        return all(
          check,
          proposalsAreCritical(problem, { seed: instance.seed }),
          instance.gamma.length <= 2
            ? searchCovers(problem, atlas.components, options)
            : searchFindsOnly(problem, atlas.components, options).check,
        );
      },
    }),
  ],
  controls: [
    {
      id: "coupled-columns",
      dropped: "Γ has an entry off the diagonal: columns attract each other and copies are not critical",
      form: form({
        mode: "exact",
        instances: fc.record({ pair: vectors(2, 2), coupling: nonzeroRational }),
        check: ({ pair, coupling }) =>
          isExactlyCritical(
            problemOf(
              momentsProblem(
                RationalMatrix.from([
                  [1, coupling],
                  [coupling, 2],
                ]),
                RationalMatrix.identity(2),
                { kind: "bilinear", embedding: 2, normalize: "columns" },
              ),
            ),
            { Wo: fromColumns(pair), Wt: fromColumns(pair) },
          ),
      }),
    },
    {
      id: "normalised-rows",
      dropped: "rows are normalised instead: a unit row and its copy are critical only along eigenvectors",
      form: form({
        mode: "exact",
        instances: rationalUnitVector(2),
        check: (row) =>
          isExactlyCritical(
            problemOf(
              momentsProblem(
                RationalMatrix.from([
                  [1, 0],
                  [0, 2],
                ]),
                RationalMatrix.identity(2),
                {
                  kind: "bilinear",
                  embedding: 1,
                  normalize: "rows",
                },
              ),
            ),
            { Wo: RationalMatrix.from([row]), Wt: RationalMatrix.from([row]) },
          ),
      }),
    },
  ],
});

/** Index zero exactly at the least value, and never a value below it. */
const minimaAreGlobal = (instance: CriticalPair): Check => {
  const problem = problemOf(file(instance));
  const bound = least(instance);
  const value = levelOf(instance, instance.signs);
  const point = pointOf(instance);
  const elsewhere = { Wo: point.Wo, Wt: fromColumns(instance.free) };
  return all(
    isExactlyCritical(problem, point, { value }),
    isExactlyCritical(problem, point, value.equals(bound) ? { index: 0 } : {}),
    value.equals(bound) || isExactlyCritical(problem, point, { index: 0 }).verdict === "fails"
      ? valuesAtLeast(problem, [point, elsewhere], bound)
      : fails(`index 0 at the value ${rationalText(value)} above the least, ${rationalText(bound)}`),
  );
};

export const noBadValue = theorem({
  id: "local-minima-of-the-unit-column-objective-all-have-the-global-value",
  section: "1a",
  title: "Unit columns: no bad local minima in value",
  statement:
    "Let $m \\ge 2$, $\\Gamma = \\operatorname{diag}(\\gamma)$ and unit columns. Every local minimum of the column-normalised " +
    "bilinear objective has the global value $2 - 2\\sum_j |\\gamma_j|$; every other critical point has index at least $m - 1$.",
  hypotheses: ["m ≥ 2", "Γ is diagonal"],
  source: { label: "D", claim: "the bad minima of [P] are bad as encoders, not in value" },
  role: "corollary",
  status: "proved",
  proof:
    "$\\langle o_j, t_j\\rangle \\operatorname{sign}\\gamma_j \\le 1$ gives the bound, attained iff $t_j = " +
    "\\operatorname{sign}(\\gamma_j)\\, o_j$ for all $\\gamma_j \\ne 0$. Any other critical point has $s_j\\gamma_j < 0$ for " +
    "some $j$, where the Hessian has the eigenvalue $4 s_j\\gamma_j < 0$ with multiplicity $m - 1 \\ge 1$.",
  forms: [
    form({
      mode: "exact",
      instances: criticalPair(3, 3, 2),
      parts,
      problem: (instance) => file(instance),
      check: minimaAreGlobal,
    }),
    form({
      mode: "floating",
      share: 0.3,
      instances: shape(4, 4, 2).chain(({ m, p }) =>
        fc.record({ m: fc.constant(m), gamma: list(diagonalEntry, p) }),
      ),
      problem: (instance) => file(instance),
      check: async (instance) => {
        const { check, atlas } = await atlasAgrees(problemOf(file(instance)));
        const bad = atlas.components.find(
          ({ kind, exactValue }) =>
            (kind === "global-minimum") !== (exactValue === rationalText(least(instance))) ||
            !["global-minimum", "strict-saddle", "local-maximum", "global-maximum"].includes(kind),
        );
        return all(
          check,
          require(bad === undefined, `${bad?.id} is a ${bad?.kind} of value ${bad?.exactValue}`),
        );
      },
    }),
  ],
  controls: [
    {
      id: "one-dimensional-embedding",
      dropped: "m = 1: points are isolated, and every one is a local minimum",
      form: form({
        mode: "exact",
        instances: criticalPair(1, 3),
        problem: (instance) => file(instance),
        check: minimaAreGlobal,
      }),
    },
    {
      id: "rows-and-general-gamma",
      dropped:
        "Γ is not diagonal (m = 2, p = 2, a rotation by a right angle): the stated value is not the least",
      form: form({
        mode: "exact",
        instances: fc.record({ coupling: nonzeroRational, gamma: list(nonzeroRational, 2) }),
        check: ({ coupling, gamma }) => {
          const [a, b] = gamma as [Rational, Rational];
          const problem = problemOf(
            momentsProblem(
              RationalMatrix.from([
                [a, coupling],
                [coupling, b],
              ]),
              RationalMatrix.identity(2),
              { kind: "bilinear", embedding: 2, normalize: "columns" },
            ),
          );
          // All columns on one line, with every pattern of signs.
          const points = [1, -1].flatMap((s) =>
            [1, -1].flatMap((t) =>
              [1, -1].map((u) => ({
                Wo: RationalMatrix.from([
                  [1, s],
                  [0, 0],
                ]),
                Wt: RationalMatrix.from([
                  [t, u],
                  [0, 0],
                ]),
              })),
            ),
          );
          return valuesAtLeast(problem, points, least({ m: 2, gamma: [a, b] }));
        },
      }),
    },
  ],
});

/** Gram entries (o_i, o_j), i ≤ j: those with i = j are the constraints. */
const gramEntries = (w: RationalMatrix): Rational[] => {
  const gram = w.transpose().multiply(w);
  return Array.from({ length: w.columns }, (_, i) =>
    Array.from({ length: w.columns - i }, (_, k) => gram.get(i, i + k)),
  ).flat();
};

/** The differential of the Gram entries, by central differences, which are exact for quadratic functions. */
const gramDifferential = (w: RationalMatrix): RationalMatrix =>
  RationalMatrix.from(
    Array.from({ length: w.rows * w.columns }, (_, k) => {
      const nudged = (step: Rational) =>
        gramEntries(w.map((x, i, j) => (i * w.columns + j === k ? x.add(step) : x)));
      const before = nudged(ONE.neg());
      return nudged(ONE).map((after, e) => after.sub(before[e]!).div(2));
    }),
  );

const codimensionIs = (w: RationalMatrix): Check => {
  const p = w.columns;
  // The constraints alone have rank p; what the pairs add is the codimension within the product of spheres.
  const codimension = rank(gramDifferential(w)) - p;
  return require(codimension ===
    (p * (p - 1)) / 2, `codimension ${codimension}, claimed ${(p * (p - 1)) / 2}`);
};

/** The orthonormal representative among the listed global minima, and the codimension noted there. */
const listedCodimension = ({ m, gamma }: Diagonal): Check => {
  const p = gamma.length;
  const [first] = closedFormOf(problemOf(file({ m, gamma }))).proposals();
  const w = first!.exactRepresentative!.get("Wo")!;
  const noted = first!.notes?.join(" ").match(/codimension (\d+)/)?.[1];
  return all(
    require(w
      .transpose()
      .multiply(w)
      .equals(RationalMatrix.identity(p)), "the listed minimum is not orthonormal"),
    // For m = 1 there are points only, and nothing to note.
    require(m === 1 || noted === `${(p * (p - 1)) / 2}`, `the closed form notes the codimension ${noted}`),
  );
};

const tall = (maxM: number, maxP: number) =>
  shape(maxM, maxP).map(({ m, p }) => ({ m: Math.max(m, p), p: Math.min(m, p) }));

export const orthonormalCodimension = theorem({
  id: "orthonormal-columns-have-codimension-p-choose-two-among-the-minima",
  section: "1a",
  title: "Unit columns: codimension of the orthonormal minima",
  statement:
    "Let $m \\ge p$, $\\Gamma = \\operatorname{diag}(\\gamma)$ with all $\\gamma_j \\ne 0$, and unit columns. The global minima " +
    "form a manifold $\\cong (S^{m-1})^p$, and those with orthonormal columns, $W_o^\\top W_o = I$, a nonempty submanifold of " +
    "it of codimension $p(p-1)/2$; for $m < p$ there are none.",
  hypotheses: ["m ≥ p", "columns are orthonormal at the point where codimension is counted"],
  source: { label: "D", claim: "how rare the good minima are among those of [P]'s simplified objective" },
  status: "proved",
  proof:
    "The minima are parametrised by $W_o$. Let $F(W) = (\\langle w_i, w_j\\rangle)_{i<j}$ on $(S^{m-1})^p$; the orthonormal " +
    "minima are $F^{-1}(0)$, nonempty for $m \\ge p$. At $W^\\top W = I$ the tangent vector $\\delta_i = w_j$, all other " +
    "$\\delta$ zero, is admissible as $\\langle w_i, w_j\\rangle = 0$, and $DF$ maps it to the basis vector of the pair " +
    "$(i,j)$: the pair $(i,k)$ gets $\\langle w_j, w_k\\rangle = \\delta_{jk}$, others $0$. So $0$ is a regular value. For $m < p$ no " +
    "$p$ vectors of $\\mathbb{R}^m$ are orthonormal.",
  forms: [
    form({
      mode: "exact",
      instances: tall(6, 4).chain(({ m, p }) => rationalFrame(m, p)),
      check: codimensionIs,
    }),
    form({
      mode: "exact",
      share: 0.5,
      instances: tall(6, 5).chain(({ m, p }) =>
        fc.record({ m: fc.constant(m), gamma: list(nonzeroRational, p) }),
      ),
      problem: (instance) => file(instance),
      check: listedCodimension,
    }),
  ],
  controls: [
    {
      id: "collapsed-columns",
      dropped:
        "the columns are not orthonormal but equal: pairs of equal columns leave no trace in the differential",
      form: form({
        mode: "exact",
        instances: shape(4, 4, 2, 2).chain(({ m, p }) =>
          rationalUnitVector(m).map((w) => fromColumns(new Array(p).fill(w))),
        ),
        check: codimensionIs,
      }),
    },
    {
      id: "narrow-embedding",
      dropped: "m < p: no minimum has orthonormal columns",
      form: form({
        mode: "exact",
        instances: fc
          .integer({ min: 1, max: 4 })
          .chain((m) => fc.record({ m: fc.constant(m), gamma: list(nonzeroRational, m + 1) })),
        problem: (instance) => file(instance),
        check: listedCodimension,
      }),
    },
  ],
});

/** W = Q (a I + b 11ᵀ) with a² (p−1) + (a + pb)² = p: unit columns, all pairs at the same angle. */
interface Fan {
  readonly frame: RationalMatrix;
  readonly gamma: readonly Rational[];
  readonly a: Rational;
  readonly c: Rational;
}

const fanEncoder = ({ frame, a, c }: Omit<Fan, "gamma">): RationalMatrix => {
  const p = frame.columns;
  const b = c.sub(a).div(rational(p));
  return frame.multiply(RationalMatrix.generate(p, p, (i, j) => (i === j ? a.add(b) : b)));
};

/**
 * Rational points (c, a) of c² + (p−1)a² = p on the arc from (1, 1) towards (√p, 0): the second intersection with the
 * line of slope −κ through (1, 1), κ from 1/(p−1) to (1 + √p)/(p−1).
 */
const fan = (maxM: number, maxP: number): fc.Arbitrary<Fan> =>
  shape(maxM, maxP, 2, 2)
    .map(({ m, p }) => ({ m: Math.max(m, p), p }))
    .chain(({ m, p }) =>
      fc.record({
        frame: rationalFrame(m, p),
        gamma: list(nonzeroRational, p),
        share: fc.integer({ min: 0, max: 12 }),
      }),
    )
    .map(({ frame, gamma, share }) => {
      const p = frame.columns;
      const root = rational(`${Math.floor(100 * Math.sqrt(p))}/100`);
      const kappa = root
        .mul(share)
        .div(13)
        .add(1)
        .div(rational(p - 1));
      const step = kappa
        .mul(p - 1)
        .sub(1)
        .mul(2)
        .div(
          kappa
            .mul(kappa)
            .mul(p - 1)
            .add(1),
        );
      return { frame, gamma, c: step.add(1), a: ONE.sub(kappa.mul(step)) };
    });

/** The claims of the theorem at one fan; the distance to the set of frames is 2p − 2‖W‖_*. */
const fanIsAFarMinimum = (instance: Fan, others: readonly RationalMatrix[]): Check => {
  const { frame, gamma, a, c } = instance;
  const p = frame.columns;
  const w = fanEncoder(instance);
  const problem = problemOf(file({ m: frame.rows, gamma }));
  const distance = (q: RationalMatrix) => w.subtract(q).norm2();
  const claimed = rational(2 * p).sub(
    a
      .mul(p - 1)
      .add(c)
      .mul(2),
  );
  const nearer = others.find((q) => distance(q).compare(claimed) < 0);
  return all(
    isExactlyCritical(
      problem,
      {
        Wo: w,
        Wt: fromColumns(
          w
            .transpose()
            .toRows()
            .map((o, j) => o.map((x) => x.mul(sign(gamma[j]!)))),
        ),
      },
      { value: least({ m: frame.rows, gamma }), ...(frame.rows * p <= 9 ? { index: 0 } : {}) },
    ),
    require(rank(w) === p, `rank ${rank(w)}, claimed ${p}`),
    require(distance(frame).equals(claimed), "the distance to the nearest frame is not 2p − 2‖W‖_*"),
    require(nearer === undefined, "a frame is nearer than the claimed distance"),
  );
};

export const farMinima = theorem({
  id: "full-rank-minima-exist-at-every-distance-from-the-orthonormal-encoders",
  section: "1a",
  title: "Unit columns: full-rank minima at any distance from the dictionary",
  statement:
    "Let $m \\ge p \\ge 2$, $\\Gamma = \\operatorname{diag}(\\gamma)$, unit columns, and let $G$ be the set of $m \\times p$ " +
    "matrices with orthonormal columns, that is, the dictionary $M = I$ up to rotation. The distances $\\operatorname{dist}(W_o, " +
    "G)^2$ of the global minima with $W_o$ of full rank $p$ fill the interval $[0,\\, 2p - 2\\sqrt{p})$, and no unit-column " +
    "matrix of rank above one is as far as its right end.",
  hypotheses: ["m ≥ p", "p ≥ 2", "the distance is strictly below the right end"],
  source: { label: "D", claim: "sharp form of the claim of [P] that non-collapsed bad global minima abound" },
  status: "proved",
  proof:
    "$\\|W - Q\\|_F^2 = 2p - 2\\operatorname{tr}(Q^\\top W)$ for unit columns, and $\\max_Q \\operatorname{tr}(Q^\\top W) = " +
    "\\|W\\|_*$ (the sum of singular values), so $\\operatorname{dist}^2 = 2p - 2\\|W\\|_*$. As $\\|W\\|_* \\ge \\|W\\|_F = " +
    "\\sqrt p$ with equality iff $\\operatorname{rank} W = 1$, the right end is not attained beyond rank one. For $0 \\le " +
    "\\tau < 1$ let $W_\\tau = Q\\,((1-\\tau) I + \\tau \\mathbf{1}\\mathbf{1}^\\top)^{1/2}$ with $Q \\in G$: unit columns, full " +
    "rank, $\\|W_\\tau\\|_* = (p-1)\\sqrt{1-\\tau} + \\sqrt{1 + (p-1)\\tau}$, continuous with value $p$ at $0$ and limit $\\sqrt " +
    "p$ at $1$. Every $W_o$ with unit columns belongs to a global minimum, $t_j = \\operatorname{sign}(\\gamma_j)\\, o_j$.",
  forms: [
    form({
      mode: "exact",
      share: 0.6,
      instances: fan(4, 4).chain((instance) =>
        fc.record({
          instance: fc.constant(instance),
          others: list(rationalFrame(instance.frame.rows, instance.frame.columns), 3),
        }),
      ),
      check: ({ instance, others }) => fanIsAFarMinimum(instance, others),
    }),
    form({
      mode: "floating",
      share: 0.5,
      instances: fc.record({
        p: fc.integer({ min: 2, max: 6 }),
        extra: fc.integer({ min: 0, max: 2 }),
        target: fc.double({ min: 0, max: 0.999, noNaN: true }),
      }),
      check: ({ p, extra, target }) => {
        // Solve (p−1)√(1−τ) + √(1+(p−1)τ) = p − δ²/2 for τ: the left side decreases.
        const m = p + extra;
        const goal = target * (2 * p - 2 * Math.sqrt(p));
        const norm = (tau: number) => (p - 1) * Math.sqrt(1 - tau) + Math.sqrt(1 + (p - 1) * tau);
        let [low, high] = [0, 1];
        for (let k = 0; k < 60; k++) {
          const middle = (low + high) / 2;
          if (2 * p - 2 * norm(middle) < goal) low = middle;
          else high = middle;
        }
        const [a, c] = [Math.sqrt(1 - low), Math.sqrt(1 + (p - 1) * low)];
        const b = (c - a) / p;
        const entry = (i: number, j: number) => (i >= p ? 0 : i === j ? a + b : b);
        const gamma = Array.from({ length: p }, (_, j) => rational(j + 1));
        const system = new LandscapeSystem(landscapeOf(problemOf(file({ m, gamma }))));
        const w = {
          rows: m,
          columns: p,
          data: Float64Array.from({ length: m * p }, (_, k) => entry(Math.floor(k / p), k % p)),
        };
        const x = system.flatten({ Wo: w, Wt: w });
        let squares = 0;
        w.data.forEach((value, k) => {
          squares += squared(value - (Math.floor(k / p) === k % p ? 1 : 0));
        });
        return all(
          // dist² is a difference of numbers of size 2p; near 0 its root loses half the digits, its square none.
          within(Math.abs(squares - goal), 1e-12 * p, "distance"),
          within(system.gradient(x).residual, 1e-12, "stationarity"),
          within(Math.abs(system.value(x) - toNumber(least({ m, gamma }))), 1e-12 * p * p, "value"),
          require(a > 0, "the columns are collinear"),
        );
      },
    }),
  ],
  controls: [
    {
      id: "right-end",
      dropped: "the distance is 2p − 2√p itself (p = 4, a = 0, c = 2): only rank one is left",
      form: form({
        mode: "exact",
        instances: rationalFrame(4, 4),
        check: (frame) =>
          fanIsAFarMinimum({ frame, gamma: [ONE, ONE, ONE, ONE], a: ZERO, c: rational(2) }, [frame]),
      }),
    },
    {
      id: "narrow-embedding",
      dropped: "m < p: no encoder has rank p",
      form: form({
        mode: "exact",
        instances: shape(3, 3)
          .map(({ m }) => m)
          .chain((m) => vectors(m, m + 1)),
        check: (columns) =>
          require(rank(fromColumns(columns)) === columns.length, "fewer dimensions than columns"),
      }),
    },
    {
      id: "one-column",
      dropped: "p = 1: every unit column is orthonormal, at distance 0, of full rank and also of rank one",
      form: form({
        mode: "exact",
        instances: fc.integer({ min: 1, max: 4 }).chain((m) => vectors(m, 1)),
        check: (columns) => require(rank(fromColumns(columns)) > 1, "rank one at the distance 2p − 2√p = 0"),
      }),
    },
  ],
});
