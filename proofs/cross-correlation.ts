/** §4: the cross-correlation identity objective, linear Barlow Twins. */

import fc from "fast-check";
import {
  exactValue,
  inverse,
  type Matrix,
  type Problem,
  RationalMatrix,
  rank,
  rational,
  rationalText,
  solveLinear,
  ZERO,
} from "landscape-atlas";
import {
  all,
  atlasAgrees,
  beside,
  type Check,
  type ClaimedComponents,
  closedFormLists,
  columnsAt,
  directSum,
  form,
  isExactlyCritical,
  landscapeOf,
  matrixText,
  type Parts,
  positiveRational,
  pow,
  problemOf,
  product,
  proposalsAreCritical,
  rationalInvertible,
  rationalMatrix,
  rationalOrthogonal,
  require,
  searchFindsExactly,
  squared,
  theorem,
  within,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;

const file = (gamma: RationalMatrix, m: number): unknown => ({
  model: {
    moments: { gamma: matrixText(gamma), sigma: matrixText(RationalMatrix.identity(gamma.rows)) },
  },
  objective: { kind: "cross-correlation", embedding: m },
});

interface Signature {
  readonly plus: number;
  readonly minus: number;
  readonly zero: number;
}

/** Γ = B J Bᵀ, J = diag(I, −I, 0). */
interface Instance extends Signature {
  readonly m: number;
  readonly b: RationalMatrix;
  readonly r: number;
  /** m×m orthogonal: its first r columns are the frame R. */
  readonly frame: RationalMatrix;
  /** X diag(I, −I) Xᵀ = diag(I, −I): its first r rows are Y. */
  readonly isometry: RationalMatrix;
  readonly free: RationalMatrix;
}

/** Cayley transform of A = S J, S skew with ‖S‖ < 1: a rational isometry of diag(I, −I), of either sign on the I part. */
const pseudoOrthogonal = (plus: number, minus: number): fc.Arbitrary<RationalMatrix> => {
  const n = plus + minus;
  if (minus === 0) return rationalOrthogonal(n);
  const j = (k: number) => (k < plus ? 1 : -1);
  return fc
    .tuple(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: n * n, maxLength: n * n }), fc.boolean())
    .map(([entries, flip]) => {
      const a = RationalMatrix.generate(n, n, (i, k) => {
        const value = i === k ? 0 : i > k ? entries[i * n + k]! : -entries[k * n + i]!;
        return rational(`${value * j(k)}/${2 * n}`);
      });
      const one = RationalMatrix.identity(n);
      const x = one.subtract(a).multiply(inverse(one.add(a)));
      return flip ? x.map((value, i) => (i === 0 ? value.neg() : value)) : x;
    });
};

const instances = (
  maxM: number,
  maxP: number,
  keep: (signature: Signature) => boolean = () => true,
  minM = 1,
): fc.Arbitrary<Instance> =>
  fc
    .record({
      m: fc.integer({ min: minM, max: maxM }),
      signature: fc.constantFrom(
        ...Array.from({ length: pow(maxP + 1, 3) }, (_, k) => ({
          plus: k % (maxP + 1),
          minus: Math.floor(k / (maxP + 1)) % (maxP + 1),
          zero: Math.floor(k / squared(maxP + 1)),
        })).filter((s) => {
          const p = s.plus + s.minus + s.zero;
          return p >= 1 && p <= maxP && s.zero <= 2 && keep(s);
        }),
      ),
    })
    .chain(({ m, signature: { plus, minus, zero } }) =>
      fc.record({
        m: fc.constant(m),
        plus: fc.constant(plus),
        minus: fc.constant(minus),
        zero: fc.constant(zero),
        b: rationalInvertible(plus + minus + zero),
        r: fc.nat(Math.min(m, plus)),
        frame: rationalOrthogonal(m),
        isometry: pseudoOrthogonal(plus, minus),
        free: rationalMatrix(m, zero),
      }),
    );

