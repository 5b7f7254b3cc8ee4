/** Two linear layers, each with weight decay, under the spectral contrastive loss: modes appear at a saddle–node. */
import fc from "fast-check";
import { type Rational, RationalMatrix, rational, rationalText, sign, ZERO } from "landscape-atlas";
import {
  all,
  type Check,
  type ClaimedComponents,
  form,
  isExactlyCritical,
  matrixText,
  type Parts,
  positiveRational,
  problemOf,
  rationalOrthogonal,
  require,
  solverListsExactly,
  theorem,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;

/** A mode on which both layers have the singular value √s. */
interface Row {
  readonly k: number;
  /** √s. */
  readonly t: Rational;
  /** Whether s is the larger root. */
  readonly upper: boolean;
}

interface Instance {
  /** W₂: q×n, W₁: n×p. */
  readonly q: number;
  readonly n: number;
  readonly lambda: Rational;
  /** Σ = h I. */
  readonly h: Rational;
  /** Eigenvalues of Γ, distinct: p. */
  readonly g: readonly Rational[];
  readonly rows: readonly Row[];
  /** Orthogonal: eigenvectors of Γ, and what the rows are turned by in the hidden layer and in the output. */
  readonly eigenvectors: RationalMatrix;
  readonly hidden: RationalMatrix;
  readonly output: RationalMatrix;
}

const square = (x: Rational): Rational => x.mul(x);

/** g with 2gs − 2h²s³ = λ. */
const eigenvalueAt = (s: Rational, h: Rational, lambda: Rational): Rational =>
  square(h.mul(s)).add(lambda.div(s.mul(2)));

/** λ of which s is the double root: 4h²s³, where g is smallest. */
const doubleAt = (s: Rational, h: Rational): Rational => square(h.mul(s)).mul(s).mul(4);

const isUpper = (s: Rational, h: Rational, lambda: Rational): boolean => doubleAt(s, h).compare(lambda) > 0;

/** f(s) = −2gs² + h²s⁴ + 2λs: what a mode adds to the value. */
const valueOfMode = (g: Rational, h: Rational, lambda: Rational, s: Rational): Rational =>
  square(square(s)).mul(square(h)).sub(square(s).mul(g).mul(2)).add(s.mul(lambda).mul(2));

const lossAt = ({ rows, g, h, lambda }: Instance): Rational =>
  rows.reduce((sum, { k, t }) => sum.add(valueOfMode(g[k]!, h, lambda, square(t))), ZERO);

/** Larger modes left out; smaller roots, and pairs of them; a smaller root beside the larger root of a smaller mode. */
function indexOf({ g, rows }: Pick<Instance, "g" | "rows">): number {
  const outside = g.filter((_, l) => rows.every(({ k }) => k !== l));
  const lower = rows.filter(({ upper }) => !upper);
  const above = (x: Rational, y: Rational): number => (x.compare(y) > 0 ? 1 : 0);
  const count = (pairs: readonly number[]): number => pairs.reduce((sum, x) => sum + x, 0);
  return (
    count(rows.flatMap(({ k }) => outside.map((other) => above(other, g[k]!)))) +
    (lower.length * (lower.length + 1)) / 2 +
    count(
      lower.flatMap(({ k }) => rows.filter(({ upper }) => upper).map((other) => above(g[k]!, g[other.k]!))),
    )
  );
}

/** dim St(n, r) + dim St(q, r). */
const nullityOf = ({ n, q, rows: { length: r } }: Pick<Instance, "n" | "q" | "rows">): number =>
  (n + q) * r - r * (r + 1);

const distinct = (values: readonly Rational[]): boolean =>
  values.every((x, k) => values.slice(0, k).every((y) => !x.equals(y)));

const small = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 4 }))
  .map(([a, b]) => rational(`${a}/${b}`));

