/** §3: the spectral contrastive objective of HaoChen, Wei, Gaidon and Ma, the contrastive reference. */
import fc from "fast-check";
import {
  exactValue,
  inverse,
  ONE,
  type Problem,
  type Rational,
  RationalMatrix,
  rational,
  rationalSquareRoot,
  rationalText,
  sign,
  ZERO,
} from "landscape-atlas";
import {
  all,
  atlasAgrees,
  type Check,
  type ClaimedComponents,
  closedFormLists,
  closedFormOf,
  columnsAt,
  directSum,
  form,
  isExactlyCritical,
  landscapeOf,
  momentsProblem,
  type Parts,
  positiveRational,
  problemOf,
  product,
  proposalsAreCritical,
  rationalInvertible,
  rationalMatrix,
  rationalOrthogonal,
  rationalSymmetric,
  require,
  searchFindsExactly,
  theorem,
  undecided,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;

/** Σ = Q (B Bᵀ ⊕ 0) Qᵀ, Γ = Q ((B Ã Bᵀ + (λ/2) I) ⊕ 0) Qᵀ, Ã = V diag(a) Vᵀ; eigenvalues a descending. */
interface Instance {
  readonly m: number;
  /** Positive ones are squares, so that critical points are rational. */
  readonly a: readonly Rational[];
  readonly kernel: number;
  readonly lambda: Rational;
  readonly q: RationalMatrix;
  readonly b: RationalMatrix;
  readonly v: RationalMatrix;
  readonly frame: RationalMatrix;
  /** Orders the modes; its first entries choose K. */
  readonly order: readonly number[];
  readonly rank: number;
  /** The part of W on ker Σ. */
  readonly free: RationalMatrix;
}

const SQUARES = ["4", "9/4", "1", "1/4"];

const eigenvalues = (texts: readonly string[], count: number, distinct: boolean): fc.Arbitrary<Rational[]> =>
  (distinct
    ? fc.uniqueArray(fc.constantFrom(...texts), { minLength: count, maxLength: count })
    : fc.array(fc.constantFrom(...texts), { minLength: count, maxLength: count })
  ).map((values) => values.map((value) => rational(value)).sort((x, y) => y.compare(x)));

interface Options {
  readonly maxM: number;
  readonly maxP: number;
  readonly spectrum: readonly string[];
  readonly distinct?: boolean;
  readonly kernels?: readonly number[];
  readonly lambdas?: readonly string[];
}

const instances = ({
  maxM,
  maxP,
  spectrum,
  distinct = false,
  kernels = [0],
  lambdas = ["0", "0", "1", "1/2"],
}: Options): fc.Arbitrary<Instance> =>
  fc
    .record({
      m: fc.integer({ min: 1, max: maxM }),
      modes: fc.integer({ min: 1, max: maxP }),
      kernel: fc.constantFrom(...kernels),
      lambda: fc.constantFrom(...lambdas),
    })
    .chain(({ m, modes, kernel, lambda }) =>
      fc.record({
        m: fc.constant(m),
        a: eigenvalues(spectrum, modes, distinct),
        kernel: fc.constant(kernel),
        lambda: fc.constant(rational(lambda)),
        q: kernel === 0 ? fc.constant(RationalMatrix.identity(modes)) : rationalOrthogonal(modes + kernel),
        b: rationalInvertible(modes),
        v: rationalOrthogonal(modes),
        frame: rationalOrthogonal(m),
        order: fc.shuffledSubarray(
          Array.from({ length: modes }, (_, k) => k),
          { minLength: modes, maxLength: modes },
        ),
        rank: fc.nat(Math.min(m, modes)),
        free: rationalMatrix(m, kernel, fc.constantFrom(rational("1/2"), rational(-1), rational(0))),
      }),
    );

const positiveModes = ({ a }: Pick<Instance, "a">): number => a.filter((x) => sign(x) > 0).length;

const modeParts: Parts<Instance> = {
  "m > p₊": (instance) => instance.m > positiveModes(instance),
  "m < p₊": (instance) => instance.m < positiveModes(instance),
  "p₊ = 0 (all modes removed)": (instance) => positiveModes(instance) === 0,
  "Ã indefinite": ({ a }) => a.some((x) => sign(x) > 0) && a.some((x) => sign(x) < 0),
  "λ > 0": ({ lambda }) => sign(lambda) > 0,
};

const degenerateParts: Parts<Instance> = {
  ...modeParts,
  "equal positive modes": ({ a }) => a.some((x, k) => sign(x) > 0 && k > 0 && x.equals(a[k - 1]!)),
  "a zero mode": ({ a }) => a.some((x) => sign(x) === 0),
  "Σ singular": ({ kernel }) => kernel > 0,
};

const file = ({ m, a, kernel, lambda, q, b, v }: Instance): unknown => {
  const none = RationalMatrix.zero(kernel, kernel);
  const shift = RationalMatrix.identity(a.length).scale(lambda.div(2));
  const whitened = withSpectrum(v, a);
  const rotate = (x: RationalMatrix) => product(q, directSum(x, none), q.transpose());
  return momentsProblem(
    rotate(product(b, whitened, b.transpose()).add(shift)),
    rotate(b.multiply(b.transpose())),
    { kind: "spectral-contrastive", embedding: m, weightDecay: rationalText(lambda) },
  );
};

/** What the claims depend on. */
type Spectrum = Pick<Instance, "m" | "a" | "kernel" | "lambda">;

/** The first modes of `order` that are positive, at most `rank`. */
const chosen = ({ a, order, rank }: Instance): number[] =>
  order.filter((k) => sign(a[k]!) > 0).slice(0, rank);

/** W = (R diag(√a_K) V_Kᵀ B⁻¹ | F) Qᵀ, F = 0 under weight decay. */
function pointOf(instance: Instance, modes: readonly number[]): RationalMatrix {
  const { m, a, lambda, q, b, v, frame, free, kernel } = instance;
  const roots = RationalMatrix.diagonal(modes.map((k) => rationalSquareRoot(a[k]!)!));
  const r = columnsAt(
    frame,
    modes.map((_, i) => i),
  );
  const left = product(r, roots, columnsAt(v, modes).transpose(), inverse(b));
  const right = sign(lambda) > 0 ? RationalMatrix.zero(m, kernel) : free;
  return RationalMatrix.generate(m, a.length + kernel, (i, j) =>
    j < a.length ? left.get(i, j) : right.get(i, j - a.length),
  ).multiply(q.transpose());
}

const squares = (values: readonly Rational[]): Rational => values.reduce((sum, a) => sum.add(a.mul(a)), ZERO);

/** Index, nullity, value and dimension on the component of the modes K, by counting. */
function claimFor({ m, a, kernel, lambda }: Spectrum, modes: readonly number[]) {
  const r = modes.length;
  const positive = a.filter((x) => sign(x) > 0).length;
  const zero = a.filter((x) => sign(x) === 0).length;
  let larger = 0;
  let equal = 0;
  modes.forEach((k) => {
    a.forEach((value, l) => {
      if (modes.includes(l)) return;
      if (value.compare(a[k]!) > 0) larger++;
      if (value.equals(a[k]!)) equal++;
    });
  });
  const dimension = m * r - (r * (r + 1)) / 2 + equal + (sign(lambda) === 0 ? m * kernel : 0);
  return {
    value: squares(modes.map((k) => a[k]!)).neg(),
    index: (m - r) * (positive - r) + larger,
    nullity: dimension + (m - r) * zero,
    dimension,
    whole: equal === 0,
  };
}

const topModes = ({ m, a }: Spectrum): number[] =>
  a
    .map((_, k) => k)
    .filter((k) => sign(a[k]!) > 0)
    .slice(0, m);

/** All components: one choice of ranks for each group of equal positive eigenvalues. */
function allClaims(instance: Spectrum): ClaimedComponents[] {
  const { m, a } = instance;
  const groups: number[][] = [];
  a.forEach((value, k) => {
    if (sign(value) <= 0) return;
    const last = groups.at(-1);
    if (last !== undefined && a[last[0]!]!.equals(value)) last.push(k);
    else groups.push([k]);
  });
  const minimum = claimFor(instance, topModes(instance)).value;
  const choices = groups.reduce<number[][]>(
    (sets, group) =>
      sets.flatMap((set) =>
        Array.from({ length: group.length + 1 }, (_, x) => [...set, ...group.slice(0, x)]),
      ),
    [[]],
  );
  return choices
    .filter((modes) => modes.length <= m)
    .map((modes) => {
      const { whole, ...claim } = claimFor(instance, modes);
      const r = modes.length;
      const copies = r === m && whole ? 2n : 1n;
      const sphere = (n: number) => (n % 2 === 0 ? 2n : 0n);
      const size = groups.find((group) => group.includes(modes[0] ?? -1))?.length ?? 1;
      // Rank one: the vectors u ⊗ v up to sign. Frames of two and more vectors have χ = 0.
      const chi = r === 0 ? 1n : r === 1 ? (sphere(m - 1) * sphere(size - 1)) / 2n : 0n;
      return {
        ...claim,
        copies,
        euler: chi / copies,
        globalMinimum: claim.value.equals(minimum),
      };
    });
}

/** χ of R^{m×p} where every component is a smooth compact manifold without further zeros. */
const auditOf = ({ a, kernel }: Pick<Spectrum, "a" | "kernel">): bigint | undefined =>
  kernel === 0 && a.every((x) => sign(x) !== 0) ? 1n : undefined;

/** The closed form lists what is claimed, and all of its points are critical as they stand. */
const isListed = (problem: Problem, instance: Spectrum): Check =>
  all(
    closedFormLists(problem, allClaims(instance), auditOf(instance)),
    require(instance.kernel > 0 ||
      [...closedFormOf(problem).proposals()].every(
        ({ exactValue: x }) => x !== undefined,
      ), "a rational value is not exact"),
    proposalsAreCritical(problem, { seed: 1 }),
  );

const hasClaimedInertia = (instance: Instance): Check => {
  const modes = chosen(instance);
  const { value, index, nullity } = claimFor(instance, modes);
  return isExactlyCritical(
    problemOf(file(instance)),
    { W: pointOf(instance, modes) },
    { value, index, nullity },
  );
};

/** Traces of G = UUᵀ, G², H = UÃUᵀ, HG with U = W Σ^{1/2}: constant on components. */
const invariantsOf = (problem: Problem, lambda: Rational) => {
  const { gamma, sigma } = problem.model.moments;
  const shift = RationalMatrix.identity(gamma.rows).scale(lambda.div(2));
  const [g, s] = [gamma.subtract(shift).toNumbers(), sigma.toNumbers()];
  return ({
    W,
  }: Readonly<Record<string, { rows: number; columns: number; data: Float64Array }>>): number[] => {
    const { rows: m, columns: p, data } = W!;
    /** W A Wᵀ. */
    const gram = (a: Float64Array) => {
      const out = new Float64Array(m * m);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < m; j++)
          for (let k = 0; k < p; k++)
            for (let l = 0; l < p; l++)
              out[i * m + j]! += data[i * p + k]! * a[k * p + l]! * data[j * p + l]!;
      return out;
    };
    const trace = (x: Float64Array, y: Float64Array) => {
      let sum = 0;
      for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) sum += x[i * m + j]! * y[j * m + i]!;
      return sum;
    };
    const unit = Float64Array.from({ length: m * m }, (_, k) => (k % (m + 1) === 0 ? 1 : 0));
    const h = gram(s);
    return [trace(h, unit), trace(h, h), trace(gram(g), unit), trace(gram(g), h)];
  };
};

