/** Deep linear contrastive learning at fixed pairs, every layer of unit norm: principal components. */
import fc from "fast-check";
import { type Rational, RationalMatrix, rational, toNumber, ZERO } from "landscape-atlas";
import {
  type Check,
  everyFoundPoint,
  form,
  isExactlyCritical,
  matrixText,
  nonzeroRational,
  type Parts,
  positiveRational,
  problemOf,
  rationalOrthogonal,
  rationalUnitVector,
  theorem,
  within,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;
const ONE = rational(1);

/** α_k = v/n_k^{L−1} on K, n_k = t_k², Σ n_k = 1; others off K. */
interface Instance {
  /** L layers. */
  readonly layers: number;
  /** Rows of each layer, the first beside the input. */
  readonly widths: readonly number[];
  readonly spectrum: readonly Rational[];
  readonly v: Rational;
  /** t_k for k = 0, …, r − 1: K are the first. */
  readonly t: readonly Rational[];
  readonly q: RationalMatrix;
  readonly frames: readonly RationalMatrix[];
}

const distinct = (values: readonly Rational[]): boolean =>
  values.every((x, k) => values.slice(0, k).every((y) => !x.equals(y)));

const instances = (
  layers: number,
  levels: fc.Arbitrary<Rational> = positiveRational,
): fc.Arbitrary<Instance> =>
  fc
    .record({
      widths: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: layers, maxLength: layers }),
      p: fc.integer({ min: 1, max: 3 }),
    })
    .chain(({ widths, p }) =>
      fc.integer({ min: 1, max: Math.min(p, ...widths) }).chain((r) =>
        fc.record({
          layers: fc.constant(layers),
          widths: fc.constant(widths),
          v: levels,
          t: rationalUnitVector(r).filter(
            (x) => x.every((entry) => !entry.equals(0)) && distinct(x.map((entry) => entry.abs())),
          ),
          others: fc.array(nonzeroRational, { minLength: p - r, maxLength: p - r }),
          q: rationalOrthogonal(p),
          frames: fc.tuple(...widths.map((width) => rationalOrthogonal(width))),
        }),
      ),
    )
    .map(
      ({ others, ...rest }): Instance => ({
        ...rest,
        spectrum: [...rest.t.map((t) => rest.v.div(t.mul(t).pow(layers - 1)!)), ...others],
      }),
    )
    .filter(({ spectrum }) => distinct(spectrum));

const NAMES = ["A", "B", "C"] as const;

const file = ({
  layers,
  widths,
  spectrum,
  q,
}: Pick<Instance, "layers" | "widths" | "spectrum" | "q">): unknown => {
  const names = NAMES.slice(0, layers);
  return {
    objective: {
      kind: "custom",
      loss: `let W = ${[...names].reverse().join("*")}; -tr(W*S*W')`,
      variables: Object.fromEntries(
        names.map((name, l) => [name, [widths[l]!, l === 0 ? q.rows : widths[l - 1]!]]),
      ),
      constants: { S: { matrix: matrixText(withSpectrum(q, spectrum)), is: "symmetric" } },
      constraints: Object.fromEntries(names.map((name) => [name, "unit-norm"])),
    },
  };
};

/** W_l = R_l diag(t) R_{l−1}ᵀ, R_0 = Q. */
const pointOf = ({ layers, t, q, frames }: Instance): Record<string, RationalMatrix> =>
  Object.fromEntries(
    NAMES.slice(0, layers).map((name, l) => {
      const before = l === 0 ? q : frames[l - 1]!;
      return [
        name,
        RationalMatrix.generate(frames[l]!.rows, before.rows, (i, j) =>
          t.reduce((sum, x, k) => sum.add(frames[l]!.get(i, k).mul(x).mul(before.get(j, k))), ZERO),
        ),
      ];
    }),
  );

/** #{(k, l) : k ∈ K, l ∉ K, α_l > α_k} + r(r−1)/2 + r − 1. */
const indexOf = ({ spectrum, t: { length: r } }: Pick<Instance, "spectrum" | "t">): number =>
  spectrum.slice(0, r).reduce((sum, x) => sum + spectrum.slice(r).filter((y) => y.compare(x) > 0).length, 0) +
  (r * (r - 1)) / 2 +
  (r - 1);