const instances: fc.Arbitrary<Instance> = fc
  .record({
    q: fc.integer({ min: 1, max: 3 }),
    n: fc.integer({ min: 1, max: 3 }),
    p: fc.integer({ min: 1, max: 3 }),
  })
  .chain(({ q, n, p }) =>
    fc.record({
      q: fc.constant(q),
      n: fc.constant(n),
      lambda: positiveRational,
      h: small,
      // λ beside 4h²s³ of the first row, where its two roots meet; or anywhere.
      near: fc.option(fc.constantFrom("9/10", "19/20", "11/10"), { freq: 1 }),
      r: fc.oneof(fc.nat(Math.min(q, n, p)), fc.constant(Math.min(q, n, p))),
      // Roots around the double one: 4h²t⁶ = λ; those of equal g are sorted out.
      t: fc.array(small, { minLength: p, maxLength: p }),
      others: fc.array(
        fc
          .tuple(fc.integer({ min: -4, max: 12 }), fc.constantFrom(1, 3))
          .map(([a, b]) => rational(`${a}/${b}`)),
        { minLength: p, maxLength: p },
      ),
      order: fc.shuffledSubarray(
        Array.from({ length: p }, (_, k) => k),
        { minLength: p, maxLength: p },
      ),
      eigenvectors: rationalOrthogonal(p),
      hidden: rationalOrthogonal(n),
      output: rationalOrthogonal(q),
    }),
  )
  .map(({ r, t, others, order, near, ...rest }): Instance => {
    const { h } = rest;
    const first = t[order[0]!]!;
    const lambda = near === null ? rest.lambda : doubleAt(square(first), h).mul(near);
    const rows = order
      .slice(0, r)
      .map((k): Row => ({ k, t: t[k]!, upper: isUpper(square(t[k]!), h, lambda) }));
    const g = others.map((other, k) =>
      rows.some((row) => row.k === k) ? eigenvalueAt(square(t[k]!), h, lambda) : other,
    );
    return { ...rest, lambda, g, rows };
  })
  .filter(
    ({ g, rows, h, lambda }) => distinct(g) && rows.every(({ t }) => !doubleAt(square(t), h).equals(lambda)),
  );

const fileOf = (
  { q, n, lambda }: Pick<Instance, "q" | "n" | "lambda">,
  gamma: RationalMatrix,
  sigma: RationalMatrix,
): unknown => ({
  model: { moments: { gamma: matrixText(gamma), sigma: matrixText(sigma) } },
  objective: {
    kind: "custom",
    loss: "let W = B*A; -2*tr(W*Gamma*W') + norm2(W*Sigma*W') + lambda*(norm2(A) + norm2(B))",
    variables: { A: [n, gamma.rows], B: [q, n] },
    parameters: { lambda: rationalText(lambda) },
  },
});

const isotropic = ({ h, g }: Instance): RationalMatrix => RationalMatrix.diagonal(g.map(() => h));

const file = (instance: Instance, sigma = isotropic(instance)): unknown =>
  fileOf(instance, withSpectrum(instance.eigenvectors, instance.g), sigma);

/** Σ over the rows of left_c √s_c right_{k(c)}ᵀ. */
const along = (
  rows: readonly Row[],
  left: RationalMatrix,
  right: (c: number, j: number) => Rational,
  columns: number,
) =>
  RationalMatrix.generate(left.rows, columns, (i, j) =>
    rows.reduce((sum, { t }, c) => sum.add(left.get(i, c).mul(t).mul(right(c, j))), ZERO),
  );

const pointOf = ({ rows, hidden, output, eigenvectors, n, g }: Instance) => ({
  A: along(rows, hidden, (c, j) => eigenvectors.get(j, rows[c]!.k), g.length),
  B: along(rows, output, (c, j) => hidden.get(j, c), n),
});

const isAsClaimed = (instance: Instance, sigma?: RationalMatrix): Check =>
  isExactlyCritical(problemOf(file(instance, sigma)), pointOf(instance), {
    value: lossAt(instance),
    index: indexOf(instance),
    nullity: nullityOf(instance),
  });

const parts: Parts<Instance> = {
  collapse: ({ rows }) => rows.length === 0,
  "two rows and more": ({ rows }) => rows.length > 1,
  "a smaller root": ({ rows }) => rows.some(({ upper }) => !upper),
  "a larger root": ({ rows }) => rows.some(({ upper }) => upper),
  "both kinds of root": ({ rows }) => new Set(rows.map(({ upper }) => upper)).size === 2,
  "a larger mode left out": ({ g, rows }) =>
    g.some((x, l) => rows.every(({ k }) => k !== l) && rows.some(({ k }) => x.compare(g[k]!) > 0)),
  "hidden units to spare": ({ n, rows }) => rows.length < n,
};