export const criticalSet = theorem({
  id: "critical-points-of-the-spectral-loss-are-sets-of-positive-modes",
  section: "3",
  title: "Critical set and indices of the spectral contrastive objective",
  statement:
    tex`Let $\Sigma \succeq 0$, $\Gamma = \Gamma^\top$ with $\Gamma \ker\Sigma = 0$, $\lambda \ge 0$ and let $\tilde A = ` +
    tex`\Sigma^{-1/2}(\Gamma - \tfrac{\lambda}{2} I)\Sigma^{-1/2}$ on the range of $\Sigma$, with eigenvalues $a_k$ and ` +
    tex`orthonormal eigenvectors $q_k$. $W \in \mathbb{R}^{m \times p}$ is critical for $-2\operatorname{tr}(W\Gamma W^\top) + ` +
    tex`\|W\Sigma W^\top\|_F^2 + \lambda\|W\|_F^2$ if and only if, with $U = W\Sigma^{1/2}$, $U^\top U = \sum_{k \in K} a_k ` +
    tex`q_k q_k^\top$ for some choice of eigenvectors and a set $K$ of $r \le m$ positive modes (and $W \ker\Sigma = 0$ if ` +
    tex`$\lambda > 0$). There the value is $-\sum_K a_k^2$ and the index is $(m-r)\,\#\{l \notin K : a_l > 0\} + ` +
    tex`\#\{(k,l) \in K \times K^c : a_l > a_k\}$. If each group of $\mu_g$ equal positive eigenvalues has $r_g$ members in ` +
    tex`$K$, the component has dimension $D = mr - \tfrac{r(r+1)}{2} + \sum_g r_g(\mu_g - r_g) + [\lambda = 0]\,m \dim\ker\Sigma$ ` +
    tex`and the nullity is $D + (m-r)\,\#\{l : a_l = 0\}$.`,
  hypotheses: [
    "Γ is symmetric",
    "Σ is positive semidefinite and Γ vanishes on its kernel",
    "K holds eigenvectors of positive eigenvalues, each counted once",
  ],
  source: { label: "D", claim: "the Eckart–Young landscape of the loss of [H], with all indices" },
  status: "proved",
  proof:
    tex`On the range of $\Sigma$ the loss is $\|U^\top U - \tilde A\|_F^2 - \|\tilde A\|_F^2$; on the kernel it is ` +
    tex`$\lambda\|\cdot\|^2$, which is free for $\lambda = 0$ and a nondegenerate minimum at $0$ otherwise. The gradient ` +
    tex`$4U(U^\top U - \tilde A)$ vanishes iff the symmetric matrix $G = U^\top U$ has $G^2 = G\tilde A$; then $G\tilde A$ is ` +
    tex`symmetric, $G$ and $\tilde A$ commute, and on joint eigenvectors $g^2 = g a$: $g \in \{0, a\}$, $g \ge 0$. ` +
    tex`Write $U = R\,\mathrm{diag}(\sqrt{a_K}) Q_K^\top$ with orthonormal $R$, complete $R$ and the $q_k$ to bases and let ` +
    tex`$v_{ik}$ be the coordinates of a direction, row $i \le r$ carrying mode $k_i$. The Hessian is $2\|U^\top V + V^\top U\|^2 + ` +
    tex`4\langle V^\top V, G - \tilde A\rangle$. For $i > r$, $k \in K$ it is $0$ ($(m-r)r$ zeros); for $i > r$, $l \notin K$ it is ` +
    tex`$-4a_l v_{il}^2$; for $i \le r$, $l \notin K$ it is $4(a_{k_i} - a_l)v_{il}^2$; for $i, j \le r$ it is a non-negative ` +
    tex`form on $\mathbb{R}^{r \times r}$, $\|U^\top V + V^\top U\|^2$, with kernel $\{V : U^\top V \text{ skew}\}$ of dimension ` +
    tex`$r(r-1)/2$. Count signs. The component is a bundle over $\prod_g \mathrm{Gr}(r_g, \mu_g)$ with fibre ` +
    tex`$\mathrm{Stiefel}(m, r)$, which has the dimension $D$.`,
  forms: [
    form({
      mode: "exact",
      instances: instances({
        maxM: 3,
        maxP: 4,
        spectrum: [...SQUARES, "0", "-1", "-2"],
        kernels: [0, 0, 0, 1],
      }),
      parts: degenerateParts,
      problem: file,
      check: hasClaimedInertia,
    }),
    form({
      mode: "exact",
      instances: instances({
        maxM: 4,
        maxP: 5,
        spectrum: [...SQUARES, "0", "-1"],
        kernels: [0, 0, 0, 1],
      }),
      parts: degenerateParts,
      problem: file,
      check: (instance) => isListed(problemOf(file(instance)), instance),
    }),
    form({
      mode: "floating",
      share: 0.5,
      instances: fc
        .tuple(
          instances({
            maxM: 3,
            maxP: 3,
            spectrum: ["7/2", "2", "2", "3/4", "1/3", "0", "-2"],
            kernels: [0, 0, 0, 1],
          }),
          fc.nat(2 ** 30),
        )
        .map(([instance, seed]) => ({ ...instance, seed })),
      problem: (instance) => file(instance),
      check: async (instance) => {
        const problem = problemOf(file(instance));
        const { check, atlas } = await atlasAgrees(problem);
        // Zero modes make critical points degenerate: Newton does not converge there to the precision asked for.
        if (instance.a.some((a) => sign(a) === 0)) return check;
        const options = {
          batch: 12,
          batches: 40,
          seed: instance.seed,
          spread: 0.5,
          invariants: invariantsOf(problem, instance.lambda),
        };
        return all(
          check,
          searchFindsExactly(
            problem,
            atlas.components,
            options,
            // A free part on the kernel leaves few starts for small ranks.
            () => instance.kernel === 0 && instance.m <= 2 && instance.a.length <= 2,
          ),
        );
      },
    }),
  ],
  controls: [
    {
      id: "non-symmetric-gamma",
      dropped: "Γ is not symmetric: only its symmetric part counts, its own eigenvectors are not critical",
      form: form({
        mode: "exact",
        instances: fc.record({ t: positiveRational, x: rationalOrthogonal(2) }),
        // Γ = (1 t; 0 0) has the right eigenvector e_1, of eigenvalue 1, with Σ = I.
        check: ({ t, x }) =>
          isExactlyCritical(
            problemOf(
              momentsProblem(
                RationalMatrix.from([
                  [1, t],
                  [0, 0],
                ]),
                RationalMatrix.identity(2),
                {
                  kind: "spectral-contrastive",
                  embedding: 2,
                },
              ),
            ),
            { W: RationalMatrix.generate(2, 2, (i, j) => (j === 0 ? x.get(i, 0) : ZERO)) },
          ),
      }),
    },
    {
      id: "kernel-not-free",
      dropped: "Γ does not vanish on ker Σ: the point of the range is not critical",
      form: form({
        mode: "exact",
        instances: positiveRational,
        problem: (t) =>
          momentsProblem(
            RationalMatrix.from([
              [1, t],
              [t, 0],
            ]),
            RationalMatrix.from([
              [1, 0],
              [0, 0],
            ]),
            {
              kind: "spectral-contrastive",
              embedding: 1,
            },
          ),
        check: (t) =>
          isExactlyCritical(
            problemOf(
              momentsProblem(
                RationalMatrix.from([
                  [1, t],
                  [t, 0],
                ]),
                RationalMatrix.from([
                  [1, 0],
                  [0, 0],
                ]),
                {
                  kind: "spectral-contrastive",
                  embedding: 1,
                },
              ),
            ),
            { W: RationalMatrix.from([[1, 0]]) },
          ),
      }),
    },
    {
      id: "repeated-mode",
      dropped: "a mode of K is used by two rows with full weight: UᵀU then has the eigenvalue 2a",
      form: form({
        mode: "exact",
        instances: instances({ maxM: 3, maxP: 2, spectrum: SQUARES }).filter(({ m }) => m >= 2),
        check: (instance) => {
          const k = instance.order[0]!;
          return isExactlyCritical(problemOf(file(instance)), { W: pointOf(instance, [k, k]) });
        },
      }),
    },
  ],
});

