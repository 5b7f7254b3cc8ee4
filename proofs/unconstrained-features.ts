/** Classification and supervised contrastive learning with free features: repeated singular values, and neural collapse. */
import fc from "fast-check";
import { type Rational, RationalMatrix, rational, rationalText, sign, ZERO } from "landscape-atlas";
import {
  all,
  type Check,
  form,
  isExactlyCritical,
  matrixText,
  onFirstColumns,
  type Parts,
  positiveRational,
  problemOf,
  product,
  rationalOrthogonal,
  require,
  theorem,
} from "landscape-atlas/theorems";

const tex = String.raw;

/** A value of C, σ_g = λ + s_g² (s_g null: dead, below λ), μ_g times, r_g of them taken. */
interface Group {
  readonly sigma: Rational;
  readonly root: Rational | null;
  readonly size: number;
  readonly taken: number;
}

interface Instance {
  readonly m: number;
  readonly lambda: Rational;
  readonly groups: readonly Group[];
  readonly left: RationalMatrix;
  readonly right: RationalMatrix;
  readonly frame: RationalMatrix;
}

const total = (groups: readonly Group[], count: (group: Group) => number): number =>
  groups.reduce((sum, group) => sum + count(group), 0);

const rankOf = ({ groups }: Pick<Instance, "groups">): number => total(groups, ({ taken }) => taken);

/** (m−r)·#{l ∉ K : σ_l > λ} + #{(k, l) : k ∈ K, l ∉ K, σ_l > σ_k}, strictly. */
function indexOf(instance: Pick<Instance, "m" | "groups">): number {
  const { m, groups } = instance;
  const spare = m - rankOf(instance);
  return total(groups, ({ sigma, root, size, taken }) =>
    root === null
      ? 0
      : (size - taken) *
        (spare + total(groups, (other) => (other.sigma.compare(sigma) < 0 ? other.taken : 0))),
  );
}

/** m r − r(r+1)/2 + Σ_g r_g(μ_g − r_g). */
function nullityOf(instance: Pick<Instance, "m" | "groups">): number {
  const r = rankOf(instance);
  return (
    instance.m * r - (r * (r + 1)) / 2 + total(instance.groups, ({ size, taken }) => taken * (size - taken))
  );
}

const lossAt = ({ lambda, groups }: Pick<Instance, "lambda" | "groups">): Rational =>
  groups.reduce(
    (sum, { sigma, size, taken }) =>
      sum
        .add(lambda.mul(sigma).mul(2).sub(lambda.mul(lambda)).mul(taken))
        .add(sigma.mul(sigma).mul(size - taken)),
    ZERO,
  );

const fileOf = (m: number, lambda: Rational, c: RationalMatrix): unknown => ({
  objective: {
    kind: "custom",
    loss: "norm2(B*A - C) + lambda*(norm2(A) + norm2(B))",
    variables: { A: [m, c.columns], B: [c.rows, m] },
    constants: { C: matrixText(c) },
    parameters: { lambda: rationalText(lambda) },
  },
});

const file = ({ m, lambda, groups, left, right }: Instance): unknown =>
  fileOf(
    m,
    lambda,
    onFirstColumns(
      left,
      groups.flatMap(({ sigma, size }) => Array.from({ length: size }, () => sigma)),
      right,
    ),
  );

/** Roots on the columns that are taken, the first of each group; null elsewhere. */
const columnsOf = (groups: readonly Group[]): (Rational | null)[] =>
  groups.flatMap(({ root, size, taken }) =>
    Array.from({ length: size }, (_, k) => (k < taken ? root : null)),
  );

function pointOf({ groups, left, right, frame }: Instance): { A: RationalMatrix; B: RationalMatrix } {
  const taken = columnsOf(groups).flatMap((root, k) => (root === null ? [] : [{ root, k }]));
  const along = (q: RationalMatrix) =>
    RationalMatrix.generate(frame.rows, q.rows, (i, j) =>
      taken.reduce((sum, { root, k }, c) => sum.add(frame.get(i, c).mul(root).mul(q.get(j, k))), ZERO),
    );
  return { A: along(right), B: along(left).transpose() };
}

const isAsClaimed = (instance: Instance): Check =>
  isExactlyCritical(problemOf(file(instance)), pointOf(instance), {
    value: lossAt(instance),
    index: indexOf(instance),
    nullity: nullityOf(instance),
  });

