/**
 * §6 and §8: rules that replace a part of the trained predictor objective: predictors in closed form (DirectPred,
 * DirectSet, DirectCopy) and moving-average targets.
 *
 * Sources: Tian, Chen, Ganguli 2021 (DirectPred); Wang, Chen, Du, Tian 2021 (DirectSet, DirectCopy); Grill et al. 2020
 * (moving-average targets). That their fixed points have the roots of the trained predictor is derived.
 */

import fc from "fast-check";
import {
  analyze,
  buildRule,
  exactStationarity,
  Random,
  type Rational,
  RationalMatrix,
  rational,
  rationalText,
  runRule,
  toNumber,
} from "landscape-atlas";
import {
  all,
  atan2,
  type Check,
  cos,
  distinctPositive,
  euclideanNorm,
  form,
  landscapeOf,
  matrixText,
  momentsProblem,
  nonzeroRational,
  onFirstColumns,
  positiveRational,
  pow,
  problemOf,
  rationalOrthogonal,
  require,
  sin,
  theorem,
  undecided,
  within,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;

/** W = Σ_k w_k r_k v_kᵀ on the first modes of Σ = V diag(h) Vᵀ. */
interface Copied {
  readonly eta: Rational;
  readonly w: readonly Rational[];
  readonly h: readonly Rational[];
  readonly r: RationalMatrix;
  readonly v: RationalMatrix;
  /** What is added to every g_k, and the right singular vectors of W where they are not those of Σ. */
  readonly excess?: Rational;
  readonly right?: RationalMatrix;
}

const copied: fc.Arbitrary<Copied> = fc
  .record({ m: fc.integer({ min: 1, max: 3 }), extra: fc.nat(2) })
  .chain(({ m, extra }) =>
    fc.record({
      eta: positiveRational,
      w: fc.array(nonzeroRational, { minLength: m, maxLength: m }),
      h: fc.array(positiveRational, { minLength: m + extra, maxLength: m + extra }),
      r: rationalOrthogonal(m),
      v: rationalOrthogonal(m + extra),
    }),
  );

/** DirectCopy: P = F = WΣWᵀ, held fixed; whether W is at rest, exactly. */
function isAtRest(W: RationalMatrix, gamma: RationalMatrix, sigma: RationalMatrix, eta: Rational): boolean {
  const problem = problemOf({
    model: { moments: { gamma: matrixText(gamma), sigma: matrixText(sigma) } },
    objective: {
      kind: "custom",
      loss:
        "tr(sg(W*Sigma*W')*W*Sigma*W'*sg(W*Sigma*W')) - 2*tr(sg(W*Sigma*W')*W*Gamma*sg(W)') + " +
        "eta*norm2(W)",
      variables: { W: [W.rows, W.columns] },
      parameters: { eta: rationalText(eta) },
    },
  });
  const [gradient] = exactStationarity(landscapeOf(problem), new Map([["W", W]]));
  return gradient!.isZero();
}

/** DirectCopy at g_k = (η + h_kπ_k²)/π_k for π_k = w_k²h_k: W does not move. */
function doesNotMove({ eta, w, h, r, v, excess = rational(0), right = v }: Copied): Check {
  const g = h.map((value, k) => {
    if (k >= w.length) return rational(1);
    const pi = w[k]!.mul(w[k]!).mul(value);
    return eta.add(value.mul(pi).mul(pi)).div(pi).add(excess);
  });
  const W = onFirstColumns(r, w, right);
  return require(isAtRest(W, withSpectrum(v, g), withSpectrum(v, h), eta), "the encoder moves");
}

/** A row x v_1 + y v_2 on two modes that share the root π = x²h_1 + y²h_2; nothing of the kind is listed. */
const sharedRoot = fc
  .record({
    eta: positiveRational,
    w: fc.array(nonzeroRational, { minLength: 2, maxLength: 2 }),
    h: distinctPositive(2),
    v: rationalOrthogonal(2),
  })
  .map(({ eta, w, h, v }) => {
    const pi = w.map((x, k) => x.mul(x).mul(h[k]!)).reduce((a, b) => a.add(b));
    const g = h.map((value) => eta.div(pi).add(value.mul(pi)));
    return { eta, h, g, v, row: RationalMatrix.from([w]).multiply(v.transpose()) };
  });

interface Trained {
  readonly m: number;
  readonly g: readonly number[];
  readonly h: readonly number[];
  readonly v: RationalMatrix;
  readonly exponent: number;
  readonly seed: number;
}

/** g² > 4ηh with η = 1/50 and room to spare for the first two modes. */
const trained: fc.Arbitrary<Trained> = fc.integer({ min: 2, max: 4 }).chain((p) =>
  fc.record({
    m: fc.integer({ min: 1, max: 3 }),
    g: fc.uniqueArray(
      fc.integer({ min: 6, max: 12 }).map((n) => n / 8),
      { minLength: p, maxLength: p },
    ),
    h: fc.array(
      fc.integer({ min: 8, max: 16 }).map((n) => n / 8),
      { minLength: p, maxLength: p },
    ),
    v: rationalOrthogonal(p),
    exponent: fc.constantFrom(1 / 2, 1, 2),
    seed: fc.nat(2 ** 30),
  }),
);

const ETA = rational("1/50");

const trainedFile = ({ m, g, h, v }: Trained) =>
  momentsProblem(
    withSpectrum(
      v,
      g.map((x) => rational(x)),
    ),
    withSpectrum(
      v,
      h.map((x) => rational(x)),
    ),
    { kind: "predictor", embedding: m, weightDecay: rationalText(ETA), stopGradient: true },
  );

/** Every eigenvalue of P at the end of a run is 0 or a root of some mode, for a predictor multiplied by `factor`. */
function endsAtRoots(instance: Trained, epsilon = 0): Check {
  const { g, h, exponent, seed } = instance;
  const problem = problemOf(trainedFile(instance));
  const rule = buildRule(problem, { kind: "direct-set", exponent, epsilon, normalized: false });
  const { state, outcome } = runRule(rule, rule.start(new Random(seed), 1), {
    steps: 20_000,
    time: Number.POSITIVE_INFINITY,
  });
  if (outcome !== "rest") return undecided("the flow did not come to rest");
  const { W } = rule.point(state);
  const sigma = problem.model.moments.sigma.toRows().map((row) => row.map(toNumber));
  const rows = Array.from({ length: W!.rows }, (_, i) =>
    Array.from(W!.data.subarray(i * W!.columns, (i + 1) * W!.columns)),
  );
  const f = rows.map((a) =>
    rows.map((b) => a.reduce((sum, x, i) => sum + x * sigma[i]!.reduce((s, y, j) => s + y * b[j]!, 0), 0)),
  );
  const eta = toNumber(ETA);
  return all(
    ...spectrum(f).map((s) => {
      // What is on its way to zero is not yet there.
      if (s < 1e-6) return require(true, "");
      const pi = pow(s, exponent);
      return within(
        Math.min(...g.map((value, k) => Math.abs(h[k]! * pi * pi - value * pi + eta))),
        1e-5,
        `residual of the mode equation at π = ${pi}`,
      );
    }),
  );
}

/** Eigenvalues of a small symmetric matrix, by Jacobi's rotations. */
function spectrum(symmetric: readonly (readonly number[])[]): number[] {
  const a = symmetric.map((row) => [...row]);
  const n = a.length;
  for (let sweep = 0; sweep < 30; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (a[p]![q] === 0) continue;
        const angle = atan2(2 * a[p]![q]!, a[q]![q]! - a[p]![p]!) / 2;
        const [c, s] = [cos(angle), sin(angle)];
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k]![p]!, a[k]![q]!];
          a[k]![p] = c * x - s * y;
          a[k]![q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p]![k]!, a[q]![k]!];
          a[p]![k] = c * x - s * y;
          a[q]![k] = s * x + c * y;
        }
      }
  return a.map((row, i) => row[i]!);
}