export const morseBott = theorem({
  id: "spectral-components-are-morse-bott-for-distinct-nonzero-modes",
  section: "3",
  title: "Nullity equals the dimension of the Stiefel manifold for distinct nonzero modes",
  statement:
    tex`Let $\Sigma \succ 0$ and let the eigenvalues of $\Sigma^{-1/2}\Gamma\Sigma^{-1/2}$ be nonzero and the positive ones ` +
    tex`distinct. Then each critical component of rank $r$ is a copy of $\mathrm{Stiefel}(m, r)$ (two components for ` +
    tex`$r = m$) and its nullity is its dimension $mr - r(r+1)/2$.`,
  hypotheses: ["no eigenvalue is zero", "positive eigenvalues are distinct"],
  source: { label: "D", claim: "Morse–Bott case of the landscape of the loss of [H]" },
  role: "corollary",
  status: "proved",
  proof:
    tex`With distinct positive modes $U = R\,\mathrm{diag}(\sqrt{a_K})Q_K^\top$ is determined by the frame $R \in ` +
    tex`\mathrm{Stiefel}(m, r)$ alone, and in the Hessian of the critical set the only vanishing coefficients are ` +
    tex`$(m-r)r$ from $i > r$, $k \in K$ and $r(r-1)/2$ from the skew part: $(m-r)r + r(r-1)/2 = mr - r(r+1)/2$.`,
  forms: [
    form({
      mode: "exact",
      instances: instances({ maxM: 4, maxP: 4, spectrum: [...SQUARES, "-1", "-2"], distinct: true }),
      parts: modeParts,
      problem: file,
      check: (instance) => {
        const modes = chosen(instance);
        const r = modes.length;
        return isExactlyCritical(
          problemOf(file(instance)),
          { W: pointOf(instance, modes) },
          { nullity: instance.m * r - (r * (r + 1)) / 2 },
        );
      },
    }),
    form({
      mode: "floating",
      share: 0.3,
      instances: instances({
        maxM: 6,
        maxP: 6,
        spectrum: ["11/2", "7/2", "2", "3/4", "1/3", "-2", "-3"],
        distinct: true,
      }),
      problem: file,
      check: async (instance) => {
        const { check, atlas } = await atlasAgrees(problemOf(file(instance)));
        return all(
          check,
          ...atlas.components.map(({ rank, nullity, morseBott: regular, multiplicity, id }) =>
            require(regular === true &&
              nullity === instance.m * rank! - (rank! * (rank! + 1)) / 2 &&
              multiplicity ===
                (rank === instance.m
                  ? 2n
                  : 1n), `${id}: rank ${rank}, nullity ${nullity}, ${multiplicity} copies`),
          ),
        );
      },
    }),
  ],
  controls: [
    {
      id: "zero-mode",
      dropped: "an eigenvalue is zero: degenerate unless r = m",
      form: form({
        mode: "exact",
        instances: instances({ maxM: 2, maxP: 2, spectrum: ["4", "1", "0"], distinct: true }).filter(
          (instance) => chosen(instance).length < instance.m && instance.a.some((x) => sign(x) === 0),
        ),
        problem: file,
        check: (instance) => {
          const modes = chosen(instance);
          const r = modes.length;
          return isExactlyCritical(
            problemOf(file(instance)),
            { W: pointOf(instance, modes) },
            { nullity: instance.m * r - (r * (r + 1)) / 2 },
          );
        },
      }),
    },
    {
      id: "equal-modes",
      dropped: "two positive eigenvalues are equal: the eigenvectors can turn",
      form: form({
        mode: "exact",
        // A chosen mode whose equal is not chosen.
        instances: instances({ maxM: 2, maxP: 3, spectrum: ["4", "1"] }).filter((instance) => {
          const modes = chosen(instance);
          return !claimFor(instance, modes).whole;
        }),
        problem: file,
        check: (instance) => {
          const modes = chosen(instance);
          const r = modes.length;
          return isExactlyCritical(
            problemOf(file(instance)),
            { W: pointOf(instance, modes) },
            { nullity: instance.m * r - (r * (r + 1)) / 2 },
          );
        },
      }),
    },
  ],
});

