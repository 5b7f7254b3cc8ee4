/** §6: equilibria of the predictor field with stop-gradient: balance, rank one, viability, aligned equilibria. */
import fc from "fast-check";
import {
  exactHessian,
  exactStationarity,
  type Matrix,
  type Problem,
  type Rational,
  RationalMatrix,
  rank,
  rational,
  rationalText,
  sign,
  toNumber,
} from "landscape-atlas";
import {
  type AlignedInstance,
  alignedClaim,
  alignedClaims,
  alignedFile,
  alignedInstance,
  alignedInvariants,
  alignedParts,
  alignedPoint,
  all,
  atlasAgrees,
  type Check,
  closedFormDeclines,
  closedFormLists,
  closedFormOf,
  everyFoundPoint,
  form,
  isExactlyCritical,
  landscapeOf,
  type ModeOptions,
  matrixText,
  momentsProblem,
  nonzeroRational,
  outer,
  partsAt,
  positiveRational,
  problemOf,
  product,
  proposalsAreCritical,
  rationalInvertible,
  rationalMatrix,
  rationalOrthogonal,
  rationalSymmetric,
  rationalUnitVector,
  require,
  rootedMode,
  searchFindsExactly,
  theorem,
  within,
} from "landscape-atlas/theorems";

const tex = String.raw;

type Numeric = Readonly<Record<string, Matrix>>;

const field = (gamma: RationalMatrix, sigma: RationalMatrix, m: number, eta: Rational, stopGradient = true) =>
  momentsProblem(gamma, sigma, {
    kind: "predictor",
    embedding: m,
    weightDecay: rationalText(eta),
    stopGradient,
  });

/** Of the two roots of a mode, p₊ with |p₊| > |p₋| is the one marked +. */
function largerRootsAreMarked(problem: Problem): Check {
  const roots = new Map(
    [...closedFormOf(problem).proposals()].map(({ id, representative: { P } }) => [
      id,
      Math.abs(Array.from({ length: P!.rows }, (_, i) => P!.data[i * P!.rows + i]!).reduce((a, b) => a + b)),
    ]),
  );
  const swapped = [...roots].find(
    ([id, p]) => /^modes=\{[\d.]+\+\}$/.test(id) && !(p > roots.get(id.replace("+", "-"))!),
  );
  return require(swapped === undefined, `${swapped?.[0]} is the smaller root`);
}

/** Rank-one equilibria in order of s, each a sphere S^{m−1}; for m = 1 they are all. */
function listedAsSpheres(problem: Problem): Check {
  const closed = closedFormOf(problem);
  const [collapse, ...others] = [...closed.proposals()];
  // Commuting moments are listed mode by mode.
  const s = others.flatMap(({ id, representative }) =>
    id.startsWith("rank-one") ? [rankOneInvariants(representative)[1]!] : [],
  );
  const m = collapse!.representative.P!.rows;
  const copies = m === 1 ? 2n : 1n;
  return all(
    require(s.every((value, k) => k === 0 || value < s[k - 1]!), "the solutions are not in order"),
    require(others.every(({ multiplicity }) => multiplicity === copies), `not ${copies} components each`),
    require(closed.total ===
      (m === 1 ? 1n + copies * BigInt(others.length) : undefined), `${closed.total} in all`),
  );
}

/** Ẇ and Ṗ: minus half the one-sided gradients. */
function velocity(problem: Problem, w: RationalMatrix, p: RationalMatrix): [RationalMatrix, RationalMatrix] {
  const point = new Map([
    ["W", w],
    ["P", p],
  ]);
  const half = rational("-1/2");
  const [dw, dp] = exactStationarity(landscapeOf(problem), point).map((g) => g.scale(half));
  return [dw!, dp!];
}

const gram = (a: RationalMatrix) => a.multiply(a.transpose());
const symmetrised = (a: RationalMatrix) => a.add(a.transpose());

/** d/dt(WWᵀ − PᵀP) + 2η(WWᵀ − PᵀP). */
function imbalance(problem: Problem, w: RationalMatrix, p: RationalMatrix, eta: Rational): RationalMatrix {
  const [dw, dp] = velocity(problem, w, p);
  return symmetrised(dw.multiply(w.transpose()))
    .subtract(symmetrised(dp.transpose().multiply(p)))
    .add(gram(w).subtract(gram(p.transpose())).scale(eta.mul(2)));
}

const anyMoments = (maxM: number, maxP: number) =>
  fc
    .record({ m: fc.integer({ min: 1, max: maxM }), p: fc.integer({ min: 1, max: maxP }) })
    .chain(({ m, p }) =>
      fc.record({
        gamma: rationalMatrix(p, p),
        sigma: rationalInvertible(p).map(gram),
        eta: positiveRational,
        w: rationalMatrix(m, p),
        predictor: rationalMatrix(m, m),
      }),
    );