/** One mode with roots s₀ > s₁, both squares, and the others dead: λ = 2h²s₀s₁(s₀ + s₁), g = h²(s₀² + s₀s₁ + s₁²). */
interface Listed {
  readonly t0: Rational;
  readonly t1: Rational;
  readonly h: Rational;
  readonly shape: readonly [q: number, n: number, p: number];
  readonly depth: Rational;
}

function listed({ t0, t1, h, shape: [q, n, p], depth }: Listed): {
  problem: unknown;
  claims: ClaimedComponents[];
} {
  const [s0, s1] = [square(t0), square(t1)];
  const lambda = square(h).mul(s0).mul(s1).mul(s0.add(s1)).mul(2);
  const g = [eigenvalueAt(s0, h, lambda), ...Array.from({ length: p - 1 }, (_, k) => depth.mul(-k - 1))];
  const at = { q, n, lambda };
  const root = (s: Rational, upper: boolean): ClaimedComponents => {
    const rows = [{ k: 0, t: s, upper }];
    const nullity = nullityOf({ q, n, rows });
    return {
      value: valueOfMode(g[0]!, h, lambda, s),
      index: indexOf({ g, rows }),
      nullity,
      dimension: nullity,
      // S⁰×S⁰, S⁰×S¹, …: spheres of dimension 0 fall into two.
      copies: (n === 1 ? 2n : 1n) * (q === 1 ? 2n : 1n),
    };
  };
  const gamma = RationalMatrix.diagonal(g);
  return {
    problem: fileOf(at, gamma, RationalMatrix.diagonal(g.map(() => h))),
    claims: [
      { value: ZERO, index: 0, nullity: 0, dimension: 0, copies: 1n },
      root(s0, true),
      root(s1, false),
    ],
  };
}

/** √ of the double root, and λ as a multiple of the threshold 4g^{3/2}/(3√3h): g = 3h²c², the threshold is 4h²c³. */
interface Threshold {
  readonly c: Rational;
  readonly h: Rational;
  readonly factor: Rational;
}

const thresholdOf = ({ c, h }: Threshold): Rational => doubleAt(c, h);

/** Whether only collapse is listed, in the scalar problem. */
async function listsCollapseAlone({ c, h, factor }: Threshold): Promise<Check> {
  const lambda = thresholdOf({ c, h, factor }).mul(factor);
  const g = square(h).mul(square(c)).mul(3);
  const one = (x: Rational) => RationalMatrix.diagonal([x]);
  return solverListsExactly(problemOf(fileOf({ q: 1, n: 1, lambda }, one(g), one(h))), [
    { value: ZERO, index: 0, nullity: 0, dimension: 0, copies: 1n },
  ]);
}

const thresholds = (factors: fc.Arbitrary<string>): fc.Arbitrary<Threshold> =>
  fc.record({ c: positiveRational, h: positiveRational, factor: factors.map((text) => rational(text)) });

/** At λ = (2g/3)√(2g/3)/h, g = 3h²c²/2, the larger root s = c has the value of collapse. */
const isLevel = ({ c, h, factor }: Threshold): Check => {
  const g = square(h).mul(square(c)).mul(3).div(2);
  const lambda = square(h).mul(square(c)).mul(c);
  const level = valueOfMode(g, h, lambda, c);
  // With less decay the same s is below collapse, with more above.
  const moved = valueOfMode(g, h, lambda.mul(factor), c);
  return all(
    require(eigenvalueAt(c, h, lambda).equals(g), "s = c is no root"),
    require(isUpper(c, h, lambda), "s = c is the smaller root"),
    require(sign(level) === 0, "the value differs from that of collapse"),
    require(sign(moved) === factor.compare(1), "the value does not cross that of collapse"),
  );
};

