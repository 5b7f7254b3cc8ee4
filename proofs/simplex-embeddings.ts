/** Uniformity of finitely many embeddings: the regular simplex, for InfoNCE and every convex increasing penalty. */
import fc from "fast-check";
import { type Rational, RationalMatrix, rational, rationalText } from "landscape-atlas";
import {
  all,
  type Check,
  exp,
  form,
  fromColumns,
  isExactlyCritical,
  log,
  type Parts,
  positiveRational,
  problemOf,
  rationalOrthogonal,
  rationalUnitVector,
  require,
  theorem,
  valuesAtLeast,
  within,
} from "landscape-atlas/theorems";

const tex = String.raw;
const DIMENSION = 4;

/** Rational regular simplices of 2, 3 and 4 unit vectors in Q⁴: inner products −1/(n−1). */
const SIMPLICES: ReadonlyMap<number, RationalMatrix> = new Map(
  [
    [
      [1, 0, 0, 0],
      [-1, 0, 0, 0],
    ],
    [
      [1, 0, 0, 0],
      ["-1/2", "1/2", "1/2", "1/2"],
      ["-1/2", "-1/2", "-1/2", "-1/2"],
    ],
    [
      [1, 0, 0, 0],
      ["-1/3", "2/3", "-2/3", 0],
      ["-1/3", 0, "2/3", "-2/3"],
      ["-1/3", "-2/3", 0, "2/3"],
    ],
  ].map((rows) => [rows.length, fromColumns(rows.map((row) => row.map((x) => rational(x))))]),
);

/** φ(x) = a x + b(1+x)² + c(1+x)³. */
interface Penalty {
  readonly a: Rational;
  readonly b: Rational;
  readonly c: Rational;
}

const penalties: fc.Arbitrary<Penalty> = fc.record({
  a: positiveRational,
  b: positiveRational,
  c: fc.oneof(fc.constant(rational(0)), positiveRational),
});

const atPenalty = ({ a, b, c }: Penalty, x: Rational): Rational => {
  const y = x.add(1);
  return a.mul(x).add(b.mul(y).mul(y)).add(c.mul(y).mul(y).mul(y));
};

/** The sum over all ordered pairs; the n pairs of equal indices are constant, n φ(1). */
const fileOf = (
  n: number,
  dimension: number,
  { a, b, c }: Penalty,
  weights?: readonly number[],
): unknown => ({
  objective: {
    kind: "custom",
    loss: `let G = Z'*Z; let Y = ones(${n},${n}) + G; a*sum(K .* G) + b*sum(K .* (Y.^2)) + c*sum(K .* (Y.^3))`,
    variables: { Z: [dimension, n] },
    constants: {
      K: Array.from({ length: n }, (_, i) =>
        Array.from({ length: n }, (_, j) => String((weights?.[i] ?? 1) * (weights?.[j] ?? 1))),
      ),
    },
    parameters: { a: rationalText(a), b: rationalText(b), c: rationalText(c) },
    constraints: { Z: "unit-columns" },
  },
});

/** n(n−1) φ(−1/(n−1)) + n φ(1). */
const bound = (n: number, penalty: Penalty): Rational =>
  atPenalty(penalty, rational(`-1/${n - 1}`))
    .mul(n * (n - 1))
    .add(atPenalty(penalty, rational(1)).mul(n));

/** dim O(d)/O(d − n + 1). */
const orbit = (n: number, d: number): number => (d * (d - 1)) / 2 - ((d - n + 1) * (d - n)) / 2;

interface Instance {
  readonly n: number;
  readonly penalty: Penalty;
  readonly turn: RationalMatrix;
}

const instances: fc.Arbitrary<Instance> = fc.record({
  n: fc.integer({ min: 2, max: 4 }),
  penalty: penalties,
  turn: rationalOrthogonal(DIMENSION),
});

const simplexOf = ({ n, turn }: Instance): RationalMatrix => turn.multiply(SIMPLICES.get(n)!);

const isMinimum = (instance: Instance, weights?: readonly number[]): Check => {
  const { n, penalty } = instance;
  return isExactlyCritical(
    problemOf(fileOf(n, DIMENSION, penalty, weights)),
    { Z: simplexOf(instance) },
    weights === undefined ? { value: bound(n, penalty), index: 0, nullity: orbit(n, DIMENSION) } : {},
  );
};

const parts: Parts<Instance> = {
  "n = 2": ({ n }) => n === 2,
  "n = 3": ({ n }) => n === 3,
  "n = d": ({ n }) => n === DIMENSION,
};

interface Scattered {
  readonly d: number;
  readonly penalty: Penalty;
  readonly points: readonly Rational[][];
}

const scattered = (chosen: fc.Arbitrary<Penalty>): fc.Arbitrary<Scattered> =>
  fc.record({ d: fc.integer({ min: 1, max: 3 }), n: fc.integer({ min: 2, max: 4 }) }).chain(({ d, n }) =>
    fc.record({
      d: fc.constant(d),
      penalty: chosen,
      points: fc.array(rationalUnitVector(d), { minLength: n, maxLength: n }),
    }),
  );

const isAbove = ({ d, penalty, points }: Scattered): Check =>
  valuesAtLeast(
    problemOf(fileOf(points.length, d, penalty)),
    [{ Z: fromColumns(points) }],
    bound(points.length, penalty),
  );

/** (1/n) Σ_i log(1 + Σ_{j≠i} e^{(⟨z_i, z_j⟩ − 1)/τ}). */
const infoNce = (columns: readonly (readonly number[])[], tau: number): number =>
  columns.reduce((sum, z, i) => {
    const others = columns.reduce(
      (s, other, j) => (i === j ? s : s + exp((z.reduce((dot, x, k) => dot + x * other[k]!, 0) - 1) / tau)),
      0,
    );
    return sum + log(1 + others);
  }, 0) / columns.length;