/** max |WWᵀ − PᵀP| over max(1, |WWᵀ|). */
function relativeImbalance({ W, P }: Numeric): number {
  const m = W!.rows;
  let gap = 0;
  let size = 1;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) {
      let left = 0;
      let right = 0;
      for (let k = 0; k < W!.columns; k++)
        left += W!.data[i * W!.columns + k]! * W!.data[j * W!.columns + k]!;
      for (let k = 0; k < m; k++) right += P!.data[k * m + i]! * P!.data[k * m + j]!;
      gap = Math.max(gap, Math.abs(left - right));
      size = Math.max(size, Math.abs(left), Math.abs(right));
    }
  return gap / size;
}

export const balance = theorem({
  id: "encoder-and-predictor-are-balanced-at-every-equilibrium",
  section: "6",
  title: "Encoder and predictor are balanced at equilibria",
  statement:
    tex`For the field $\dot W = P^\top B - \eta W$, $\dot P = BW^\top - \eta P$ with $B = W\Gamma^\top - PW\Sigma$ and any real ` +
    tex`$\Gamma$, $\Sigma$: $\frac{d}{dt}(WW^\top - P^\top P) = -2\eta(WW^\top - P^\top P)$. For $\eta > 0$ every equilibrium ` +
    tex`has $WW^\top = P^\top P$, in particular $\operatorname{rank} P = \operatorname{rank} W$.`,
  hypotheses: ["η > 0", "the gradient is stopped in the target branch"],
  source: { label: "T", claim: "weight decay balances encoder and predictor" },
  status: "proved",
  proof:
    tex`$\frac{d}{dt}WW^\top = P^\top BW^\top + WB^\top P - 2\eta WW^\top$ and $\frac{d}{dt}P^\top P = WB^\top P + P^\top BW^\top - ` +
    tex`2\eta P^\top P$. At an equilibrium the difference $D$ has $0 = -2\eta D$.`,
  forms: [
    form({
      mode: "exact",
      instances: anyMoments(4, 5),
      check: ({ gamma, sigma, eta, w, predictor }) =>
        require(imbalance(
          problemOf(field(gamma, sigma, w.rows, eta)),
          w,
          predictor,
          eta,
        ).isZero(), "the law of decay fails"),
    }),
    form({
      mode: "floating",
      share: 0.1,
      instances: fc.record({
        m: fc.integer({ min: 1, max: 2 }),
        sigma: rationalInvertible(2).map(gram),
        gamma: rationalSymmetric(2),
        seed: fc.nat(2 ** 30),
      }),
      check: ({ m, sigma, gamma, seed }) => {
        const problem = problemOf(field(gamma, sigma, m, rational("1/10")));
        // The search stops at a relative residual of 1e-11; ill-conditioned equilibria amplify it.
        return everyFoundPoint(problem, { starts: 12, seed }, (point) =>
          within(relativeImbalance(point), 1e-7, "WWᵀ − PᵀP"),
        );
      },
    }),
  ],
  controls: [
    {
      id: "no-weight-decay",
      dropped: "η = 0: P = g/h is an equilibrium for every W",
      form: form({
        mode: "exact",
        instances: fc.record({ g: positiveRational, h: positiveRational, w: rationalUnitVector(1) }),
        check: ({ g, h, w }) => {
          const problem = problemOf(
            field(RationalMatrix.diagonal([g]), RationalMatrix.diagonal([h]), 1, rational(0)),
          );
          const [W, P] = [outer(w, w), RationalMatrix.diagonal([g.div(h)])];
          return all(
            isExactlyCritical(problem, { W, P }),
            require(gram(W).equals(gram(P.transpose())), "an equilibrium with WWᵀ ≠ PᵀP"),
          );
        },
      }),
    },
    {
      id: "both-branches",
      dropped: "the gradient flows through both branches: nothing decays at the rate 2η",
      form: form({
        mode: "exact",
        instances: anyMoments(2, 2),
        check: ({ gamma, sigma, eta, w, predictor }) =>
          require(imbalance(
            problemOf(field(gamma, sigma, w.rows, eta, false)),
            w,
            predictor,
            eta,
          ).isZero(), "the law of decay fails"),
      }),
    },
    {
      id: "two-decay-rates",
      dropped: "encoder and predictor decay at different rates",
      form: form({
        mode: "exact",
        instances: anyMoments(2, 2),
        check: ({ gamma, sigma, eta, w, predictor }) => {
          const [m, p] = [w.rows, w.columns];
          const problem = problemOf({
            model: { moments: { gamma: matrixText(gamma), sigma: matrixText(sigma) } },
            objective: {
              kind: "custom",
              loss: "tr(P*W*Sigma*W'*P') - 2*tr(P*W*Gamma*sg(W)') + eta*norm2(W) + 2*eta*norm2(P)",
              variables: { W: [m, p], P: [m, m] },
              parameters: { eta: rationalText(eta) },
            },
          });
          return require(imbalance(problem, w, predictor, eta).isZero(), "the law of decay fails");
        },
      }),
    },
  ],
});