const parts: Parts<Instance> = {
  "Γ indefinite": ({ plus, minus }) => plus > 0 && minus > 0,
  "p₊ = 0": ({ plus }) => plus === 0,
  "Γ ≻ 0": ({ minus, zero }) => minus + zero === 0,
  "Γ singular": ({ zero }) => zero > 0,
  "m > p₊": ({ m, plus }) => m > plus,
  "m < p₊": ({ m, plus }) => m < plus,
  "m = p₊": ({ m, plus }) => m === plus,
};

const gammaOf = ({ plus, minus, zero, b }: Instance): RationalMatrix => {
  const diagonal = [
    ...new Array<number>(plus).fill(1),
    ...new Array<number>(minus).fill(-1),
    ...new Array<number>(zero).fill(0),
  ];
  return product(b, RationalMatrix.diagonal(diagonal.map((x) => rational(x))), b.transpose());
};

const firstColumns = (a: RationalMatrix, r: number): RationalMatrix =>
  columnsAt(
    a,
    Array.from({ length: r }, (_, i) => i),
  );

/** W = (R Y | F) B⁻¹. */
const pointOf = ({ r, frame, isometry, free, b }: Instance): RationalMatrix =>
  beside(firstColumns(frame, r).multiply(firstColumns(isometry.transpose(), r).transpose()), free).multiply(
    inverse(b),
  );

/** Index and dimension of the family of rank r. */
const shapeOf = ({ m, plus, minus, zero }: Signature & { m: number }, r: number) => ({
  value: rational(m - r),
  index: (m - r) * (plus - r),
  dimension: r * (plus + minus - r) + (m - r) * r + (r * (r - 1)) / 2 + m * zero,
});

const sphere = (n: number) => (n % 2 === 0 ? 2n : 0n);

/** One family for each rank: R Y mod O(r), a bundle over the Grassmannian of R^m with frames of R^{p₊} as fibres. */
function allClaims(instance: Signature & { m: number }): ClaimedComponents[] {
  const { m, plus } = instance;
  return Array.from({ length: Math.min(m, plus) + 1 }, (_, r) => {
    const { value, index, dimension } = shapeOf(instance, r);
    const copies = r === m && r === plus ? 2n : 1n;
    // χ(RP^{m−1}) χ(S^{p₊−1}) for r = 1; two and more vectors give 0.
    const chi = r === 0 ? 1n : r === 1 ? (sphere(m - 1) / 2n) * sphere(plus - 1) : 0n;
    return {
      value,
      index,
      dimension,
      nullity: dimension,
      copies,
      euler: chi / copies,
      globalMinimum: r === Math.min(m, plus),
    };
  });
}

/** tr G and ‖G‖² of G = W Γ Wᵀ tell the ranks apart. */
const invariantsOf =
  ({ model }: Problem) =>
  ({ W }: Readonly<Record<string, Matrix>>): number[] => {
    const { rows: m, columns: p, data } = W!;
    const gamma = model.moments.gamma.toNumbers();
    let trace = 0;
    let norm2 = 0;
    for (let i = 0; i < m; i++)
      for (let j = 0; j < m; j++) {
        let g = 0;
        for (let k = 0; k < p; k++)
          for (let l = 0; l < p; l++) g += data[i * p + k]! * gamma[k * p + l]! * data[j * p + l]!;
        norm2 += g * g;
        if (i === j) trace += g;
      }
    return [trace, norm2];
  };

const isClaimed = (instance: Instance, claim: { index?: number; nullity?: number }): Check =>
  isExactlyCritical(
    problemOf(file(gammaOf(instance), instance.m)),
    { W: pointOf(instance) },
    { value: rational(instance.m - instance.r), ...claim },
  );