export const twoLayerDecay = theorem({
  id: "two-layers-with-decay-have-collapse-as-a-minimum-and-modes-that-appear-in-pairs",
  section: "literature",
  title: "Two-layer linear encoders with weight decay",
  statement:
    tex`Let $\Sigma = hI$, $h > 0$, $\Gamma = \Gamma^\top$ with distinct eigenvalues $g_k$, $\lambda > 0$, and let $L = ` +
    tex`-2\operatorname{tr}W\Gamma W^\top + \|W\Sigma W^\top\|_F^2 + \lambda(\|W_1\|_F^2 + \|W_2\|_F^2)$, $W = W_2W_1$, $W_1 \in ` +
    tex`\mathbb{R}^{n \times p}$, $W_2 \in \mathbb{R}^{q \times n}$. The critical points are $W_1 = R\,\mathrm{diag}(\sqrt{s_k})V_K^\top$, ` +
    tex`$W_2 = U\mathrm{diag}(\sqrt{s_k})R^\top$ for a set $K$ of $r \le \min(n, q)$ modes, orthonormal $r$-frames $R$, $U$, and for each ` +
    tex`$k \in K$ a root $s_k > 0$ of $2g_ks - 2h^2s^3 = \lambda$: two of them, $s^- < s^+$, iff $g_k > 0$ and $\lambda < ` +
    tex`4g_k^{3/2}/(3\sqrt3h)$, none beyond. If no root is double, the component is Morse–Bott of dimension $(n+q)r - r(r+1)$, its value ` +
    tex`$\sum_K(-2g_ks_k^2 + h^2s_k^4 + 2\lambda s_k)$ and its index $\#\{(k, l) : k \in K, l \notin K, g_l > g_k\} + r_-(r_-+1)/2 + ` +
    tex`\#\{(k, l) : s_k = s_k^-, s_l = s_l^+, g_k > g_l\}$, $r_-$ the number of smaller roots. So collapse is a local minimum for every ` +
    tex`$\lambda > 0$, and the local minima are the top $r$ modes, each at its larger root, $0 \le r \le \min(n, q)$. A mode at its ` +
    tex`larger root is below collapse iff $\lambda < \frac{2g}{3h}\sqrt{2g/3}$.`,
  hypotheses: [
    "Σ is a multiple of the identity",
    "Γ is symmetric with distinct eigenvalues",
    "λ > 0, the same for both layers",
    "no double root (for Morse–Bott and the index)",
  ],
  source: {
    label: "D",
    claim:
      "implicit collapse of two-layer linear encoders as in Jing, Vincent, LeCun, Tian 2022, with weight decay: thresholds and indices",
  },
  status: "proved",
  proof:
    tex`With $G = \partial L_0/\partial W$ the equations are $W_2^\top G = -2\lambda W_1$, $GW_1^\top = -2\lambda W_2$, so $W_1W_1^\top = ` +
    tex`W_2^\top W_2$, hence $W_1 = RS^{1/2}V^\top$, $W_2 = US^{1/2}R^\top$, $S$ diagonal, and $G = 4US(h^2S^2V^\top - V^\top\Gamma)$ ` +
    tex`with $U^\top G = -2\lambda V^\top$: $V^\top\Gamma = (h^2S^2 + \frac\lambda2S^{-1})V^\top$, so that the columns of $V$ are eigenvectors. $2gs - ` +
    tex`2h^2s^3$ is largest at $h^2s^2 = g/3$. Second order, in these bases, $A = dW_1$, $B = dW_2$, $a > r$ unused, $D = dW$, $G = ` +
    tex`-2\lambda UV^\top$: entries $a$ with $k \in K$: $\lambda(A_{ak} - B_{ka})^2$; $a$ alone: $\lambda$; $A_{kl}$, $l \notin K$: ` +
    tex`$2s_k(g_k - g_l)$; $B_{ik}$, $i > r$: $0$; $A_{kk}, B_{kk}$: $\lambda(A-B)^2 + (6h^2s^2 - 2g)s(A+B)^2$, and $3h^2s^2 > g$ at $s^+$ alone. For ` +
    tex`$k \ne l$ in $K$ the four entries have the two zeros of $R$ and $U$; modulo these (put $B_{kl} = B_{lk} = 0$; $s_k \ne s_l$ as ` +
    tex`$g_k \ne g_l$) the determinant is $(s_k - s_l)^2[2\lambda(s_k+s_l) - \lambda^2/(h^2s_ks_l)]h^2$ and the trace positive where ` +
    tex`the bracket is: one negative direction iff $2h^2s_ks_l(s_k+s_l) < \lambda$, that is iff $s_l$ is below the other root of mode ` +
    tex`$k$, for which equality holds. Two larger roots: both sides of $\lambda < 4h^2s^3$ give none; two smaller: one; $s_k^-$ and $s_l^+$: ` +
    tex`one iff $s_l^+ < s_k^+$, iff $g_l < g_k$. The zeros add up to $\dim\mathrm{St}(n,r) + \dim\mathrm{St}(q,r)$. For the value: $f = 0$ ` +
    tex`and $f' = 0$ give $h^2s^2 = 2g/3$.`,
  forms: [
    form({
      mode: "exact",
      instances,
      parts,
      problem: (instance) => file(instance),
      check: (x) => isAsClaimed(x),
    }),
    form({
      mode: "exact",
      share: 0.3,
      instances: thresholds(fc.constantFrom("1/2", "9/10", "1", "11/10", "2")),
      check: isLevel,
    }),
    form({
      mode: "floating",
      share: 0.08,
      instances: fc.record({
        t0: fc.constantFrom("1", "5/4", "3/2").map(rational),
        t1: fc.constantFrom("1/2", "3/4").map(rational),
        h: fc.constantFrom("1/2", "1", "2").map(rational),
        shape: fc.constantFrom<Listed["shape"]>([1, 1, 1], [1, 1, 2], [2, 1, 1], [1, 2, 1]),
        depth: positiveRational,
      }),
      problem: (instance) => listed(instance).problem,
      check: (instance) => {
        const { problem, claims } = listed(instance);
        return solverListsExactly(problemOf(problem), claims);
      },
    }),
    form({
      mode: "floating",
      share: 0.08,
      instances: thresholds(fc.constantFrom("9/10", "99/100", "101/100", "3/2")),
      check: async (instance) => {
        const alone = (await listsCollapseAlone(instance)).verdict === "holds";
        return require(alone === instance.factor.compare(1) > 0, `collapse alone: ${alone}`);
      },
    }),
  ],
  controls: [
    {
      id: "anisotropic",
      dropped: "Σ has two eigenvalues: the roots are others",
      form: form({
        mode: "exact",
        instances: instances.filter(({ g, rows }) => g.length > 1 && rows.length > 0),
        problem: (instance) => file(instance),
        check: (instance) => {
          const { eigenvectors, h, rows } = instance;
          const spectrum = instance.g.map((_, k) => (k === rows[0]!.k ? h.mul(2) : h));
          return isAsClaimed(instance, withSpectrum(eigenvectors, spectrum));
        },
      }),
    },
    {
      id: "below-the-threshold",
      dropped: "λ below the saddle–node: collapse is not alone",
      form: form({
        mode: "floating",
        instances: thresholds(fc.constantFrom("1/2", "99/100")),
        check: listsCollapseAlone,
      }),
    },
    {
      id: "one-layer",
      dropped:
        "decay on the product instead of the layers: the thresholds are those of one layer, and collapse becomes a saddle",
      form: form({
        mode: "exact",
        instances: instances.filter(
          ({ g, rows, lambda }) => rows.length === 0 && g.some((x) => x.compare(lambda) > 0),
        ),
        check: (instance) =>
          isExactlyCritical(
            problemOf({
              model: {
                moments: {
                  gamma: matrixText(withSpectrum(instance.eigenvectors, instance.g)),
                  sigma: matrixText(isotropic(instance)),
                },
              },
              objective: {
                kind: "custom",
                loss: "-2*tr(W*Gamma*W') + norm2(W*Sigma*W') + 2*lambda*norm2(W)",
                variables: { W: [instance.q, instance.g.length] },
                parameters: { lambda: rationalText(instance.lambda) },
              },
            }),
            { W: RationalMatrix.zero(instance.q, instance.g.length) },
            { index: 0 },
          ),
      }),
    },
    {
      id: "equal-eigenvalues",
      dropped: "g_k = g_l with l ∉ K: rotations between the two are zeros of the Hessian",
      form: form({
        mode: "exact",
        instances: instances
          .filter(({ g, rows }) => rows.length > 0 && rows.length < g.length)
          .map((instance): Instance => {
            const { k } = instance.rows[0]!;
            const l = instance.g.findIndex((_, j) => instance.rows.every((row) => row.k !== j));
            return { ...instance, g: instance.g.map((x, j) => (j === l ? instance.g[k]! : x)) };
          }),
        problem: (instance) => file(instance),
        check: (instance) => isAsClaimed(instance),
      }),
    },
  ],
});