/** dim St(n, r) + dim St(q, r). */
const nullityOf = ({ widths, t: { length: r } }: Pick<Instance, "widths" | "t">): number =>
  (widths[0]! + widths[1]!) * r - r * (r + 1);

const twoLayers = (instance: Instance): Check =>
  isExactlyCritical(problemOf(file(instance)), pointOf(instance), {
    value: instance.v.neg(),
    index: indexOf(instance),
    nullity: nullityOf(instance),
  });

const parts: Parts<Instance> = {
  "rank two and more": ({ t }) => t.length > 1,
  "the top component": (instance) => indexOf(instance) === 0,
  "a larger eigenvalue left out": ({ spectrum, t }) =>
    spectrum.slice(t.length).some((x) => spectrum.slice(0, t.length).some((y) => x.compare(y) > 0)),
  "a negative eigenvalue": ({ spectrum }) => spectrum.some((x) => x.compare(ZERO) < 0),
};

/** −v of every set of positive or of negative eigenvalues, and 0. */
function values(spectrum: readonly Rational[]): number[] {
  const list = [0];
  for (let bits = 1; bits < 1 << spectrum.length; bits++) {
    const chosen = spectrum.filter((_, k) => (bits >> k) & 1);
    if (new Set(chosen.map((x) => x.compare(ZERO))).size > 1) continue;
    list.push(-toNumber(ONE.div(chosen.reduce((sum, x) => sum.add(ONE.div(x)), ZERO))));
  }
  return list;
}

/** −tr WAWᵀ, W = BA for 2×2 matrices. */
function lossOf(a: Float64Array, b: Float64Array, s: ArrayLike<number>): number {
  const times = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    [0, 1, 2, 3].map((k) => x[k - (k % 2)]! * y[k % 2]! + x[k - (k % 2) + 1]! * y[2 + (k % 2)]!);
  const w = times(b, a);
  return -times(w, s).reduce((sum, x, k) => sum + x * w[k]!, 0);
}