export const rankLadder = theorem({
  id: "critical-points-of-the-cross-correlation-loss-are-partial-isometries-one-family-per-rank",
  section: "4",
  title: "Rank ladder of the cross-correlation identity objective",
  statement:
    tex`Let $\Gamma = \Gamma^\top \in \mathbb{R}^{p \times p}$ have $p_+$ positive, $p_-$ negative and $p_0$ zero eigenvalues. ` +
    tex`$W \in \mathbb{R}^{m \times p}$ is critical for $\|W\Gamma W^\top - I_m\|_F^2$ if and only if $W\Gamma W^\top$ is an ` +
    tex`orthogonal projector and $(W\Gamma W^\top)W\Gamma = W\Gamma$. There is one family for each rank $r = 0, \dots, ` +
    tex`\min(m, p_+)$ of the projector, connected unless $r = m = p_+$ (two components); on it the value is $m - r$, the index ` +
    tex`$(m-r)(p_+ - r)$ and the nullity equals the dimension $r(p_+ + p_- - r) + (m-r)r + \tfrac{r(r-1)}{2} + m p_0$. For ` +
    tex`$\Gamma \succ 0$ these are the $W$ for which $W\Gamma^{1/2}$ is a partial isometry, and the index is $(m-r)(p-r)$.`,
  hypotheses: [
    "Γ is symmetric",
    "only positive eigenvalues are counted in the index (p₊, not p)",
    "zero eigenvalues are counted in the nullity",
  ],
  source: { label: "D", claim: "classification of the critical points of the objective of [S]" },
  status: "proved",
  proof:
    tex`With $G = W\Gamma W^\top$ the gradient is $4(G - I)W\Gamma$. If it vanishes, multiply by $W^\top$: $G^2 = G$, a projector, ` +
    tex`and the condition is $GW\Gamma = W\Gamma$; conversely both give gradient $0$. Sylvester: take $\Gamma = ` +
    tex`\mathrm{diag}(I, -I, 0)$ and rotate the rows so that $G = \mathrm{diag}(I_r, 0)$. The last $m-r$ rows of $W$ then vanish ` +
    tex`on the range of $\Gamma$, the first $r$ rows $Y$ satisfy $Y\Gamma Y^\top = I_r$, so $r \le p_+$, and by Witt's theorem ` +
    tex`some isometry of $\Gamma$ maps them to $(I_r\ 0\ 0)$. At $W = (I_r\ 0; 0\ 0)$ (the free part on $\ker\Gamma$ does not ` +
    tex`enter the loss) the Hessian on a direction $V$ is $2\|V\Gamma W^\top + W\Gamma V^\top\|^2 + 4\langle V\Gamma V^\top, G - ` +
    tex`I\rangle$. Coordinates: $v_{ij}$ with $i \le r < j$: $0$. $i > r$, $j \le r$: $4v_{ij}^2 - 4v_{ij}^2 = 0$. $i > r$, $j > r$: ` +
    tex`$-4\gamma_j v_{ij}^2$: $(m-r)(p_+ - r)$ negative and $(m-r)p_-$ positive ones. $i, j \le r$: $2(v_{ij} + v_{ji})^2$ ` +
    tex`summed: $r(r-1)/2$ zeros. The family is the orbit of $O(m) \times O(p_+, p_-)$ times the free part; its tangent space ` +
    tex`is spanned by the zero directions. It is $\{RY\}$ modulo $O(r)$: connected if one of $R$, $Y$ can change orientation ` +
    tex`without the other, that is unless $r = m = p_+$, where the sign of the determinant of the positive part is constant.`,
  forms: [
    form({
      mode: "exact",
      instances: instances(4, 4),
      parts,
      problem: (instance) => file(gammaOf(instance), instance.m),
      check: (instance) => {
        const { index, dimension } = shapeOf(instance, instance.r);
        return isClaimed(instance, { index, nullity: dimension });
      },
    }),
    form({
      mode: "exact",
      instances: instances(6, 6),
      parts,
      problem: (instance) => file(gammaOf(instance), instance.m),
      check: (instance) => {
        const problem = problemOf(file(gammaOf(instance), instance.m));
        // Indefinite and singular Γ have components that are not compact: no audit.
        const euler = instance.minus + instance.zero === 0 ? 1n : undefined;
        return all(
          closedFormLists(problem, allClaims(instance), euler),
          proposalsAreCritical(problem, { seed: 1 }),
        );
      },
    }),
    form({
      mode: "floating",
      share: 0.25,
      instances: fc.tuple(instances(3, 3), fc.nat(2 ** 30)),
      problem: ([instance]) => file(gammaOf(instance), instance.m),
      check: async ([instance, seed]) => {
        const problem = problemOf(file(gammaOf(instance), instance.m));
        const { check, atlas } = await atlasAgrees(problem);
        const { m, plus, minus, zero } = instance;
        return all(
          check,
          searchFindsExactly(
            problem,
            atlas.components,
            { batch: 16, batches: 40, seed, spread: 0.5, invariants: invariantsOf(problem) },
            // The components of an indefinite Γ are not compact and small ranks are rarely met on them.
            () => minus === 0 && zero === 0 && m <= 2 && plus <= 2,
          ),
        );
      },
    }),
  ],
  controls: [
    {
      id: "non-symmetric",
      dropped: "Γ is not symmetric: isometries of the symmetric part are not critical",
      form: form({
        mode: "exact",
        instances: fc.record({ t: positiveRational, x: rationalOrthogonal(2) }),
        problem: ({ t }) =>
          file(
            RationalMatrix.from([
              [1, t],
              [t.neg(), 1],
            ]),
            2,
          ),
        check: ({ t, x }) =>
          isExactlyCritical(
            problemOf(
              file(
                RationalMatrix.from([
                  [1, t],
                  [t.neg(), 1],
                ]),
                2,
              ),
            ),
            { W: x },
          ),
      }),
    },
    {
      id: "indefinite",
      dropped: "negative eigenvalues counted like positive ones: the index is not (m−r)(p−r)",
      form: form({
        mode: "exact",
        instances: instances(3, 3, ({ minus, zero }) => minus > 0 && zero === 0),
        problem: (instance) => file(gammaOf(instance), instance.m),
        check: (instance) =>
          isClaimed(instance, {
            index: (instance.m - instance.r) * (instance.plus + instance.minus - instance.r),
          }),
      }),
    },
    {
      id: "singular",
      dropped: "zero eigenvalues ignored: the nullity exceeds that of the regular part",
      form: form({
        mode: "exact",
        instances: instances(3, 3, ({ zero }) => zero > 0),
        problem: (instance) => file(gammaOf(instance), instance.m),
        check: (instance) =>
          isClaimed(instance, {
            nullity: shapeOf({ ...instance, zero: 0 }, instance.r).dimension,
          }),
      }),
    },
  ],
});