/** Σ ≻ 0, Γ = Γᵀ with (s²Σ − sΓ + ηI) v = 0: Γ v = u is prescribed, the rest of Γ is free. */
const prescribed = (maxM: number, maxP: number) =>
  fc
    .record({ m: fc.integer({ min: 1, max: maxM }), p: fc.integer({ min: 1, max: maxP }) })
    .chain(({ m, p }) =>
      fc.record({
        sigma: rationalInvertible(p).map(gram),
        rest: rationalSymmetric(p),
        eta: positiveRational,
        s: nonzeroRational,
        a: rationalUnitVector(m),
        v: rationalUnitVector(p),
      }),
    );

/** s² vᵀΣv is neither η (a double root) nor 3η (a Jordan block for p = 1): doubles can decide the spectrum. */
const isSimpleRoot = ({
  sigma,
  eta,
  s,
  v,
}: {
  sigma: RationalMatrix;
  eta: Rational;
  s: Rational;
  v: readonly Rational[];
}) => {
  const column = outer(v, [rational(1)]);
  const size = product(column.transpose(), sigma, column).get(0, 0).mul(s).mul(s).div(eta);
  return !size.equals(1) && !size.equals(3);
};

function prescribedGamma({
  sigma,
  rest,
  eta,
  s,
  v,
}: {
  sigma: RationalMatrix;
  rest: RationalMatrix;
  eta: Rational;
  s: Rational;
  v: readonly Rational[];
}): RationalMatrix {
  const column = outer(v, [rational(1)]);
  const u = sigma
    .multiply(column)
    .scale(s)
    .add(column.scale(eta.div(s)));
  const dot = column.transpose().multiply(u).get(0, 0);
  const away = RationalMatrix.identity(v.length).subtract(outer(v, v));
  return symmetrised(u.multiply(column.transpose()))
    .subtract(outer(v, v).scale(dot))
    .add(product(away, rest, away));
}

/** |s| = ‖W‖ and sign(s) from P for points of rank one; the second singular value decides the rank. */
function rankOneInvariants({ W, P }: Numeric): number[] {
  const m = W!.rows;
  let norm2 = 0;
  for (const x of W!.data) norm2 += x * x;
  let trace = 0;
  for (let i = 0; i < m; i++) trace += P!.data[i * m + i]!;
  return [norm2, trace];
}