export const closedFormPredictors = theorem({
  id: "closed-form-predictors-rest-at-the-roots-of-the-trained-predictor",
  section: "8",
  title: "Predictors in closed form rest at the roots of the trained one",
  statement:
    tex`Let $\Gamma$, $\Sigma \succ 0$ be symmetric and commute, with eigenvalues $g_k$, $h_k$ on $v_k$, let $f$ be increasing on ` +
    tex`$[0, \infty)$ with $f(0) = 0$, and let $P = f(F)$, $F = W\Sigma W^\top$, along $\dot W = P^\top(W\Gamma - PW\Sigma) - \eta W$, ` +
    tex`$\eta > 0$. If no two modes with different $(g, h)$ share a root, $W$ is at rest exactly if $W = \sum_k w_k r_k v_k^\top$ for ` +
    tex`orthonormal $r_k$ and orthonormal joint eigenvectors $v_k$, with $\pi_k = f(w_k^2 h_k)$ a root of ` +
    tex`$h_k\pi^2 - g_k\pi + \eta = 0$ for every $w_k \ne 0$: the roots of the predictor that is trained with stop-gradient. ` +
    tex`DirectSet($\alpha$) is $f(s) = s^\alpha$, DirectCopy $\alpha = 1$, DirectPred without $\varepsilon$ $\alpha = 1/2$.`,
  hypotheses: [
    "Γ and Σ commute",
    "π_k is a root of its mode",
    "f(0) = 0",
    "no two modes with different (g, h) share a root (only for: there are no other fixed points)",
  ],
  source: {
    label: "D",
    claim: "fixed points of DirectPred and DirectSet; the rules are of Tian et al. and Wang et al.",
  },
  status: "proved",
  proof:
    tex`Rotate so that $F = \operatorname{diag}(s)$, $P = \operatorname{diag}(\pi)$. At rest each row $w$ of $W$ obeys ` +
    tex`$(\pi\Gamma - \pi^2\Sigma - \eta)w = 0$. For $s = 0$, $w = 0$ as $\Sigma \succ 0$. Otherwise $w$ lies in the modes with ` +
    tex`$\pi g_k - \pi^2 h_k = \eta$, which have one $(g, h)$, and $s = h|w|^2$. Rows of different $(g, h)$ are orthogonal as ` +
    tex`eigenvectors, rows of one $(g, h)$ because $w_i^\top\Sigma w_j = h\, w_i^\top w_j = F_{ij} = 0$. Conversely such a $W$ gives ` +
    tex`$F = \sum_k w_k^2h_k r_kr_k^\top$, and each row equation holds.`,
  forms: [
    form<Copied>({ mode: "exact", share: 0.5, instances: copied, check: doesNotMove }),
    form<Trained>({
      mode: "floating",
      share: 0.2,
      instances: trained,
      problem: trainedFile,
      check: (instance) => endsAtRoots(instance),
    }),
  ],
  controls: [
    {
      id: "not-a-root",
      dropped: "π is not a root of its mode: g is larger",
      form: form<Copied>({
        mode: "exact",
        instances: copied.map((instance) => ({ ...instance, excess: rational(1) })),
        check: doesNotMove,
      }),
    },
    {
      id: "other-right-vectors",
      dropped: "the right singular vectors of W are not the joint eigenvectors",
      form: form<Copied>({
        mode: "exact",
        instances: copied.chain((instance) =>
          rationalOrthogonal(instance.v.rows).map((right) => ({ ...instance, right })),
        ),
        check: doesNotMove,
      }),
    },
    {
      id: "shared-root",
      dropped: "two modes with different (g, h) share a root: a row across both is at rest",
      form: form({
        mode: "exact",
        instances: sharedRoot,
        check: ({ eta, h, g, v, row }) => !isAtRest(row, withSpectrum(v, g), withSpectrum(v, h), eta),
      }),
    },
    {
      id: "with-epsilon",
      dropped: "f(0) = ε > 0: π = s^α + ε is the root, not s^α",
      form: form<Trained>({
        mode: "floating",
        instances: trained,
        problem: trainedFile,
        check: (instance) => endsAtRoots(instance, 0.05),
      }),
    },
  ],
});