const columnsOf = (a: RationalMatrix): number[][] => {
  const flat = a.toNumbers();
  return Array.from({ length: a.columns }, (_, j) =>
    Array.from({ length: a.rows }, (_, i) => flat[i * a.columns + j]!),
  );
};

const nceBound = (n: number, tau: number): number => log(1 + (n - 1) * exp(-n / ((n - 1) * tau)));

export const simplexEmbeddings = theorem({
  id: "uniform-embeddings-of-a-finite-support-are-a-regular-simplex-under-infonce",
  section: "literature",
  title: "InfoNCE on a finite support: the regular simplex",
  statement:
    tex`Let $z_1, \dots, z_n \in S^{d-1}$, $2 \le n \le d + 1$, one embedding for each of $n$ equally likely inputs. For convex ` +
    tex`increasing $\varphi$ on $[-1, 1]$, $\sum_{i \ne j}\varphi(\langle z_i, z_j\rangle) \ge n(n-1)\varphi(-\frac1{n-1})$, and for $\tau > 0$ ` +
    tex`$\frac1n\sum_i\log\bigl(1 + \sum_{j \ne i}e^{(\langle z_i, z_j\rangle - 1)/\tau}\bigr) \ge \log\bigl(1 + (n-1)e^{-n/((n-1)\tau)}\bigr)$. ` +
    tex`The regular simplices attain both, for strictly convex $\varphi$ and for InfoNCE they alone. If $\varphi', \varphi'' > 0$ ` +
    tex`at $-1/(n-1)$ they are a Morse–Bott minimum: nullity $\frac{d(d-1)}2 - \frac{(d-n+1)(d-n)}2$.`,
  hypotheses: [
    "n ≤ d + 1 (for the bounds to be attained)",
    "the inputs are equally likely",
    "φ is convex and increasing",
  ],
  source: {
    label: "D",
    claim:
      "alignment and uniformity on a finite support: Wang, Isola 2020; latent classes as in Saunshi et al. 2019, augmentation graphs as in HaoChen et al. 2021",
  },
  status: "proved",
  proof:
    tex`$\sum_{i \ne j}\langle z_i, z_j\rangle = \|\sum z_i\|^2 - n \ge -n$, so by convexity and monotonicity the mean of ` +
    tex`$\varphi$ over the $n(n-1)$ pairs is at least $\varphi(-\frac1{n-1})$; with strict convexity equality needs all inner ` +
    tex`products equal to $-\frac1{n-1}$. For InfoNCE the function $x \mapsto \log(1 + \sum_je^{(x_j - 1)/\tau})$ is convex and increasing in ` +
    tex`each $x_j$: Jensen over $i$ and over permutations of the $j$. The second derivative at the simplex is $\varphi''\sum_{i ` +
    tex`\ne j}\delta_{ij}^2 + 2\varphi'\|\sum\delta z_i\|^2$ with $\delta_{ij}$ the first variation of $\langle z_i, z_j\rangle$: zero iff ` +
    tex`$Z^\top\delta Z$ is skew and $\delta Z\mathbf{1} = 0$. As $Z$ has the kernel $\mathbf{1}$, such $\delta Z$ is $\Omega Z$ with a skew $\Omega$: a ` +
    tex`rotation, and $\mathrm{O}(d)/\mathrm{O}(d-n+1)$ is the orbit.`,
  forms: [
    form({
      mode: "exact",
      share: 0.2,
      instances,
      parts,
      problem: ({ n, penalty }) => fileOf(n, DIMENSION, penalty),
      check: (instance) => isMinimum(instance),
    }),
    form({ mode: "exact", share: 0.4, instances: scattered(penalties), check: isAbove }),
    form({
      mode: "floating",
      instances: fc.record({
        at: scattered(penalties),
        instance: instances,
        tau: fc.constantFrom(0.1, 0.5, 1, 3),
      }),
      check: ({ at: { points }, instance, tau }) => {
        const gap = infoNce(columnsOf(fromColumns(points)), tau) - nceBound(points.length, tau);
        const there = infoNce(columnsOf(simplexOf(instance)), tau) - nceBound(instance.n, tau);
        // Sums of at most four exponentials of arguments known to a few units in the last place, times 1/τ.
        return all(
          require(gap >= -1e-13, `${-gap} below the bound`),
          within(Math.abs(there), 1e-13, "distance of the simplex from the bound"),
        );
      },
    }),
  ],
  controls: [
    {
      id: "more-points",
      dropped: "n > d + 1: four points of a circle do not attain the bound, not even the square",
      form: form({
        mode: "exact",
        instances: penalties,
        check: (penalty) =>
          isExactlyCritical(
            problemOf(fileOf(4, 2, penalty)),
            {
              Z: RationalMatrix.from([
                [1, 0, -1, 0],
                [0, 1, 0, -1],
              ]),
            },
            { value: bound(4, penalty) },
          ),
      }),
    },
    {
      id: "concave",
      dropped: "φ is concave: embeddings that are all equal are below the bound",
      form: form({
        mode: "exact",
        instances: scattered(
          positiveRational.map((b): Penalty => ({ a: b.div(100), b: b.neg(), c: rational(0) })),
        ).map(
          (instance): Scattered => ({ ...instance, points: instance.points.map(() => instance.points[0]!) }),
        ),
        check: isAbove,
      }),
    },
    {
      id: "unequal-weights",
      dropped: "inputs of different probability: the simplex is not critical",
      form: form({
        mode: "exact",
        instances: instances.filter(({ n }) => n > 2),
        check: (instance) => isMinimum(instance, [3, 2, 1, 1]),
      }),
    },
  ],
});