export const rankOne = theorem({
  id: "rank-one-equilibria-solve-a-quadratic-eigenvalue-problem",
  section: "6",
  title: "Rank-one equilibria solve a quadratic eigenvalue problem",
  statement:
    tex`Let $\eta > 0$, $\Sigma \succeq 0$ and let $\Gamma$ be symmetric. $(W, P)$ with $\operatorname{rank} W = 1$ is an ` +
    tex`equilibrium if and only if $W = s\,a v^\top$, $P = s\,aa^\top$ with $\|a\| = \|v\| = 1$ and a real $s \ne 0$ such that ` +
    tex`$(s^2\Sigma - s\Gamma + \eta I)v = 0$. For $m = 1$ these and the origin are all equilibria.`,
  hypotheses: ["η > 0", "Σ is positive semidefinite", "v solves the quadratic eigenvalue problem"],
  source: { label: "D", claim: "equilibria of the dynamics of [T] without the isotropic assumption" },
  status: "proved",
  proof:
    tex`Write $W = w\,av^\top$, $w > 0$. Balance, $P^\top P = w^2 aa^\top$, gives $P = w\,ba^\top$ with a unit vector $b$. Then ` +
    tex`$B = w\,av^\top\Gamma - w^2 bv^\top\Sigma$ and $\dot P = 0$ reads $w^2(v^\top\Gamma v)\,a = (\eta w + w^3\,v^\top\Sigma v)\,` +
    tex`b$, whose right factor is positive: $b = \pm a$. With $s = \pm w$ and $v$ replaced by $\pm v$, $W = s\,av^\top$ and $P = ` +
    tex`s\,aa^\top$, and $\dot W = 0$ reads $s(s\Gamma v - s^2\Sigma v) = \eta s v$. Conversely this equation gives $\dot W = 0$, ` +
    tex`and multiplied by $v^\top$ it gives $\dot P = 0$.`,
  forms: [
    form({
      mode: "exact",
      instances: prescribed(4, 5),
      problem: (x) => field(prescribedGamma(x), x.sigma, x.a.length, x.eta),
      check: (x) => {
        const { sigma, eta, s, a, v } = x;
        const problem = problemOf(field(prescribedGamma(x), sigma, a.length, eta));
        return isExactlyCritical(problem, { W: outer(a, v).scale(s), P: outer(a, a).scale(s) });
      },
    }),
    form({
      mode: "floating",
      share: 0.2,
      instances: fc.tuple(prescribed(1, 3).filter(isSimpleRoot), fc.nat(2 ** 30)),
      problem: ([x]) => field(prescribedGamma(x), x.sigma, x.a.length, x.eta),
      check: async ([x, seed]) => {
        const problem = problemOf(field(prescribedGamma(x), x.sigma, 1, x.eta));
        const { check, atlas } = await atlasAgrees(problem);
        const s = toNumber(x.s);
        const listed = atlas.components.some(({ representative }) => {
          const [norm2, trace] = rankOneInvariants(representative);
          return Math.abs(norm2! - s * s) < 1e-7 * s * s && Math.abs(trace! - s) < 1e-7 * Math.abs(s);
        });
        return all(
          check,
          proposalsAreCritical(problem, { seed }),
          require(listed, `the solution s = ${s} is not listed`),
          listedAsSpheres(problem),
          searchFindsExactly(
            problem,
            atlas.components,
            {
              batch: 20,
              batches: 20,
              seed,
              invariants: rankOneInvariants,
            },
            ({ id }) => id === "collapse",
          ),
        );
      },
    }),
    form({
      mode: "floating",
      share: 0.2,
      instances: prescribed(4, 5).filter((x) => x.a.length > 1 && x.v.length > 1 && isSimpleRoot(x)),
      problem: (x) => field(prescribedGamma(x), x.sigma, x.a.length, x.eta),
      check: async (x) => {
        const gamma = prescribedGamma(x);
        const problem = problemOf(field(gamma, x.sigma, x.a.length, x.eta));
        const { check, atlas } = await atlasAgrees(problem, { complete: false });
        // Commuting moments have a richer closed form, with components of other dimensions.
        if (gamma.multiply(x.sigma).isSymmetric()) return check;
        const s = toNumber(x.s);
        const component = atlas.components.find(({ representative, id }) => {
          const [norm2, trace] = rankOneInvariants(representative);
          return (
            id !== "collapse" &&
            Math.abs(norm2! - s * s) < 1e-7 * s * s &&
            Math.abs(trace! - s) < 1e-7 * Math.abs(s)
          );
        });
        return all(
          check,
          listedAsSpheres(problem),
          proposalsAreCritical(problem, { seed: 1 }),
          require(component !== undefined &&
            component.rank === 1 &&
            component.dimension === x.a.length - 1 &&
            component.multiplicity ===
              1n, `the solution s = ${s} is not listed as a sphere of dimension ${x.a.length - 1}`),
          // Rank two and more is out of reach without commutation, and must not be claimed.
          closedFormDeclines(problem),
        );
      },
    }),
  ],
  controls: [
    {
      id: "no-weight-decay",
      dropped: "η = 0: P = g/h with any W, so |W| and |P| differ",
      form: form({
        mode: "exact",
        instances: fc.record({ g: positiveRational, h: positiveRational, w: positiveRational }),
        check: ({ g, h, w }) => {
          const problem = problemOf(
            field(RationalMatrix.diagonal([g]), RationalMatrix.diagonal([h]), 1, rational(0)),
          );
          const critical = isExactlyCritical(problem, {
            W: RationalMatrix.diagonal([w]),
            P: RationalMatrix.diagonal([g.div(h)]),
          });
          return all(critical, require(w.equals(g.div(h)), "an equilibrium that is not (s a vᵀ, s a aᵀ)"));
        },
      }),
    },
    {
      id: "indefinite-sigma",
      dropped: "Σ is negative on v: P = b aᵀ with b ≠ ±a is an equilibrium (Γ = 0, Σ = −1, η = 1)",
      form: form({
        mode: "exact",
        instances: fc.record({ a: rationalUnitVector(2), b: rationalUnitVector(2) }),
        check: ({ a, b }) => {
          const problem = problemOf({
            model: { moments: { gamma: [[0]], sigma: [[1]] } },
            objective: {
              kind: "custom",
              loss: "-tr(P*W*Sigma*W'*P') - 2*tr(P*W*Gamma*sg(W)') + norm2(W) + norm2(P)",
              variables: { W: [2, 1], P: [2, 2] },
            },
          });
          const critical = isExactlyCritical(problem, { W: outer(a, [rational(1)]), P: outer(b, a) });
          return all(critical, require(outer(b, a).isSymmetric(), "an equilibrium with P not symmetric"));
        },
      }),
    },
    {
      id: "another-direction",
      dropped: "v is not a solution of the quadratic eigenvalue problem",
      form: form({
        mode: "exact",
        instances: prescribed(2, 3).chain((x) =>
          rationalUnitVector(x.v.length).map((other) => ({ ...x, other })),
        ),
        check: (x) => {
          const { sigma, eta, s, a, other } = x;
          const problem = problemOf(field(prescribedGamma(x), sigma, a.length, eta));
          return isExactlyCritical(problem, { W: outer(a, other).scale(s), P: outer(a, a).scale(s) });
        },
      }),
    },
  ],
});