/** Index zero exactly for the largest rank, and no value anywhere below m − min(m, p₊). */
const onlyFullRankIsMinimal = (instance: Instance, anywhere: RationalMatrix): Check => {
  const { m, plus, r } = instance;
  const problem = problemOf(file(gammaOf(instance), m));
  const isMinimum = isClaimed(instance, { index: 0 }).verdict === "holds";
  const value = exactValue(landscapeOf(problem), new Map([["W", anywhere]]));
  return all(
    isClaimed(instance, {}),
    require(isMinimum === (r === Math.min(m, plus)), `rank ${r}: index zero is ${isMinimum}`),
    require(value.compare(m - Math.min(m, plus)) >=
      0, `value ${rationalText(value)} below ${m - Math.min(m, plus)}`),
  );
};

export const noBadMinima = theorem({
  id: "every-local-minimum-of-the-cross-correlation-loss-has-the-largest-rank",
  section: "4",
  title: "The cross-correlation objective has no bad local minima in value",
  statement:
    tex`For symmetric $\Gamma$, $\|W\Gamma W^\top - I_m\|_F^2 \ge m - \min(m, p_+)$ for every $W$, and a critical point has ` +
    tex`index $0$ if and only if equality holds, that is, if its rank is $\min(m, p_+)$. All others are strict saddles.`,
  hypotheses: ["p₊ counts the positive eigenvalues of Γ"],
  source: { label: "D", claim: "no bad local minima in value for the objective of [S]" },
  role: "corollary",
  status: "proved",
  proof:
    tex`$W\Gamma W^\top$ has at most $\min(m, p_+)$ positive eigenvalues (Sylvester), each other eigenvalue $g \le 0$ contributes ` +
    tex`$(g-1)^2 \ge 1$. The index $(m-r)(p_+-r)$ of rank $r \le \min(m, p_+)$ vanishes iff $r = \min(m, p_+)$, where the value ` +
    tex`is $m - r$.`,
  forms: [
    form({
      mode: "exact",
      instances: instances(3, 4).chain((instance) =>
        rationalMatrix(instance.m, instance.b.rows).map((anywhere): [Instance, RationalMatrix] => [
          instance,
          anywhere,
        ]),
      ),
      problem: ([instance]) => file(gammaOf(instance), instance.m),
      check: ([instance, anywhere]) => onlyFullRankIsMinimal(instance, anywhere),
    }),
  ],
  controls: [
    {
      id: "all-modes",
      dropped: "negative eigenvalues counted as positive: the bound m − min(m, p) is not attained",
      form: form({
        mode: "exact",
        instances: instances(3, 3, ({ minus }) => minus > 0),
        problem: (instance) => file(gammaOf(instance), instance.m),
        check: (instance) => {
          const { m, plus, minus, zero, r } = instance;
          const isMinimum = isClaimed(instance, { index: 0 }).verdict === "holds";
          return require(isMinimum === (r === Math.min(m, plus + minus + zero)), `rank ${r} is minimal`);
        },
      }),
    },
  ],
});