export const deepContrastive = theorem({
  id: "deep-linear-contrastive-learning-with-unit-norm-layers-has-principal-components-as-minima",
  section: "literature",
  title: "Deep linear contrastive learning is PCA",
  statement:
    tex`Let $A = A^\top$ have distinct nonzero eigenvalues $\alpha_k$, one of them positive, and $L = -\operatorname{tr}WAW^\top$, $W = ` +
    tex`W_\ell \cdots W_1$, $\|W_i\|_F = 1$, $\ell \ge 2$. The critical points with $v := \operatorname{tr}WAW^\top \ne 0$ are $W_i = ` +
    tex`R_i\mathrm{diag}(\sqrt{n_k})R_{i-1}^\top$, $R_0$ eigenvectors of a set $K$ with $\alpha_k$ of the sign of $v$, $n_k = ` +
    tex`(v/\alpha_k)^{1/(\ell-1)}$, $\sum n_k = 1$. For $\ell = 2$ and $v > 0$: value $-(\sum_K1/\alpha_k)^{-1}$, index $\#\{(k, l) : k \in K, l ` +
    tex`\notin K, \alpha_l > \alpha_k\} + r(r-1)/2 + r - 1$, nullity equal to the dimension $(n+q)r - r(r+1)$, $r = |K|$; every local ` +
    tex`minimum is global: rank one, the top principal component.`,
  hypotheses: [
    "A is symmetric with distinct nonzero eigenvalues",
    "the largest is positive",
    "every layer has unit Frobenius norm",
    "two layers (for the index and for local minima)",
  ],
  source: {
    label: "D",
    claim:
      "the max player of deep linear contrastive learning is PCA, almost all local minima global, as in Tian 2022; saddles and indices added",
  },
  status: "proved",
  proof:
    tex`The multiplier of each layer is $v$ by homogeneity: $W_{>i}^\top WAW_{<i}^\top = vW_i$. Times $W_i^\top$ from the right, and equation ` +
    tex`$i+1$ times $W_{i+1}^\top$ from the left: $vW_iW_i^\top = vW_{i+1}^\top W_{i+1}$. For $v \ne 0$ all layers have the spectrum $n_k$ and fit, and ` +
    tex`the first equation reads $n_k^{\ell-1}A v_k = v v_k$. $\ell = 2$, $v > 0$: as for decay $v$ with $G = -2vUV^\top$; $A_{kl}$, $l ` +
    tex`\notin K$: $n_k(\alpha_k - \alpha_l)$; units $i > r$ with $k$: $v(A-B)^2$; $B_{ik}$: $0$; for $k \ne l$ in $K$ modulo the two rotations ` +
    tex`the diagonal entries $\alpha_k(n_k - n_l)$, $\alpha_l(n_l - n_k)$: one negative; $A_{kk}, B_{kk}$: $-4v\langle A, B\rangle$ on the ` +
    tex`tangent vectors $\sum\sqrt{n_k}A_{kk} = \sum\sqrt{n_k}B_{kk} = 0$: $r - 1$ negative. So index $0$ is $r = 1$ and the top. If $v \le 0$, pick $z$ ` +
    tex`with $W_2z \ne 0$ and move $W_1$ along $\pm z v_1^\top$ ($W_1 \perp v_1$ unless $v = 0$; then $WA = 0$): ` +
    tex`$\operatorname{tr}WAW^\top$ becomes $(v + \varepsilon^2\|W_2z\|^2\alpha_1)/\|W_1 \pm \varepsilon zv_1^\top\|^2 > v$: no minimum.`,
  forms: [
    form({
      mode: "exact",
      instances: instances(2),
      parts,
      problem: (instance) => file(instance),
      check: twoLayers,
    }),
    form({
      mode: "exact",
      share: 0.4,
      instances: fc.oneof(instances(3), instances(3, nonzeroRational)),
      problem: (instance) => file(instance),
      check: (instance) =>
        isExactlyCritical(problemOf(file(instance)), pointOf(instance), { value: instance.v.neg() }),
    }),
    form({
      mode: "floating",
      share: 0.1,
      instances: fc.record({
        spectrum: fc.uniqueArray(fc.constantFrom(-2, -1, 1, 2, 3), { minLength: 2, maxLength: 2 }),
        q: rationalOrthogonal(2),
        seed: fc.nat(1000),
      }),
      check: ({ spectrum, q, seed }) => {
        const numbers = spectrum.map((x) => rational(x));
        const matrix = withSpectrum(q, numbers).toNumbers();
        const list = values(numbers);
        const problem = problemOf(file({ layers: 2, widths: [2, 2], spectrum: numbers, q }));
        return everyFoundPoint(problem, { starts: 12, seed }, ({ A, B }) => {
          const value = lossOf(A!.data, B!.data, matrix);
          // Critical to 1e-9 and more, the value to its square; singular points of value 0 to the square of 1e-4.
          return within(Math.min(...list.map((x) => Math.abs(x - value))), 1e-7, "distance from the values");
        });
      },
    }),
  ],
  controls: [
    {
      id: "rows-of-unit-norm",
      dropped: "unit rows in place of unit matrices: rank two is critical elsewhere",
      form: form({
        mode: "exact",
        instances: instances(2).filter(
          ({ t, widths }) => t.length > 1 && widths.every((width) => width === 2),
        ),
        check: (instance) => {
          const problem = file(instance) as { objective: object };
          return isExactlyCritical(
            problemOf({
              objective: { ...problem.objective, constraints: { A: "unit-rows", B: "unit-rows" } },
            }),
            pointOf(instance),
          );
        },
      }),
    },
    {
      id: "equal-shares",
      dropped: "a rank-two point with equal shares n_k, for different eigenvalues",
      form: form({
        mode: "exact",
        instances: fc.record({ a: positiveRational, b: positiveRational }).filter(({ a, b }) => !a.equals(b)),
        check: ({ a, b }) => {
          const one = RationalMatrix.identity(4);
          const half = rational("1/2");
          return twoLayers({
            layers: 2,
            widths: [4, 4],
            spectrum: [a, a, b, b],
            v: a.div(4),
            t: [half, half, half, half],
            q: one,
            frames: [one, one],
          });
        },
      }),
    },
    {
      id: "minima-of-any-rank",
      dropped: "points of higher rank are counted as minima",
      form: form({
        mode: "exact",
        instances: instances(2).filter(({ t }) => t.length > 1),
        problem: (instance) => file(instance),
        check: (instance) => isExactlyCritical(problemOf(file(instance)), pointOf(instance), { index: 0 }),
      }),
    },
  ],
});