/** Index zero exactly for the top modes, and no value anywhere below theirs. */
function onlyTopModesAreMinima(instance: Instance, anywhere: RationalMatrix): Check {
  const problem = problemOf(file(instance));
  const modes = chosen(instance);
  const least = squares(topModes(instance).map((k) => instance.a[k]!)).neg();
  const value = squares(modes.map((k) => instance.a[k]!)).neg();
  const point = pointOf(instance, modes);
  const critical = isExactlyCritical(problem, { W: point }, { value });
  const isMinimum = isExactlyCritical(problem, { W: point }, { index: 0 }).verdict === "holds";
  const below = exactValue(landscapeOf(problem), new Map([["W", anywhere]])).compare(least) < 0;
  return all(
    critical,
    require(isMinimum === value.equals(least), `value ${rationalText(value)}: index zero is ${isMinimum}`),
    require(!below, "a value below that of the top modes"),
  );
}

const withAnywhere = (options: Options) =>
  instances(options).chain((instance) =>
    rationalMatrix(instance.m, instance.a.length + instance.kernel).map((anywhere) => ({
      ...instance,
      anywhere,
    })),
  );

export const noBadMinima = theorem({
  id: "every-local-minimum-of-the-spectral-loss-is-global",
  section: "3",
  title: "The spectral contrastive objective has no bad local minima",
  statement:
    tex`Let $\Sigma \succ 0$ and $\Gamma = \Gamma^\top$. The loss $-2\operatorname{tr}(W\Gamma W^\top) + ` +
    tex`\|W\Sigma W^\top\|_F^2 + \lambda\|W\|_F^2$ is bounded below by $-\sum_{k \le \min(m, p_+)} a_k^2$, the sum over the ` +
    tex`largest positive eigenvalues of $\tilde A$; a critical point has index $0$ if and only if it attains this bound. Every ` +
    tex`other critical point is a strict saddle.`,
  hypotheses: ["Σ ≻ 0"],
  source: { label: "H", claim: "the minimisers of the population loss span the top eigenvectors" },
  role: "corollary",
  status: "proved",
  proof:
    tex`The loss is coercive in $U = W\Sigma^{1/2}$, so it has a minimum, which is a critical point; its critical values are ` +
    tex`$-\sum_K a_k^2$, the least being that of the top $\min(m, p_+)$ modes. If $r < \min(m, p_+)$ the first term of the index ` +
    tex`is at least $(m-r)(p_+ - r) \ge 1$. If $r = \min(m, p_+)$ and $K$ misses a mode $l$ with $a_l > a_k$ for some $k \in K$, ` +
    tex`the second term is at least $1$. Otherwise $K$ is a set of top modes.`,
  forms: [
    form({
      mode: "exact",
      instances: withAnywhere({ maxM: 3, maxP: 4, spectrum: [...SQUARES, "0", "-1"] }),
      problem: (instance) => file(instance),
      check: (instance) => onlyTopModesAreMinima(instance, instance.anywhere),
    }),
    form({
      mode: "floating",
      share: 0.3,
      instances: instances({ maxM: 6, maxP: 5, spectrum: ["5", "7/2", "2", "3/4", "1/3", "-2"] }),
      parts: modeParts,
      problem: file,
      check: async (instance) => {
        const { check, atlas } = await atlasAgrees(problemOf(file(instance)));
        const least = Math.min(...atlas.components.map(({ value }) => value!));
        return all(
          check,
          ...atlas.components.map(({ id, index, kind, value }) =>
            require((index === 0) === Math.abs(value! - least) < 1e-9 &&
              (index === 0
                ? kind === "global-minimum"
                : kind === "strict-saddle" ||
                  kind === "local-maximum"), `${id}: ${kind}, index ${index}, value ${value}`),
          ),
        );
      },
    }),
  ],
  controls: [
    {
      id: "singular-sigma",
      dropped: "Σ is singular where Γ is not: the loss is unbounded below",
      form: form({
        mode: "exact",
        instances: fc.record({ g: positiveRational, w: positiveRational }),
        problem: ({ g }) =>
          momentsProblem(RationalMatrix.diagonal([ONE, g]), RationalMatrix.diagonal([ONE, ZERO]), {
            kind: "spectral-contrastive",
            embedding: 1,
          }),
        check: ({ g, w }) => {
          const problem = problemOf(
            momentsProblem(RationalMatrix.diagonal([ONE, g]), RationalMatrix.diagonal([ONE, ZERO]), {
              kind: "spectral-contrastive",
              embedding: 1,
            }),
          );
          const value = exactValue(landscapeOf(problem), new Map([["W", RationalMatrix.from([[0, w]])]]));
          // The only positive mode on the range of Σ is a = 1.
          return require(value.compare(-1) >= 0, `value ${rationalText(value)} below -1`);
        },
      }),
    },
  ],
});