/** One mode with a rational root, or one below the threshold, among others; Γ and Σ commute. */
const commuting = (options: Partial<ModeOptions> = {}) =>
  alignedInstance(3, 3, { coupling: "free", negative: true, threshold: true, ...options });

const atEquilibrium = (instance: AlignedInstance): Check =>
  isExactlyCritical(problemOf(alignedFile(instance)), alignedPoint(instance));

/** ⟨W q_k, Ẇ q_k⟩ where W q_k ≠ 0, for the modes below the threshold. */
function inertModesDecay(instance: AlignedInstance, w: RationalMatrix, p: RationalMatrix): Check {
  const [dw] = velocity(problemOf(alignedFile(instance)), w, p);
  const coordinates = w.multiply(instance.v);
  const change = dw.multiply(instance.v);
  return all(
    ...instance.modes.map(({ roots, g, h }, k) => {
      if (roots.length > 0) return require(g.mul(g).compare(instance.eta.mul(h).mul(4)) >= 0, "g² < 4ηh");
      let radial = rational(0);
      let size = rational(0);
      for (let i = 0; i < w.rows; i++) {
        radial = radial.add(coordinates.get(i, k).mul(change.get(i, k)));
        size = size.add(coordinates.get(i, k).pow(2)!);
      }
      return require(sign(size) === 0 || sign(radial) < 0, `mode ${k} below the threshold does not decay`);
    }),
  );
}

/** Σ_c |(W V)_ck|² for each mode k, and the asymmetry of P: zero on modes that take no part. */
const modeWeights =
  ({ v, modes }: AlignedInstance) =>
  ({ W }: Numeric): number[] => {
    const basis = v.toNumbers();
    const p = modes.length;
    return modes.map((_, k) => {
      let total = 0;
      for (let i = 0; i < W!.rows; i++) {
        let x = 0;
        for (let j = 0; j < p; j++) x += W!.data[i * p + j]! * basis[j * p + k]!;
        total += x * x;
      }
      return total;
    });
  };