/** m ≤ p; Γ = M⁻¹ (K diag(±I, I) Kᵀ) M⁻ᵀ, K block lower triangular: M = (A; C) is random, so is the row space of A. */
const subspaces = (first: 1 | -1) =>
  fc
    .integer({ min: 1, max: 5 })
    .chain((p) => fc.record({ p: fc.constant(p), m: fc.integer({ min: 1, max: p }) }))
    .chain(({ p, m }) =>
      fc.record({
        m: fc.constant(m),
        basis: rationalInvertible(p).chain((b) => rationalOrthogonal(p).map((q) => b.multiply(q))),
        inner: rationalInvertible(m),
        outer: p === m ? fc.constant(RationalMatrix.zero(0, 0)) : rationalInvertible(p - m),
        coupling: rationalMatrix(p - m, m),
        sign: fc.constant(first),
      }),
    )
    .map(({ m, basis, inner, outer, coupling, sign: s }) => {
      const p = basis.rows;
      const k = directSum(inner, outer).map((value, i, j) =>
        i >= m && j < m ? coupling.get(i - m, j) : value,
      );
      const signs = RationalMatrix.diagonal(Array.from({ length: p }, (_, i) => rational(i < m ? s : 1)));
      const back = inverse(basis);
      const gamma = product(back, k, signs, k.transpose(), back.transpose());
      const a = RationalMatrix.generate(m, p, (i, j) => basis.get(i, j));
      return { m, gamma, a, w: solveLinear(inner, a) };
    });

const stacked = (a: RationalMatrix, b: RationalMatrix): RationalMatrix =>
  beside(a.transpose(), b.transpose()).transpose();

const containsSubspace = (m: number, gamma: RationalMatrix, a: RationalMatrix, w: RationalMatrix): Check =>
  all(
    require(rank(w) === m && rank(stacked(a, w)) === m, "another row space"),
    isExactlyCritical(problemOf(file(gamma, m)), { W: w }, { value: ZERO }),
  );

/** Lower triangular L with L Lᵀ = A, row-major; A ≻ 0. */
function cholesky(a: readonly (readonly number[])[]): number[][] {
  const l: number[][] = a.map((row) => row.map(() => 0));
  a.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      let sum = row[j]!;
      for (let k = 0; k < j; k++) sum -= l[i]![k]! * l[j]![k]!;
      l[i]![j] = i === j ? Math.sqrt(sum) : sum / l[j]![j]!;
    }
  });
  return l;
}