/** Any rational Γ and Σ = B², B = Bᵀ ≻ 0. */
const squareRootInstances = (minM = 1) =>
  fc.record({ m: fc.integer({ min: minM, max: 4 }), p: fc.integer({ min: 1, max: 4 }) }).chain(({ m, p }) =>
    fc.record({
      q: rationalOrthogonal(p),
      roots: fc.array(positiveRational, { minLength: p, maxLength: p }),
      gamma: rationalSymmetric(p),
      w: rationalMatrix(m, p),
      lambda: fc.constantFrom(ZERO, ONE, rational("3/5")),
    }),
  );

export const factorisationIdentity = theorem({
  id: "spectral-loss-is-a-low-rank-factorisation-error",
  section: "3",
  title: "The spectral loss is the error of a low-rank factorisation",
  statement:
    tex`If $\Sigma \succ 0$, then for every $W$, with $U = W\Sigma^{1/2}$ and $\tilde A = \Sigma^{-1/2}(\Gamma - ` +
    tex`\tfrac{\lambda}{2}I)\Sigma^{-1/2}$: $-2\operatorname{tr}(W\Gamma W^\top) + \|W\Sigma W^\top\|_F^2 + \lambda\|W\|_F^2 = ` +
    tex`\|U^\top U - \tilde A\|_F^2 - \|\tilde A\|_F^2$.`,
  hypotheses: ["Σ is invertible"],
  source: {
    label: "H",
    claim: "the spectral contrastive loss is matrix factorisation of the normalised adjacency matrix",
  },
  role: "definition",
  status: "proved",
  proof:
    tex`$\|U^\top U\|_F = \|UU^\top\|_F = \|W\Sigma W^\top\|_F$ and $\langle U^\top U, \tilde A\rangle = ` +
    tex`\operatorname{tr}(U\tilde A U^\top) = \operatorname{tr}(W(\Gamma - \tfrac{\lambda}{2}I)W^\top)$. Expand the square.`,
  forms: [
    form({
      mode: "exact",
      instances: squareRootInstances(),
      check: ({ q, roots, gamma, w, lambda }) => {
        const b = withSpectrum(q, roots);
        const p = gamma.rows;
        const problem = problemOf(
          momentsProblem(gamma, b.multiply(b), {
            kind: "spectral-contrastive",
            embedding: w.rows,
            weightDecay: rationalText(lambda),
          }),
        );
        const white = inverse(b);
        const a = product(white, gamma.subtract(RationalMatrix.identity(p).scale(lambda.div(2))), white);
        const u = w.multiply(b);
        const error = u.transpose().multiply(u).subtract(a).norm2().sub(a.norm2());
        return require(exactValue(landscapeOf(problem), new Map([["W", w]])).equals(
          error,
        ), "the loss differs from the factorisation error");
      },
    }),
  ],
  controls: [
    {
      id: "pseudo-inverse",
      dropped: "Σ is singular and Σ^{-1/2} a pseudo-inverse: Γ on the kernel is lost",
      form: form({
        mode: "exact",
        instances: fc.record({ g: positiveRational, w: rationalMatrix(1, 2) }),
        check: ({ g, w }) => {
          const problem = problemOf(
            momentsProblem(RationalMatrix.diagonal([g, g]), RationalMatrix.diagonal([ONE, ZERO]), {
              kind: "spectral-contrastive",
              embedding: 1,
            }),
          );
          const u = w.multiply(RationalMatrix.diagonal([ONE, ZERO]));
          const a = RationalMatrix.diagonal([g, ZERO]);
          const error = u.transpose().multiply(u).subtract(a).norm2().sub(a.norm2());
          return require(exactValue(landscapeOf(problem), new Map([["W", w]])).equals(
            error,
          ), "the loss differs from the factorisation error");
        },
      }),
    },
  ],
});