export const viability = theorem({
  id: "a-mode-takes-part-in-equilibria-exactly-above-the-viability-threshold",
  section: "6",
  title: "Viability threshold of modes under stop-gradient",
  statement:
    tex`Let $\Gamma$, $\Sigma \succ 0$ commute, with joint eigenvectors $q_k$ and eigenvalues $(g_k, h_k)$, and $\eta > 0$. There is ` +
    tex`an equilibrium with $Wq_k \ne 0$ if and only if $g_k^2 \ge 4\eta h_k$. If $g_k^2 < 4\eta h_k$, then $\langle Wq_k, \dot W ` +
    tex`q_k\rangle < 0$ whenever $Wq_k \ne 0$, at any point. The rank-one equilibria on mode $k$ have $P = p\,aa^\top$ with ` +
    tex`$h_kp^2 - g_kp + \eta = 0$: two roots of the sign of $g_k$ above the threshold, one at it.`,
  hypotheses: ["Γ and Σ commute", "the gradient is stopped in the target branch", "η > 0"],
  source: {
    label: "T",
    claim: "in the isotropic case, collapse is unavoidable beyond a threshold of weight decay",
  },
  status: "proved",
  proof:
    tex`Let $x = Wq_k$. The $k$-th column of $\dot W$ is $g_kP^\top x - h_kP^\top Px - \eta x$, so $\langle x, \dot x\rangle = ` +
    tex`g_k\langle Px, x\rangle - h_k\|Px\|^2 - \eta\|x\|^2 \le -(h_kt^2 - |g_k|t + \eta)\|x\|^2$ with $t = \|Px\|/\|x\|$, which is ` +
    tex`negative for $g_k^2 < 4\eta h_k$; at an equilibrium it is $0$. Conversely take a real root $p$ and the rank-one ` +
    tex`equilibrium $W = p\,aq_k^\top$.`,
  forms: [
    form({
      mode: "exact",
      instances: commuting().chain((instance) =>
        fc.record({
          instance: fc.constant(instance),
          w: rationalMatrix(instance.m, instance.modes.length),
          p: rationalMatrix(instance.m, instance.m),
        }),
      ),
      parts: partsAt(alignedParts, ({ instance }: { readonly instance: AlignedInstance }) => instance),
      problem: ({ instance }) => alignedFile(instance),
      check: ({ instance, w, p }) => {
        const { m, modes, frame, v } = instance;
        const single = modes.flatMap(({ roots }, k) =>
          roots.map((root) => alignedPoint({ ...instance, rows: [{ k, p: root }] })),
        );
        const problem = problemOf(alignedFile(instance));
        return all(
          inertModesDecay(instance, w, p),
          ...single.map((point) => isExactlyCritical(problem, point)),
          require(frame.rows === m && v.rows === modes.length, "shapes"),
        );
      },
    }),
    form({
      mode: "floating",
      share: 0.15,
      instances: fc.tuple(commuting({ threshold: false }), fc.nat(2 ** 30)),
      problem: ([instance]) => alignedFile(instance),
      check: async ([instance, seed]) => {
        const problem = problemOf(alignedFile(instance));
        const { check } = await atlasAgrees(problem, { complete: false });
        const dead = instance.modes.flatMap(({ roots }, k) => (roots.length === 0 ? [k] : []));
        const weights = modeWeights(instance);
        return all(
          check,
          everyFoundPoint(problem, { starts: 10, seed }, (point) =>
            within(
              Math.max(0, ...dead.map((k) => weights(point)[k]!)),
              1e-12,
              "‖W q_k‖² below the threshold",
            ),
          ),
        );
      },
    }),
  ],
  controls: [
    {
      id: "not-commuting",
      dropped: "Γ and Σ do not commute: coordinates with Γ_jj² < 4ηΣ_jj take part",
      form: form({
        mode: "exact",
        // v = (3/5, 4/5), Γv = sΣv + (η/s) v with Σ = diag(1 + t, 1), η = 1, s = 2.
        instances: fc.integer({ min: 1, max: 4 }).map((t) => rational(`${t}/20`)),
        check: (t) => {
          const v = [rational("3/5"), rational("4/5")];
          const sigma = RationalMatrix.diagonal([t.add(1), rational(1)]);
          const x = {
            sigma,
            rest: RationalMatrix.zero(2, 2),
            eta: rational(1),
            s: rational(2),
            v,
          };
          const gamma = prescribedGamma(x);
          const problem = problemOf(field(gamma, sigma, 1, x.eta));
          const W = outer([rational(2)], v);
          const critical = isExactlyCritical(problem, { W, P: RationalMatrix.diagonal([x.s]) });
          const dead = v.every((_, j) => gamma.get(j, j).pow(2)!.compare(sigma.get(j, j).mul(4)) < 0);
          return all(critical, require(!dead, "an equilibrium on coordinates below the threshold"));
        },
      }),
    },
    {
      id: "both-branches",
      dropped: "the gradient flows through both branches: modes above the threshold carry nothing",
      form: form({
        mode: "exact",
        instances: commuting({ dead: false }).filter(({ rows }) => rows.length > 0),
        check: (instance) => {
          const { m, modes, eta, v } = instance;
          const moment = (read: (mode: (typeof modes)[number]) => Rational) =>
            product(v, RationalMatrix.diagonal(modes.map(read)), v.transpose());
          const problem = problemOf(
            field(
              moment(({ g }) => g),
              moment(({ h }) => h),
              m,
              eta,
              false,
            ),
          );
          return isExactlyCritical(problem, alignedPoint(instance));
        },
      }),
    },
    {
      id: "no-weight-decay",
      dropped: "η = 0: modes with g = 0 need not decay",
      form: form({
        mode: "exact",
        instances: fc.record({ h: positiveRational, w: positiveRational }),
        check: ({ h, w }) => {
          const problem = problemOf(
            field(RationalMatrix.zero(1, 1), RationalMatrix.diagonal([h]), 1, rational(0)),
          );
          const [dw] = velocity(problem, RationalMatrix.diagonal([w]), RationalMatrix.zero(1, 1));
          return require(sign(dw.get(0, 0)) < 0, "a mode at rest");
        },
      }),
    },
  ],
});