/** Steps with a moving-average target: started at an equilibrium of the field with T = W, and from a random start. */
async function keepsEquilibria(instance: Trained, decay: number): Promise<Check> {
  const problem = problemOf(trainedFile(instance));
  const rule = buildRule(problem, { kind: "moving-average", decay });
  if (rule.process.kind !== "steps") return undecided("the rule is not one of steps");
  const { components } = await analyze(problem, { limit: 6 });
  const moves = components.map(({ representative: { W, P } }) => {
    const x = Float64Array.from([...W!.data, ...P!.data, ...W!.data]);
    return Math.sqrt((rule.process as { step(x: Float64Array): number }).step(x));
  });
  const { state, outcome } = runRule(rule, rule.start(new Random(instance.seed), 1), {
    steps: 300_000,
    time: 1,
  });
  if (outcome !== "rest") return undecided("training did not come to rest");
  const size = rule.system.size;
  const n = instance.m * instance.g.length;
  const target = state.subarray(size);
  const apart = Math.max(...target.map((x, k) => Math.abs(x - state[k]!)));
  const { gradient } = rule.system.gradient(state.slice(0, size));
  return all(
    // The representatives are known to rounding.
    within(Math.max(...moves), 1e-13, "a step from an equilibrium"),
    require(target.length === n, "the target has another shape"),
    within(apart, 1e-6, "distance of target and encoder at rest"),
    within(euclideanNorm(gradient), 1e-6, "the field at rest"),
  );
}