/** Two groups, the second perhaps dead; μ₁ + μ₂ = min(p, q). */
const instances = (lambdas: fc.Arbitrary<Rational> = positiveRational): fc.Arbitrary<Instance> =>
  fc
    .record({
      m: fc.integer({ min: 1, max: 3 }),
      sizes: fc.constantFrom([2, 0], [2, 1], [1, 2], [3, 0], [2, 0]),
      wider: fc.nat(1),
      lambda: lambdas,
    })
    .chain(({ m, sizes, wider, lambda }) => {
      const n = sizes[0]! + sizes[1]!;
      return fc
        .record({
          roots: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 2 }),
          dead: fc.boolean(),
          share: fc.integer({ min: 1, max: 9 }),
          wanted: fc.tuple(fc.nat(3), fc.nat(3)),
          left: rationalOrthogonal(n),
          right: rationalOrthogonal(n + wider),
          frame: rationalOrthogonal(m),
        })
        .map(({ roots, dead, share, wanted, left, right, frame }): Instance => {
          let room = m;
          const groups = sizes.map((size, g): Group => {
            if (g === 1 && dead) return { sigma: lambda.mul(share).div(10), root: null, size, taken: 0 };
            const taken = Math.min(wanted[g]!, size, room);
            room -= taken;
            const root = rational(`${roots[g]!}/3`);
            return { sigma: lambda.add(root.mul(root)), root, size, taken };
          });
          return { m, lambda, groups, left, right, frame };
        });
    });

const parts: Parts<Instance> = {
  "part of a group": ({ groups }) => groups.some(({ size, taken }) => taken > 0 && taken < size),
  "a whole group": ({ groups }) => groups.some(({ size, taken }) => taken > 1 && taken === size),
  collapse: (instance) => rankOf(instance) === 0,
  "r = m": (instance) => rankOf(instance) === instance.m,
  "a saddle": (instance) => indexOf(instance) > 0,
};

/** K classes of n samples: C = c (I_K ⊗ 1ᵀ), all K singular values c√n; n a square. */
interface Balanced {
  readonly classes: number;
  readonly width: number;
  /** √n. */
  readonly samples: number;
  readonly lambda: Rational;
  readonly root: Rational;
  readonly frame: RationalMatrix;
}

const balanced: fc.Arbitrary<Balanced> = fc
  .record({
    classes: fc.integer({ min: 2, max: 3 }),
    extra: fc.nat(1),
    samples: fc.integer({ min: 1, max: 2 }),
  })
  .chain(({ classes, extra, samples }) =>
    fc.record({
      classes: fc.constant(classes),
      width: fc.constant(classes + extra),
      samples: fc.constant(samples),
      lambda: positiveRational,
      root: positiveRational,
      frame: rationalOrthogonal(classes + extra),
    }),
  );

/** The minimum, written by classes: features s/√n r_k, classifiers s r_k, with orthonormal r_k. */
function collapsed({ classes, width, samples, lambda, root, frame }: Balanced): {
  problem: ReturnType<typeof problemOf>;
  A: RationalMatrix;
  B: RationalMatrix;
  group: Group;
} {
  const sigma = lambda.add(root.mul(root));
  const perClass = samples * samples;
  const c = RationalMatrix.generate(classes, classes * perClass, (k, i) =>
    Math.floor(i / perClass) === k ? sigma.div(samples) : ZERO,
  );
  return {
    problem: problemOf(fileOf(width, lambda, c)),
    A: RationalMatrix.generate(width, classes * perClass, (i, j) =>
      frame
        .get(i, Math.floor(j / perClass))
        .mul(root)
        .div(samples),
    ),
    B: RationalMatrix.generate(classes, width, (k, i) => frame.get(i, k).mul(root)),
    group: { sigma, root, size: classes, taken: classes },
  };
}

const isCollapsedMinimum = (
  instance: Balanced,
  claimed?: Partial<{ index: number; nullity: number }>,
): Check => {
  const { problem, A, B, group } = collapsed(instance);
  const at = { m: instance.width, groups: [group], lambda: instance.lambda };
  const gram = product(B, B.transpose());
  return all(
    isExactlyCritical(
      problem,
      { A, B },
      { value: lossAt(at), index: indexOf(at), nullity: nullityOf(at), ...claimed },
    ),
    require(indexOf(at) === 0, "not a minimum"),
    require(gram.equals(RationalMatrix.identity(gram.rows).scale(gram.get(0, 0))), "no orthogonal frame"),
  );
};