const spectrumOptions = (
  coupling: "equal" | "proportional" | "flat",
  more: Partial<ModeOptions> = {},
): ModeOptions => ({
  coupling,
  ...more,
});

/** Nullity of the linearisation, exactly. */
function hasNullity(instance: AlignedInstance): Check {
  const { dimension, nullity } = alignedClaim(instance);
  const problem = problemOf(alignedFile(instance));
  const { matrix } = exactHessian(landscapeOf(problem), new Map(Object.entries(alignedPoint(instance))));
  const found = matrix.rows - rank(matrix);
  return nullity === undefined
    ? require(found >= dimension, `nullity ${found} below the dimension ${dimension}`)
    : require(found === nullity, `nullity ${found}, claimed ${nullity}`);
}

const completeSearch = (
  coupling: "equal" | "proportional" | "flat",
  maxM: number,
  maxP: number,
  share: number,
) =>
  form({
    mode: "floating",
    share,
    instances: fc.tuple(
      alignedInstance(maxM, maxP, spectrumOptions(coupling, { negative: coupling === "equal" })),
      fc.nat(2 ** 30),
    ),
    problem: ([instance]) => alignedFile(instance),
    check: async ([instance, seed]) => {
      const problem = problemOf(alignedFile(instance));
      const { check, atlas } = await atlasAgrees(problem);
      const reach = Math.max(
        1,
        ...instance.modes.flatMap(({ roots }) => roots.map((p) => Math.abs(toNumber(p)))),
      );
      return all(
        check,
        searchFindsExactly(
          problem,
          atlas.components,
          { batch: 10, batches: 60, seed, spread: Math.sqrt(reach), invariants: alignedInvariants(instance) },
          // Equilibria far out, and those of higher rank, are met too rarely to insist.
          () => instance.m === 1 && instance.modes.length <= 2 && reach <= 4,
        ),
      );
    },
  });