export const movingAverages = theorem({
  id: "moving-average-targets-keep-the-equilibria-of-the-stop-gradient-field",
  section: "8",
  title: "Moving-average targets keep the equilibria of the stop-gradient field",
  statement:
    tex`Train $W$ and $P$ by steps $-\eta'\partial$ on $\operatorname{tr}(PW\Sigma W^\top P^\top) - 2\operatorname{tr}(PW\Gamma T^\top) + ` +
    tex`\eta(\|W\|^2 + \|P\|^2)$ with the target $T \leftarrow \tau T + (1 - \tau)W$, $0 \le \tau < 1$. The fixed points are exactly $T = W$ ` +
    tex`with $(W, P)$ an equilibrium of the stop-gradient field, whatever $\tau$.`,
  hypotheses: ["τ < 1"],
  source: {
    label: "T",
    claim: "the moving average slows the target and does not change where training can end",
  },
  role: "corollary",
  status: "proved",
  proof:
    tex`$T = \tau T + (1 - \tau)W$ and $\tau < 1$ give $T = W$; then the step of $(W, P)$ is $\eta'$ times the field, which vanishes. ` +
    tex`Conversely at an equilibrium with $T = W$ nothing moves.`,
  forms: [
    form<Trained>({
      mode: "floating",
      share: 0.08,
      instances: trained,
      problem: trainedFile,
      check: (instance) => keepsEquilibria(instance, [0, 0.5, 0.9][instance.seed % 3]!),
    }),
  ],
  controls: [
    {
      id: "target-that-never-moves",
      dropped: "τ = 1: the encoder fits a target that stays at the start",
      form: form<Trained>({
        mode: "floating",
        instances: trained,
        problem: trainedFile,
        check: (instance) => keepsEquilibria(instance, 1),
      }),
    },
  ],
});