/**
 * Γ = V diag(g) Vᵀ, Σ = V diag(h) Vᵀ, g of either sign. λ is above all 2g, at one of them, or below the largest: a number drawn
 * by itself is hardly ever above them all.
 */
const commuting = fc
  .record({ m: fc.integer({ min: 1, max: 3 }), p: fc.integer({ min: 1, max: 4 }) })
  .chain(({ m, p }) =>
    fc.record({
      m: fc.constant(m),
      v: rationalOrthogonal(p),
      g: fc.oneof(
        fc.array(positiveRational, { minLength: p, maxLength: p }),
        fc.array(fc.constantFrom("-1", "1/2", "2").map(rational), { minLength: p, maxLength: p }),
      ),
      h: fc.oneof(
        fc.array(positiveRational, { minLength: p, maxLength: p }),
        fc.array(fc.constantFrom("1/2", "1").map(rational), { minLength: p, maxLength: p }),
      ),
      place: fc.constantFrom("above", "at", "inside", "inside"),
      part: fc.constantFrom("1/4", "1/2", "9/10").map(rational),
      w: rationalMatrix(m, p),
    }),
  )
  .map(({ place, part, ...instance }) => {
    const largest = [...instance.g].sort((x, y) => y.compare(x))[0]!;
    const [first] = instance.g;
    const wanted =
      place === "above"
        ? largest.mul(2).add(part)
        : place === "at"
          ? first!.mul(2)
          : largest.mul(2).mul(part);
    return { ...instance, lambda: sign(wanted) < 0 ? ZERO : wanted };
  });