export const aligned = theorem({
  id: "equilibria-are-aligned-with-the-modes-when-the-moments-are-tied",
  section: "6",
  title: "Aligned equilibria, complete for equal h and for h proportional to g",
  statement:
    tex`Let $\Gamma$, $\Sigma \succ 0$ commute, with eigenpairs $(g_k, h_k)$, and $\eta > 0$. For orthonormal $r_c \in ` +
    tex`\mathbb{R}^m$ and orthonormal joint eigenvectors $v_c$ with $h_cp_c^2 - g_cp_c + \eta = 0$, $W = \sum_c p_cr_cv_c^\top$, $P ` +
    tex`= \sum_c p_cr_cr_c^\top$ is an equilibrium. If all viable $h_k$ are equal, or all viable $h_k/g_k$ are equal, there are no ` +
    tex`others. With $n_{g,p}$ rows on root $p$ of an eigenspace of dimension $\mu_g$, $x_g = \sum_p n_{g,p}$ and $r = \sum_g x_g$, ` +
    tex`the component has dimension $mr - \tfrac{r(r+1)}{2} + \sum_g(\mu_gx_g - \tfrac{x_g(x_g+1)}{2}) - ` +
    tex`\sum_{g,p}\tfrac{n_{g,p}(n_{g,p}-1)}{2}$, equal to its nullity unless a root is double, and it is connected unless $r = m$ ` +
    tex`and every $x_g \in \{0, \mu_g\}$ (two components).`,
  hypotheses: [
    "p_c is a root of h p² − g p + η = 0",
    "viable h_k are equal, or proportional to g_k (for completeness)",
    "distinct modes share no root (for the nullity)",
  ],
  source: {
    label: "D",
    claim: "all equilibria of the dynamics of [T] for commuting moments in the two tied cases",
  },
  status: "proved",
  proof:
    tex`Membership: $B = \eta\sum_c r_cv_c^\top$, so $P^\top B = \eta W$ and $BW^\top = \eta P$. Completeness: $\dot P = 0$ reads $P = W\Gamma W^\top` +
    tex`(\eta I + W\Sigma W^\top)^{-1}$ and $P^\top P = WW^\top$, so $P$ and $P^\top$ have the range of $W$. With an orthonormal ` +
    tex`basis $R$ of it, $r = \operatorname{rank} W$, write $P = RT^\top R^\top$ and $V = T^{-1}R^\top W$; balance gives $VV^\top ` +
    tex`= I_r$. So $W = RTV$, and $\dot W = 0$ becomes $(\eta + h_jT^\top T - g_jT)V_j = 0$ for the columns $V_j$ of $V$ in the ` +
    tex`joint eigenbasis. If $h_j = cg_j$: $(T - cT^\top T)V_j = (\eta/g_j)V_j$, so ` +
    tex`$D = T - cT^\top T = \sum_j(\eta/g_j)V_jV_j^\top$ is symmetric; hence $T$ is symmetric and commutes with $D$, preserves the ` +
    tex`spans of the $V_j$ of equal $g_j$ and is diagonal there with entries $\eta + h_jt^2 = g_jt$. If $h_j = h$: summing ` +
    tex`$(\eta + hT^\top T)V_jV_j^\top = g_jTV_jV_j^\top$, $\eta + hT^\top T = TG$ with $G = \sum_jg_jV_jV_j^\top$ symmetric. With the ` +
    tex`polar form $T = Q\sigma$ and $\varphi = \sigma(\eta + h\sigma^2)$, symmetry of $G$ reads $Q^\top\varphi = \varphi Q$, so ` +
    tex`$Q^\top\varphi^2Q = \varphi^2$; $Q$ commutes with $\varphi$, hence with $\sigma$ (as $\sigma \mapsto \varphi$ is increasing), ` +
    tex`hence $Q^\top = Q$ and $T$ is symmetric and commutes with $G$; conclude as before. The component is the set of pairs of ` +
    tex`frames $(r_c)$, $(v_c)$ modulo $O(n_{g,p})$ for rows with equal eigenspace and root: count dimensions; orientations of ` +
    tex`$(r_c)$ and of the $(v_c)$ can be changed independently unless all frames involved are full. The nullity follows from the ` +
    tex`eigenvalues of the linearisation.`,
  forms: [
    form({
      mode: "exact",
      instances: commuting(),
      problem: (instance) => alignedFile(instance),
      check: (instance) => all(atEquilibrium(instance), hasNullity(instance)),
    }),
    ...(["equal", "proportional", "flat"] as const).map((coupling) =>
      form({
        mode: "exact",
        share: 0.5,
        instances: alignedInstance(
          4,
          4,
          spectrumOptions(coupling, { negative: coupling === "equal", threshold: true }),
        ),
        problem: (instance) => alignedFile(instance),
        check: (instance) => {
          const problem = problemOf(alignedFile(instance));
          return all(
            closedFormLists(problem, alignedClaims(instance)),
            largerRootsAreMarked(problem),
            proposalsAreCritical(problem, { seed: 1 }),
          );
        },
      }),
    ),
    completeSearch("equal", 2, 3, 0.3),
    completeSearch("proportional", 2, 3, 0.3),
    completeSearch("equal", 3, 3, 0.15),
    completeSearch("proportional", 3, 3, 0.15),
  ],
  controls: [
    {
      id: "not-a-root",
      dropped: "p is not a root: the row moves",
      form: form({
        mode: "exact",
        instances: commuting({ dead: false })
          .filter(({ rows }) => rows.length > 0)
          .map((instance) => ({
            ...instance,
            rows: instance.rows.map(({ k, p }) => ({ k, p: p.add(rational("1/7")) })),
          })),
        check: atEquilibrium,
      }),
    },
    {
      id: "shared-root",
      dropped: "two different modes share a root: rows can turn between them, the nullity is larger",
      form: form({
        mode: "exact",
        instances: fc
          .record({
            p: positiveRational,
            eta: positiveRational,
            h: positiveRational,
            v: rationalOrthogonal(2),
          })
          .map(({ p, eta, h, v }) => ({
            m: 1,
            eta,
            modes: [rootedMode(h, p, eta), rootedMode(h.add(1), p, eta)],
            v,
            frame: RationalMatrix.identity(1),
            rows: [{ k: 0, p }],
          })),
        check: (instance) => all(atEquilibrium(instance), hasNullity(instance)),
      }),
    },
    {
      id: "untied-moments",
      dropped: "h neither equal nor proportional to g: an equilibrium with P not symmetric",
      form: form({
        mode: "exact",
        // c₁ = 1, c₂ = 1/2, T = (1/2  n/2; n  3/4), n = 1/8, η = 1: g₁ = 64/15, g₂ = 512/239, h = c g.
        instances: rationalOrthogonal(2),
        check: (q) => {
          const t = RationalMatrix.from([
            ["1/2", "1/16"],
            ["1/8", "3/4"],
          ]);
          const [g1, g2] = [rational("64/15"), rational("512/239")];
          const problem = problemOf(
            field(
              RationalMatrix.diagonal([g1, g2]),
              RationalMatrix.diagonal([g1, g2.div(2)]),
              2,
              rational(1),
            ),
          );
          const P = product(q, t.transpose(), q.transpose());
          const critical = isExactlyCritical(problem, { W: q.multiply(t), P });
          return critical.verdict !== "holds" ? critical : require(P.isSymmetric(), "P is not symmetric");
        },
      }),
    },
  ],
});