export const everySubspace = theorem({
  id: "minima-of-the-cross-correlation-loss-contain-every-subspace",
  section: "4",
  title: "The minima of the cross-correlation objective contain every subspace",
  statement:
    tex`Let $\Gamma \succ 0$ and $m \le p$. Every $m$-dimensional subspace of $\mathbb{R}^p$ is the row space of a global minimum ` +
    tex`of $\|W\Gamma W^\top - I_m\|_F^2$, of value $0$: if the rows of $A$ span it, $W = SA$ with $S A\Gamma A^\top S^\top = I$. ` +
    tex`The loss does not see which features matter.`,
  hypotheses: ["Γ is positive definite", "m ≤ p"],
  source: { label: "D", claim: "the minima of the objective of [S] are blind to the choice of features" },
  status: "proved",
  proof:
    tex`$A\Gamma A^\top \succ 0$ as $A$ has full rank, so $A\Gamma A^\top = LL^\top$ with $L$ invertible. $W = L^{-1}A$ has the same ` +
    tex`row space and $W\Gamma W^\top = I$, value $0$, the least possible.`,
  forms: [
    form({
      mode: "exact",
      instances: subspaces(1),
      problem: ({ gamma, m }) => file(gamma, m),
      check: ({ m, gamma, a, w }) => containsSubspace(m, gamma, a, w),
    }),
    form({
      mode: "floating",
      instances: fc
        .integer({ min: 1, max: 6 })
        .chain((p) => fc.record({ p: fc.constant(p), m: fc.integer({ min: 1, max: p }) }))
        .chain(({ p, m }) =>
          fc.record({
            m: fc.constant(m),
            q: rationalOrthogonal(p),
            spectrum: fc.array(positiveRational, { minLength: p, maxLength: p }),
            a: rationalInvertible(p).chain((l) =>
              rationalOrthogonal(p).map((q) => {
                const full = l.multiply(q);
                return RationalMatrix.generate(m, p, (i, j) => full.get(i, j));
              }),
            ),
          }),
        ),
      problem: ({ m, q, spectrum }) => file(withSpectrum(q, spectrum), m),
      check: async ({ m, q, spectrum, a }) => {
        const gamma = withSpectrum(q, spectrum);
        const p = gamma.rows;
        const problem = problemOf(file(gamma, m));
        const { atlas, check } = await atlasAgrees(problem);
        const g = product(a, gamma, a.transpose());
        const gram = g.toRows().map((row) => row.map(Number));
        const l = cholesky(gram);
        // Forward substitution: W = L⁻¹ A.
        const w: number[][] = [];
        for (let i = 0; i < m; i++)
          w.push(
            Array.from({ length: p }, (_, j) => {
              let sum = Number(a.get(i, j));
              for (let k = 0; k < i; k++) sum -= l[i]![k]! * w[k]![j]!;
              return sum / l[i]![i]!;
            }),
          );
        const W = { rows: m, columns: p, data: Float64Array.from(w.flat()) };
        const [trace, norm2] = invariantsOf(problem)({ W });
        const value = norm2! - 2 * trace! + m;
        const least = atlas.components.find(({ kind }) => kind === "global-minimum");
        const scale = Math.max(...gram.flat().map(Math.abs), ...W.data.map(Math.abs), 1);
        return all(
          check,
          require(least?.value === 0 && least.rank === m, `least value ${least?.value}, rank ${least?.rank}`),
          // ‖G‖² − 2 tr G + m cancels numbers of size m; G is off by the condition of the factor times 2^-52.
          within(Math.abs(value), 1e-12 * m * squared(scale), "the point over the subspace is not a minimum"),
        );
      },
    }),
  ],
  controls: [
    {
      id: "indefinite",
      dropped: "Γ is negative on the subspace: no minimum of value 0 lies over it",
      form: form({
        mode: "exact",
        instances: subspaces(-1),
        problem: ({ gamma, m }) => file(gamma, m),
        check: ({ m, gamma, a, w }) => containsSubspace(m, gamma, a, w),
      }),
    },
    {
      id: "embedding-too-wide",
      dropped: "m > p: the value 0 is not attained",
      form: form({
        mode: "exact",
        instances: instances(4, 3, ({ minus, zero }) => minus + zero === 0).filter(
          ({ m, plus, r }) => m > plus && r === plus,
        ),
        problem: (instance) => file(gammaOf(instance), instance.m),
        check: (instance) =>
          isExactlyCritical(
            problemOf(file(gammaOf(instance), instance.m)),
            { W: pointOf(instance) },
            { value: ZERO },
          ),
      }),
    },
  ],
});