export const unconstrainedFeatures = theorem({
  id: "free-features-of-balanced-classes-collapse-to-an-orthogonal-frame-in-every-local-minimum",
  section: "literature",
  title: "Repeated singular values: free features and neural collapse",
  statement:
    tex`Let the singular values of $C$ be $\sigma_g$ with multiplicities $\mu_g$, none equal to $\lambda > 0$. The critical components ` +
    tex`of $\|BA - C\|_F^2 + \lambda(\|A\|_F^2 + \|B\|_F^2)$ are given by ranks $0 \le r_g \le \mu_g$, $r_g = 0$ where $\sigma_g < ` +
    tex`\lambda$, $r = \sum r_g \le m$: any $r_g$ directions of each singular space at $\sqrt{\sigma_g - \lambda}$. Dimension and nullity ` +
    tex`are $mr - r(r+1)/2 + \sum_gr_g(\mu_g - r_g)$, the index $(m-r)\,\#\{l \notin K : \sigma_l > \lambda\} + \#\{(k, l) : k \in K, l ` +
    tex`\notin K, \sigma_l > \sigma_k\}$, strictly. For $C = c\,(I_K \otimes 1_n^\top)$ (features of $K$ balanced classes of $n$ samples ` +
    tex`free, $m \ge K$), $c\sqrt n > \lambda$, the local minima are one component: features of a class are equal, classes and ` +
    tex`classifiers are one orthogonal frame up to scale.`,
  hypotheses: ["λ > 0", "no singular value equals λ", "m ≥ K and balanced classes (for the frame)"],
  source: {
    label: "D",
    claim:
      "unconstrained features and supervised contrastive learning (Mixon, Parshall, Pi 2022; Graf, Hofer, Niethammer, Kwitt 2021) as two-factor losses, indices with repeated values",
  },
  status: "proved",
  proof:
    tex`As for distinct values: $AA^\top = B^\top B = S$, $Ca_k = (s_k^2 + \lambda)b_k$ and $C^\top b_k = (s_k^2 + \lambda)a_k$, so $a_k$ ` +
    tex`runs through orthonormal vectors of the singular spaces. The blocks of the Hessian are those of the distinct case with ` +
    tex`$\sigma_l = \sigma_k$ allowed: the one at $k \in K$, $l \notin K$ has then a zero, $\sum r_g(\mu_g - r_g)$ in all, along the ` +
    tex`Grassmannians of the $r_g$ directions. For $k, l \in K$ of one group the rotation of $R$ is undone by one inside the group, which ` +
    tex`moves no point: $r(r-1)/2$ zeros as before. For $C = c(I \otimes 1^\top)$ the one singular value is $c\sqrt n$, $\mu = K$; index $0$ asks ` +
    tex`for $r = K$, and with $V = (I \otimes 1)/\sqrt n$: $B = \sqrt{c\sqrt n - \lambda}\,R^\top$, $A = \sqrt{(c\sqrt n - ` +
    tex`\lambda)/n}\;R(I \otimes 1^\top)$.`,
  forms: [
    form({ mode: "exact", instances: instances(), parts, problem: file, check: isAsClaimed }),
    form({
      mode: "exact",
      share: 0.3,
      instances: balanced,
      check: (instance) => isCollapsedMinimum(instance),
    }),
  ],
  controls: [
    {
      id: "as-if-distinct",
      dropped: "the nullity of distinct values, without the Grassmannians",
      form: form({
        mode: "exact",
        instances: instances().filter(({ groups }) =>
          groups.some(({ size, taken }) => taken > 0 && taken < size),
        ),
        problem: file,
        check: (instance) => {
          const r = rankOf(instance);
          return isExactlyCritical(problemOf(file(instance)), pointOf(instance), {
            nullity: instance.m * r - (r * (r + 1)) / 2,
          });
        },
      }),
    },
    {
      id: "no-decay",
      dropped: "λ = 0: GL(m) acts, and the nullity is larger",
      form: form({
        mode: "exact",
        instances: instances(fc.constant(ZERO)).filter(
          (instance) => rankOf(instance) > 0 && instance.groups.every(({ sigma }) => sign(sigma) > 0),
        ),
        problem: file,
        check: isAsClaimed,
      }),
    },
    {
      id: "unbalanced",
      dropped: "one class has four times the weight: the frame is not critical",
      form: form({
        mode: "exact",
        instances: balanced,
        check: (instance) => {
          const { A, B, group } = collapsed(instance);
          const perClass = instance.samples * instance.samples;
          const c = RationalMatrix.generate(B.rows, A.columns, (k, i) =>
            Math.floor(i / perClass) === k ? group.sigma.div(instance.samples).mul(k === 0 ? 4 : 1) : ZERO,
          );
          return isExactlyCritical(problemOf(fileOf(instance.width, instance.lambda, c)), { A, B });
        },
      }),
    },
  ],
});
