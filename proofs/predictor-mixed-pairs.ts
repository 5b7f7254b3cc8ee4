/** §6: equilibria of the predictor field that mix two modes; the predictor is then not symmetric. */
import fc from "fast-check";
import { type Rational, RationalMatrix, rank, rational, rationalText, sign } from "landscape-atlas";
import {
  alignedClaims,
  alignedFile,
  alignedInstance,
  alignedInvariants,
  all,
  atlasAgrees,
  type Check,
  type ClaimedComponents,
  closedFormLists,
  columnsAt,
  directSum,
  form,
  isExactlyCritical,
  momentsProblem,
  positiveRational,
  problemOf,
  product,
  proposalsAreCritical,
  type RootedMode,
  rationalOrthogonal,
  require,
  rootedMode,
  searchFindsExactly,
  theorem,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;
const ONE = rational(1);

/** u and z² c₁⁴ of two modes: the whole existence question. */
function mixing(first: RootedMode, second: RootedMode, eta: Rational) {
  const [c1, c2] = [first.h.div(first.g), second.h.div(second.g)];
  const [k1, k2] = [eta.mul(c1).div(first.g), eta.mul(c2).div(second.g)];
  const rho = c2.div(c1);
  if (rho.equals(1)) return null;
  const square = ONE.sub(rho).pow(2)!;
  const u = ONE.sub(rho).add(rho.pow(3)!.mul(k1)).sub(k2.div(rho)).div(rho.mul(square));
  return { u, excess: u.sub(u.mul(u)).sub(k1) };
}

interface MixedInstance {
  readonly m: number;
  readonly eta: Rational;
  /** u = c₁ T₁₁ and n = c₁² z. */
  readonly u: Rational;
  readonly n: Rational;
  readonly t: RationalMatrix;
  /** The two viable modes; their roots are irrational in general and stand here as labels 2 > 1. */
  readonly pair: readonly [RootedMode, RootedMode];
  readonly sizes: readonly [number, number];
  readonly dead: number;
  readonly v: RationalMatrix;
  readonly frame: RationalMatrix;
}

const properFraction = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .map(([a, b]) => rational(`${a}/${a + b}`));

/** What T is made of: c₁, ρ = c₂/c₁, u, and n as a share of its bound, with a sign. */
interface PairChoice {
  readonly c1: Rational;
  readonly rho: Rational;
  readonly u: Rational;
  readonly fraction: Rational;
  readonly flip: boolean;
  readonly eta: Rational;
}

/** Chooses T and derives g, h from TΓ − TᵀTΣ = ηI: every number is rational. */
function mixedPair({
  c1,
  rho,
  u,
  fraction,
  flip,
  eta,
}: PairChoice): Pick<MixedInstance, "eta" | "u" | "n" | "t" | "pair"> {
  const c2 = rho.mul(c1);
  const w = rho.mul(ONE.sub(rho.mul(u)));
  // n < u(1−u) and ρ²n < w(1−w) keep both g positive: n² < u − u² and ρ⁴n² < w − w².
  const bounds = [u.mul(ONE.sub(u)), w.mul(ONE.sub(w)).div(rho.mul(rho))];
  const bound = bounds[0]!.compare(bounds[1]!) < 0 ? bounds[0]! : bounds[1]!;
  const n = bound.mul(fraction).mul(flip ? -1 : 1);
  const z = n.div(c1.mul(c1));
  const g1 = eta.mul(c1).div(u.sub(u.mul(u)).sub(n.mul(n)));
  const g2 = eta.mul(c2).div(w.sub(w.mul(w)).sub(rho.pow(4)!.mul(n).mul(n)));
  const labels = [rational(2), ONE];
  return {
    eta,
    u,
    n,
    t: RationalMatrix.from([
      [u.div(c1), c2.mul(z)],
      [c1.mul(z), w.div(c2)],
    ]),
    pair: [
      { g: g1, h: c1.mul(g1), roots: labels },
      { g: g2, h: c2.mul(g2), roots: labels },
    ],
  };
}

const mixed = (maxM: number, sizes: readonly (readonly [number, number])[], dead = 1) =>
  fc
    .record({
      m: fc.integer({ min: 2, max: maxM }),
      sizes: fc.constantFrom(...sizes),
      dead: fc.nat(dead),
      c1: positiveRational,
      rho: properFraction,
      u: properFraction,
      fraction: properFraction,
      flip: fc.boolean(),
      eta: positiveRational,
    })
    .chain((base) =>
      fc.record({
        base: fc.constant(base),
        v: rationalOrthogonal(base.sizes[0] + base.sizes[1] + base.dead),
        frame: rationalOrthogonal(base.m),
      }),
    )
    .map(
      ({
        base: {
          m,
          sizes: [s1, s2],
          dead: d,
          ...choice
        },
        v,
        frame,
      }): MixedInstance => {
        return { m, ...mixedPair(choice), sizes: [s1, s2], dead: d, v, frame };
      },
    )
    // A shared root makes aligned components degenerate.
    .filter(({ pair, eta }) => !shareRoot(pair, eta));

/** The resultant of h p² − g p + η over two modes: zero where they share a root. */
const shareRoot = ([first, second]: MixedInstance["pair"], eta: Rational): boolean =>
  eta
    .mul(first.h.sub(second.h).pow(2)!)
    .equals(second.h.mul(first.g).sub(first.h.mul(second.g)).mul(second.g.sub(first.g)));

/** One entry per column of V: the first mode, the second, and modes with g = 0. */
const modesOf = ({ pair: [first, second], sizes: [s1, s2], dead }: MixedInstance): RootedMode[] => [
  ...new Array<RootedMode>(s1).fill(first),
  ...new Array<RootedMode>(s2).fill(second),
  ...new Array<RootedMode>(dead).fill({ g: rational(0), h: ONE, roots: [] }),
];

const file = (instance: MixedInstance): unknown => alignedFile({ ...instance, modes: modesOf(instance) });

/** W = R T V, P = R Tᵀ Rᵀ. */
function pointOf({ t, v, frame, sizes }: MixedInstance) {
  const r = columnsAt(frame, [0, 1]);
  const modes = columnsAt(v, [0, sizes[0]]).transpose();
  return { W: product(r, t, modes), P: product(r, t.transpose(), r.transpose()) };
}

const mixedClaim = (m: number, sizes: readonly [number, number]): ClaimedComponents => ({
  dimension: 2 * m - 3 + sizes[0] - 1 + sizes[1] - 1,
  // Orientations: of the frame where m = 2, of z where neither eigenspace can turn its vector around.
  copies: (sizes[0] + sizes[1] === 2 ? 2n : 1n) * (m === 2 ? 2n : 1n),
});

const claimsOf = (instance: MixedInstance): ClaimedComponents[] => [
  ...alignedClaims({ ...instance, modes: modesOf(instance) }),
  mixedClaim(instance.m, instance.sizes),
];

const isMixedEquilibrium = (instance: MixedInstance): Check => {
  const point = pointOf(instance);
  const formula = mixing(...instance.pair, instance.eta);
  return all(
    isExactlyCritical(problemOf(file(instance)), point),
    require(rank(point.W) === 2 && !point.P.isSymmetric(), "the point is aligned"),
    require(formula?.u.equals(instance.u) === true &&
      formula.excess.equals(instance.n.mul(instance.n)), "the formulas for u and z do not return T"),
  );
};

const SIMPLE = [[1, 1]] as const;

export const mixedPairs = theorem({
  id: "two-modes-with-different-quotients-can-mix-in-an-asymmetric-equilibrium",
  section: "6",
  title: "Mixed pairs: equilibria that are not aligned with the modes",
  statement:
    tex`Let $\Gamma$, $\Sigma \succ 0$ commute, $\eta > 0$, and let exactly two modes, with simple eigenpairs $(g_k, h_k)$, be ` +
    tex`viable. Put $c_k = h_k/g_k$, $\kappa_k = \eta h_k/g_k^2$, $\rho = c_2/c_1$. The equilibria are the aligned ones and, if ` +
    tex`$\rho \ne 1$, $m \ge 2$ and $u - u^2 > \kappa_1$ with $u = \frac{(1-\rho) + \rho^3\kappa_1 - ` +
    tex`\kappa_2/\rho}{\rho(1-\rho)^2}$, two classes of mixed ones ($z > 0$, $z < 0$), each a copy of $\mathrm{Stiefel}(m, 2)$: $W ` +
    tex`= RTV$, $P = RT^\top R^\top$ with $R^\top R = I_2$, rows of $V$ the two eigenvectors, and $T = \begin{pmatrix} u/c_1 & ` +
    tex`c_2z\\ c_1z & v/c_2\end{pmatrix}$, $v = \rho - \rho^2u$, $z^2 = (u - u^2 - \kappa_1)/c_1^4$. Their $P$ is not symmetric. ` +
    tex`They exist on open sets of $(g, h)$, but not for $h_1 = h_2$.`,
  hypotheses: [
    "u − u² > κ₁ (existence); in particular h₁ ≠ h₂ and h₁/g₁ ≠ h₂/g₂",
    "exactly two viable modes (completeness)",
    "the gradient is stopped in the target branch",
  ],
  source: {
    label: "D",
    claim: "a correction: commuting moments do not force the equilibria of [T] to align",
  },
  status: "proved",
  proof:
    tex`Write $P = RT^\top R^\top$, $V = T^{-1}R^\top W$ with an orthonormal basis $R$ of the range of $W$, as for aligned ` +
    tex`equilibria: $V V^\top = I_r$ and $(\eta + h_jT^\top T - g_jT)V_j = 0$ for each mode $j$, which forces $V_j = 0$ below the ` +
    tex`threshold. Rank one is aligned. For rank two $V$ is orthogonal; turning $R$ we may take $V = I$. With $T = ` +
    tex`\begin{pmatrix} a & b\\ c & d\end{pmatrix}$ and $N = ab + cd$ the off-diagonal equations are $b = c_2N$, $c = c_1N$. If $N = ` +
    tex`0$, $T$ is diagonal: aligned. Otherwise $N = N(c_2a + c_1d)$, so with $u = c_1a$, $v = c_2d = \rho - \rho^2u$. The diagonal ` +
    tex`equations are $u - u^2 - n^2 = \kappa_1$ and $v - v^2 - \rho^4n^2 = \kappa_2$, $n = c_1^2N$. Eliminating $n$ gives $u$ if ` +
    tex`$\rho \ne 1$, then $N^2 = z^2$; if $\rho = 1$ it gives $\kappa_1 = \kappa_2$, equal modes. For $h_1 = h_2$ the aligned ` +
    tex`equilibria are all. $T$ is not symmetric as $c_1z \ne c_2z$.`,
  forms: [
    form({
      mode: "exact",
      instances: mixed(4, [...SIMPLE, [2, 1], [1, 2], [2, 2]]),
      problem: (instance) => file(instance),
      check: isMixedEquilibrium,
    }),
    form({
      mode: "exact",
      share: 0.5,
      instances: mixed(4, [...SIMPLE, ...SIMPLE, [2, 1], [1, 2], [2, 2]]),
      problem: (instance) => file(instance),
      check: (instance) => {
        const problem = problemOf(file(instance));
        return all(
          // Completeness is claimed for two viable modes; an eigenspace of dimension two counts twice.
          closedFormLists(
            problem,
            claimsOf(instance),
            undefined,
            instance.sizes[0] + instance.sizes[1] === 2,
          ),
          proposalsAreCritical(problem, { seed: 1 }),
        );
      },
    }),
    form({
      mode: "exact",
      instances: fc.tuple(
        fc.integer({ min: 1, max: 3 }),
        alignedInstance(1, 2, { coupling: "free", grouped: false, negative: true, dead: false }).filter(
          ({ modes }) => modes.length === 2,
        ),
      ),
      problem: ([m, instance]) => alignedFile({ ...instance, m }),
      check: ([m, instance]) => {
        const { modes, eta } = instance;
        const existence = mixing(modes[0]!, modes[1]!, eta);
        const exists = m >= 2 && existence !== null && sign(existence.excess) > 0;
        const problem = problemOf(alignedFile({ ...instance, m }));
        return all(
          closedFormLists(problem, [
            ...alignedClaims({ ...instance, m }),
            ...(exists ? [mixedClaim(m, [1, 1])] : []),
          ]),
          proposalsAreCritical(problem, { seed: 1 }),
        );
      },
    }),
    form({
      mode: "floating",
      share: 0.2,
      instances: fc.tuple(mixed(3, SIMPLE), fc.nat(2 ** 30)),
      problem: ([instance]) => file(instance),
      check: async ([instance, seed]) => {
        const problem = problemOf(file(instance));
        const { check, atlas } = await atlasAgrees(problem);
        return all(
          check,
          searchFindsExactly(
            problem,
            atlas.components,
            {
              batch: 12,
              batches: 40,
              seed,
              invariants: alignedInvariants({ v: instance.v, modes: modesOf(instance) }),
            },
            ({ id }) => instance.dead === 0 && instance.m === 2 && id.startsWith("mixed"),
          ),
        );
      },
    }),
  ],
  controls: [
    {
      id: "equal-h",
      dropped: "h₁ = h₂: the formula gives z² ≤ 0, no mixed pair",
      form: form({
        mode: "exact",
        instances: alignedInstance(1, 2, { coupling: "equal", grouped: false, dead: false }).filter(
          ({ modes }) => modes.length === 2,
        ),
        problem: (instance) => alignedFile({ ...instance, m: 2 }),
        check: ({ modes, eta }) => {
          const existence = mixing(modes[0]!, modes[1]!, eta);
          return require(existence !== null && sign(existence.excess) > 0, "z² is not positive");
        },
      }),
    },
    {
      id: "third-mode",
      dropped: "a third viable mode: a mixed pair with a row beside it has rank three",
      form: form({
        mode: "exact",
        instances: fc.record({
          instance: mixed(2, SIMPLE, 0),
          root: positiveRational,
          frame: rationalOrthogonal(3),
          v: rationalOrthogonal(3),
        }),
        check: ({ instance, root, frame, v }) => {
          const { eta, t, pair } = instance;
          const third = rootedMode(ONE, root, eta);
          const all3 = [...pair, third];
          const problem = problemOf(
            momentsProblem(
              withSpectrum(
                v,
                all3.map(({ g }) => g),
              ),
              withSpectrum(
                v,
                all3.map(({ h }) => h),
              ),
              { kind: "predictor", embedding: 3, weightDecay: rationalText(eta), stopGradient: true },
            ),
          );
          const t3 = directSum(t, RationalMatrix.diagonal([root]));
          const point = {
            W: product(frame, t3, v.transpose()),
            P: product(frame, t3.transpose(), frame.transpose()),
          };
          return all(
            isExactlyCritical(problem, point),
            require(rank(point.W) <= 2 || point.P.isSymmetric(), "neither aligned nor of rank two"),
          );
        },
      }),
    },
    {
      id: "both-branches",
      dropped: "the gradient flows through both branches: mixed pairs are not critical",
      form: form({
        mode: "exact",
        instances: mixed(2, SIMPLE),
        check: (instance) => {
          const spectrum = (read: (mode: RootedMode) => Rational) =>
            withSpectrum(instance.v, modesOf(instance).map(read));
          const problem = problemOf(
            momentsProblem(
              spectrum(({ g }) => g),
              spectrum(({ h }) => h),
              {
                kind: "predictor",
                embedding: instance.m,
                weightDecay: rationalText(instance.eta),
                stopGradient: false,
              },
            ),
          );
          return isExactlyCritical(problem, pointOf(instance));
        },
      }),
    },
  ],
});