export const signOfDeterminant = theorem({
  id: "square-isometries-form-two-components",
  section: "4",
  title: "For m = p₊ the minima have two components",
  statement:
    tex`Let $m = p_+$ and $p_0 = 0$. The minima of $\|W\Gamma W^\top - I_m\|_F^2$ form two connected components, told apart by the ` +
    tex`sign of $\det(W\Gamma^{1/2})$ if $\Gamma \succ 0$, in general by that of $\det(W B E)$, where $\Gamma = B\,\mathrm{diag}(I, ` +
    tex`-I)B^\top$ and $E$ embeds the first $p_+$ coordinates.`,
  hypotheses: ["m = p₊"],
  source: { label: "D", claim: "multiplicity of the minima of the objective of [S]" },
  status: "proved",
  proof:
    tex`Minima have $r = m$: $W B = Y$ with $Y\,\mathrm{diag}(I,-I)Y^\top = I$, $Y = (Y_1\ Y_2)$, $Y_1 Y_1^\top = I + Y_2 Y_2^\top ` +
    tex`\succ 0$: $\det Y_1 \ne 0$ has a constant sign on components. The set $\{Y\}$ is $\{((I + Y_2Y_2^\top)^{1/2} O,\ Y_2)\}$, ` +
    tex`$O \in O(m)$, $Y_2$ arbitrary, which has two components.`,
  forms: [
    form({
      mode: "exact",
      instances: instances(3, 4, ({ plus, zero }) => plus >= 1 && plus <= 3 && zero === 0).map(
        (instance) => ({
          ...instance,
          m: instance.plus,
          r: instance.plus,
          frame: RationalMatrix.identity(instance.plus),
        }),
      ),
      problem: (instance) => file(gammaOf(instance), instance.m),
      check: (instance) => {
        const y = pointOf(instance).multiply(instance.b);
        const part = firstColumns(y, instance.m);
        // Y₁Y₁ᵀ − I = Y₂Y₂ᵀ keeps the determinant from 0, and the other component is reached by a reflection.
        const gap = part.multiply(part.transpose()).subtract(RationalMatrix.identity(instance.m));
        const other = RationalMatrix.generate(y.columns, instance.minus, (i, j) =>
          i === instance.m + j ? rational(1) : ZERO,
        );
        const rest = y.multiply(other);
        const problem = problemOf(file(gammaOf(instance), instance.m));
        const minima = [...closedProposals(problem)].filter(({ globalMinimum }) => globalMinimum);
        return all(
          isClaimed(instance, { index: 0 }),
          require(rank(part) === instance.m, "the determinant vanishes"),
          require(gap.equals(rest.multiply(rest.transpose())), "Y₁Y₁ᵀ ≠ I + Y₂Y₂ᵀ"),
          require(minima.length === 1 && minima[0]!.multiplicity === 2n, "two components are not counted"),
        );
      },
    }),
  ],
  controls: [
    {
      id: "wider-data",
      dropped: "m < p₊: the minima are connected, and the determinant of their first columns can vanish",
      form: form({
        mode: "exact",
        instances: instances(2, 3, ({ plus, minus, zero }) => plus === 3 && minus + zero === 0)
          .filter(({ m, r }) => m < 3 && r === m)
          .chain((instance) =>
            fc.constantFrom(instance, {
              ...instance,
              isometry: RationalMatrix.from([
                [0, 0, 1],
                [0, 1, 0],
                [1, 0, 0],
              ]),
            }),
          ),
        problem: (instance) => file(gammaOf(instance), instance.m),
        check: (instance) =>
          all(
            isClaimed(instance, { index: 0 }),
            require(rank(firstColumns(pointOf(instance).multiply(instance.b), instance.m)) ===
              instance.m, "the determinant vanishes"),
          ),
      }),
    },
  ],
});

function* closedProposals({ objective }: Problem) {
  const closed = objective.closedForm();
  if (!("unavailable" in closed)) yield* closed.proposals();
}