type Commuting = typeof commuting extends fc.Arbitrary<infer T> ? T : never;

const largestOf = (values: readonly Rational[]): Rational =>
  values.reduce((best, x) => (x.compare(best) > 0 ? x : best));

const decayParts: Parts<Commuting> = {
  "λ > 2γ_max": ({ g, lambda }) => lambda.compare(largestOf(g).mul(2)) > 0,
  "λ = 2g_k for some k": ({ g, lambda }) => g.some((x) => lambda.equals(x.mul(2))),
  "0 < λ < 2γ_max": ({ g, lambda }) => sign(lambda) > 0 && lambda.compare(largestOf(g).mul(2)) < 0,
  "equal eigenvalues": ({ g, h }) =>
    new Set(g.map((x, k) => `${rationalText(x)} ${rationalText(h[k]!)}`)).size < g.length,
  "Γ indefinite": ({ g }) => g.some((x) => sign(x) > 0) && g.some((x) => sign(x) < 0),
  "m > p": ({ m, g }) => m > g.length,
};

export const weightDecay = theorem({
  id: "weight-decay-shifts-the-cross-moment-and-removes-modes",
  section: "3",
  title: "Weight decay acts as a shift of the cross moment",
  statement:
    tex`The spectral loss with weight decay $\lambda\|W\|_F^2$ is the loss without it for $\Gamma - \tfrac{\lambda}{2} I$. If ` +
    tex`$\Gamma$ and $\Sigma \succ 0$ commute, with eigenvalues $(g_k, h_k)$, mode $k$ takes part in critical points if and only ` +
    tex`if $\lambda < 2g_k$, and the modes have $a_k = (g_k - \lambda/2)/h_k$.`,
  hypotheses: ["Γ and Σ commute (second part)"],
  source: { label: "D", claim: "the effect of weight decay on the loss of [H]" },
  role: "corollary",
  status: "proved",
  proof:
    tex`$\lambda\|W\|_F^2 = -2\operatorname{tr}(W(-\tfrac{\lambda}{2} I)W^\top)$. In a joint eigenbasis $\tilde A = ` +
    tex`\mathrm{diag}((g_k - \lambda/2)/h_k)$, and only positive eigenvalues carry critical points.`,
  forms: [
    form({
      mode: "exact",
      instances: commuting,
      parts: decayParts,
      check: ({ m, v, g, h, lambda, w }) => {
        const [gamma, sigma] = [withSpectrum(v, g), withSpectrum(v, h)];
        const decayed = problemOf(
          momentsProblem(gamma, sigma, {
            kind: "spectral-contrastive",
            embedding: m,
            weightDecay: rationalText(lambda),
          }),
        );
        const shift = RationalMatrix.identity(g.length).scale(lambda.div(2));
        const shifted = problemOf(
          momentsProblem(gamma.subtract(shift), sigma, { kind: "spectral-contrastive", embedding: m }),
        );
        const point = new Map([["W", w]]);
        const modes = g.map((value, k) => value.sub(lambda.div(2)).div(h[k]!)).sort((x, y) => y.compare(x));
        const instance = { m, a: modes, kernel: 0, lambda: ZERO };
        return all(
          require(exactValue(landscapeOf(decayed), point).equals(
            exactValue(landscapeOf(shifted), point),
          ), "the losses differ"),
          isListed(decayed, instance),
          isListed(shifted, instance),
        );
      },
    }),
  ],
  controls: [
    {
      id: "not-commuting",
      dropped: "Γ and Σ do not commute: the quotients of their own eigenvalues are not the modes",
      form: form({
        mode: "exact",
        instances: fc.record({
          x: rationalOrthogonal(2).filter((q) => !q.map((value, i, j) => (i === j ? ZERO : value)).isZero()),
          g: positiveRational,
          lambda: fc.constantFrom(ONE, rational(2)),
        }),
        check: ({ x, g, lambda }) => {
          const [low, high] = [g, g.add(3)];
          const spectrum = [high, low];
          const problem = problemOf(
            momentsProblem(withSpectrum(x, spectrum), RationalMatrix.diagonal([ONE, rational(3)]), {
              kind: "spectral-contrastive",
              embedding: 1,
              weightDecay: rationalText(lambda),
            }),
          );
          const a = spectrum
            .map((value, k) => value.sub(lambda.div(2)).div(k === 0 ? 1 : 3))
            .sort((s, t) => t.compare(s));
          const check = isListed(problem, { m: 1, a, kernel: 0, lambda: ZERO });
          return check.verdict === "undecided" ? undecided(check.detail) : check;
        },
      }),
    },
  ],
});
