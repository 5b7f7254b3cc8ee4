/** Neighbouring literature: the training dynamics of Tian, Chen and Ganguli (2021), mode by mode. */

import fc from "fast-check";
import {
  exactStationarity,
  type Rational,
  RationalMatrix,
  rational,
  rationalText,
  sign,
  toNumber,
} from "landscape-atlas";
import {
  all,
  type Check,
  exp,
  form,
  landscapeOf,
  momentsProblem,
  nonzeroRational,
  onFirstColumns,
  positiveRational,
  problemOf,
  product,
  rationalOrthogonal,
  require,
  smallRational,
  squared,
  theorem,
  within,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;
const ONE = rational(1);

/** Σ = (1 + σ²) I, Γ = I, F = WWᵀ and P with common eigenvectors R: s_j and p_j on r_j. */
interface Instance {
  readonly variance: Rational;
  readonly eta: Rational;
  readonly alpha: Rational;
  /** Singular values of W: s_j = w_j². */
  readonly w: readonly Rational[];
  readonly p: readonly Rational[];
  readonly r: RationalMatrix;
  readonly v: RationalMatrix;
  /** Eigenvectors of F where they differ from those of P. */
  readonly left?: RationalMatrix;
}

const instances: fc.Arbitrary<Instance> = fc
  .record({ m: fc.integer({ min: 1, max: 4 }), extra: fc.nat(1) })
  .chain(({ m, extra }) =>
    fc.record({
      variance: positiveRational,
      eta: positiveRational,
      alpha: positiveRational,
      w: fc.array(smallRational, { minLength: m, maxLength: m }),
      p: fc.array(smallRational, { minLength: m, maxLength: m }),
      r: rationalOrthogonal(m),
      v: rationalOrthogonal(m + extra),
    }),
  );

const point = ({ w, p, r, v, left = r }: Instance) => ({
  W: onFirstColumns(left, w, v),
  P: withSpectrum(r, p),
});

/** d/dt WWᵀ and dP/dt under the field, the data part of Ṗ sped up by α. */
function derivatives(instance: Instance, gamma: RationalMatrix, sigma: RationalMatrix) {
  const { w, eta, alpha } = instance;
  const problem = problemOf(
    momentsProblem(gamma, sigma, {
      kind: "predictor",
      embedding: w.length,
      weightDecay: rationalText(eta),
      stopGradient: true,
    }),
  );
  const { W, P } = point(instance);
  const at = new Map([
    ["W", W],
    ["P", P],
  ]);
  const [dw, dp] = exactStationarity(landscapeOf(problem), at).map((g) => g.scale(rational("-1/2")));
  const data = dp!.add(P.scale(eta));
  const cross = dw!.multiply(W.transpose());
  return { dF: cross.add(cross.transpose()), dP: data.scale(alpha).subtract(P.scale(eta)) };
}

/** ṗ_j and ṡ_j by formula. */
function modeEquations({ variance, eta, alpha, w, p }: Instance) {
  const drive = (k: number) => ONE.sub(variance.add(1).mul(p[k]!));
  const s = w.map((x) => x.mul(x));
  return {
    s,
    dp: p.map((value, k) => alpha.mul(s[k]!).mul(drive(k)).sub(eta.mul(value))),
    ds: p.map((value, k) => value.mul(s[k]!).mul(drive(k)).mul(2).sub(eta.mul(s[k]!).mul(2))),
  };
}

const isotropic = ({ v, variance }: Instance): [RationalMatrix, RationalMatrix] => {
  const one = RationalMatrix.identity(v.rows);
  return [one, one.scale(variance.add(1))];
};

/** d/dt of e^{2ηt}(s − p²/α), up to the exponential. */
const driftOf = (
  { eta, alpha, p }: Instance,
  s: readonly Rational[],
  dp: readonly Rational[],
  ds: readonly Rational[],
) =>
  p.map((value, k) =>
    ds[k]!.sub(value.mul(dp[k]!).mul(2).div(alpha)).add(
      eta.mul(2).mul(s[k]!.sub(value.mul(value).div(alpha))),
    ),
  );

function modesDecouple(instance: Instance): Check {
  const { dF, dP } = derivatives(instance, ...isotropic(instance));
  const { dp, ds } = modeEquations(instance);
  return all(
    require(dF.equals(withSpectrum(instance.r, ds)), "d(WWᵀ)/dt has other eigenvectors or eigenvalues"),
    require(dP.equals(withSpectrum(instance.r, dp)), "dP/dt has other eigenvectors or eigenvalues"),
  );
}

/** Classical Runge–Kutta of order four. */
function integrate(
  f: (y: readonly number[]) => number[],
  start: readonly number[],
  time: number,
  steps: number,
): number[] {
  const h = time / steps;
  const shifted = (y: readonly number[], k: readonly number[], c: number) =>
    y.map((value, i) => value + c * k[i]!);
  let y = [...start];
  for (let n = 0; n < steps; n++) {
    const k1 = f(y);
    const k2 = f(shifted(y, k1, h / 2));
    const k3 = f(shifted(y, k2, h / 2));
    const k4 = f(shifted(y, k3, h));
    y = y.map((value, i) => value + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
  }
  return y;
}

const trajectory = (constantOf: (s: number, p: number, alpha: number) => number) =>
  form({
    mode: "floating",
    share: 0.5,
    instances: fc.record({
      variance: positiveRational,
      eta: fc.integer({ min: 1, max: 8 }).map((n) => rational(`${n}/16`)),
      alpha: positiveRational,
      s: fc.integer({ min: 1, max: 16 }).map((n) => rational(`${n}/16`)),
      p: fc.integer({ min: -16, max: 16 }).map((n) => rational(`${n}/16`)),
    }),
    check: (instance) => {
      const [variance, eta, alpha, s0, p0] = [
        instance.variance,
        instance.eta,
        instance.alpha,
        instance.s,
        instance.p,
      ].map(toNumber) as [number, number, number, number, number];
      const time = 0.5;
      const [s, p] = integrate(
        ([x, y]) => [
          2 * y! * x! * (1 - (1 + variance) * y!) - 2 * eta * x!,
          alpha * x! * (1 - (1 + variance) * y!) - eta * y!,
        ],
        [s0, p0],
        time,
        400,
      ) as [number, number];
      const predicted = (p * p) / alpha + exp(-2 * eta * time) * constantOf(s0, p0, alpha);
      // Runge–Kutta at step 1/800 with rates up to (1 + σ²) α ≈ 50: error about (1/16)⁴ of 1e-3, far below the gap.
      return within(Math.abs(s - predicted) / Math.max(1, s), 1e-6, "s − p²/α − e^{−2ηt} c");
    },
  });

export const invariant = theorem({
  id: "eigenvalues-of-encoder-and-predictor-are-bound-by-an-exponentially-decaying-constant",
  section: "literature",
  title: "Modes of encoder and predictor decouple and keep an invariant",
  statement:
    tex`Let $\Gamma = I$, $\Sigma = (1+\sigma^2)I$, $\dot W = P^\top B - \eta W$, $\dot P = \alpha BW^\top - \eta P$, $B = W - ` +
    tex`(1+\sigma^2)PW$, $\alpha > 0$. If $F = WW^\top$ and $P = P^\top$ have common eigenvectors at time $0$, they keep them, and ` +
    tex`their eigenvalues obey $\dot p_j = \alpha s_j(1 - (1+\sigma^2)p_j) - \eta p_j$, $\dot s_j = 2p_js_j(1 - (1+\sigma^2)p_j) - ` +
    tex`2\eta s_j$. Hence $s_j(t) = p_j(t)^2/\alpha + e^{-2\eta t}c_j$ with $c_j = s_j(0) - p_j(0)^2/\alpha$.`,
  hypotheses: [
    "isotropic moments",
    "F and P = Pᵀ commute initially",
    "the constant is s(0) − p(0)²/α (its printed sign is the opposite)",
  ],
  source: {
    label: "T",
    claim: "the invariant that binds encoder and predictor; the sign of its constant corrected",
  },
  status: "proved",
  proof:
    tex`$\dot P = \alpha(I - (1+\sigma^2)P)F - \eta P$ and $\dot F = PF + FP - (1+\sigma^2)(P^2F + FP^2) - 2\eta F$ for symmetric ` +
    tex`commuting $P$, $F$: on common eigenvectors these are the scalar equations, whose solutions give the unique solution of the ` +
    tex`matrix equations. $\frac{d}{dt}(s - p^2/\alpha) = 2ps(1 - (1+\sigma^2)p) - 2\eta s - \frac{2p}{\alpha}(\alpha s(1 - ` +
    tex`(1+\sigma^2)p) - \eta p) = -2\eta(s - p^2/\alpha)$.`,
  forms: [
    form({
      mode: "exact",
      instances,
      check: (instance) => {
        const { s, dp, ds } = modeEquations(instance);
        return all(
          modesDecouple(instance),
          require(driftOf(instance, s, dp, ds).every(
            (x) => sign(x) === 0,
          ), "e^{2ηt}(s − p²/α) is not constant"),
        );
      },
    }),
    trajectory((s, p, alpha) => s - (p * p) / alpha),
  ],
  controls: [
    {
      id: "printed-sign",
      dropped: "the constant with the sign as printed, p(0)²/α − s(0)",
      form: trajectory((s, p, alpha) => (p * p) / alpha - s),
    },
    {
      id: "anisotropic",
      dropped: "Γ is not a multiple of I: WWᵀ and P stop sharing eigenvectors",
      form: form({
        mode: "exact",
        instances: instances.filter(({ w }) => w.length === 2 && w.every((x) => sign(x) !== 0)),
        check: (instance) => {
          const [one, sigma] = isotropic(instance);
          const gamma = one.map((value, i, j) => (i === 0 && j === 0 ? value.mul(2) : value));
          const { dP } = derivatives(instance, gamma, sigma);
          const inside = product(instance.r.transpose(), dP, instance.r);
          return require(inside.isDiagonal(), "dP/dt leaves the common eigenvectors");
        },
      }),
    },
    {
      id: "not-commuting",
      dropped: "F and P have different eigenvectors at time 0",
      form: form({
        mode: "exact",
        instances: instances
          // F and P with two eigenvalues each, turned against each other by an angle that is no multiple of π/2.
          .filter(({ w, p }) => w.length === 2 && !p[0]!.equals(p[1]!) && !w[0]!.abs().equals(w[1]!.abs()))
          .chain((instance) =>
            rationalOrthogonal(2)
              .filter((turn) =>
                turn
                  .toRows()
                  .flat()
                  .every((x) => sign(x) !== 0),
              )
              .map((turn) => ({ ...instance, turn })),
          ),
        check: (instance) => {
          const { turn, r } = instance;
          const { dP } = derivatives({ ...instance, left: r.multiply(turn) }, ...isotropic(instance));
          return require(product(r.transpose(), dP, r).isDiagonal(), "dP/dt leaves the eigenvectors of P");
        },
      }),
    },
  ],
});

/** Rational p± = (1 ± q)/(2(1 + σ²)): η = (1 − q²)/(4(1 + σ²)). */
const cubicInstances = fc
  .record({
    variance: positiveRational,
    // q = 0: one double root; q = 1: no weight decay, p₋ = 0.
    q: fc.oneof(
      fc.constantFrom(rational(0), ONE),
      fc
        .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }))
        .map(([a, b]) => rational(`${a}/${a + b}`)),
    ),
    alpha: positiveRational,
    p: fc.array(nonzeroRational, { minLength: 1, maxLength: 3 }),
  })
  .chain((base) =>
    fc.record({
      base: fc.constant(base),
      r: rationalOrthogonal(base.p.length),
      v: rationalOrthogonal(base.p.length),
    }),
  );

/** W with WWᵀ = P²/α would need √α: here α = a², and the mode equations are used at s = p²/α. */
function cubicHolds(
  {
    base: { variance, q, alpha, p },
    r,
    v,
  }: {
    base: { variance: Rational; q: Rational; alpha: Rational; p: Rational[] };
    r: RationalMatrix;
    v: RationalMatrix;
  },
  offset: Rational,
): Check {
  const total = variance.add(1);
  const eta = ONE.sub(q.mul(q)).div(total.mul(4));
  const speed = alpha.mul(alpha);
  const root = (direction: number) => ONE.add(q.mul(direction)).div(total.mul(2));
  const instance: Instance = {
    variance,
    eta,
    alpha: speed,
    w: p.map((value) => value.div(alpha).add(offset)),
    p,
    r,
    v,
  };
  const { dP } = derivatives(instance, ...isotropic(instance));
  const cubic = p.map((value) =>
    total
      .neg()
      .mul(value)
      .mul(value.sub(root(-1)))
      .mul(value.sub(root(1))),
  );
  return require(dP.equals(withSpectrum(r, cubic)), "dp/dt is not the cubic");
}

interface Attraction {
  readonly variance: Rational;
  readonly q: Rational;
  readonly side: number;
}

/** Half of the distance to 0 and to p₊ is gone after a while, from 1/100 of 1/(1+σ²) beside it. */
const attracts = ({ variance, q, side }: Attraction): Check => {
  const total = 1 + toNumber(variance);
  const eta = (1 - squared(toNumber(q))) / (4 * total);
  return all(
    ...[0, (1 + toNumber(q)) / (2 * total)].map((rest) => {
      const start = rest + side / (100 * total);
      const [, end] = integrate(
        ([s, p]) => [2 * p! * s! * (1 - total * p!) - 2 * eta * s!, s! * (1 - total * p!) - eta * p!],
        [start * start, start],
        40 * total,
        4000,
      ) as [number, number];
      return require(Math.abs(end - rest) < Math.abs(start - rest) / 2, `${rest} does not attract ${start}`);
    }),
  );
};

const attraction = (q: fc.Arbitrary<string>): fc.Arbitrary<Attraction> =>
  fc.record({
    variance: positiveRational,
    q: q.map((text) => rational(text)),
    side: fc.constantFrom(1, -1),
  });

export const cubic = theorem({
  id: "on-the-balanced-manifold-every-mode-follows-a-cubic",
  section: "literature",
  title: "The cubic of the predictor eigenvalues on the balanced manifold",
  statement:
    tex`In the same setting let $c_j = 0$, that is $s_j = p_j^2/\alpha$, which the flow preserves, $\eta \ge 0$ and $4\eta(1+\sigma^2) \le 1$. ` +
    tex`Then $\dot p_j = -(1+\sigma^2)\,p_j(p_j - p_-)(p_j - p_+)$ with $p_\pm = \frac{1 \pm \sqrt{1 - ` +
    tex`4\eta(1+\sigma^2)}}{2(1+\sigma^2)}$. If $0 < 4\eta(1+\sigma^2) < 1$, $0$ and $p_+$ attract and $p_-$ separates their basins. At ` +
    tex`$4\eta(1+\sigma^2) = 1$ the double root $p_- = p_+$ attracts from above alone, at $\eta = 0$ the double root $0$ from below alone. ` +
    tex`The roots are those of the aligned equilibria with $g = 1$, $h = 1 + \sigma^2$, for every $\alpha$.`,
  hypotheses: ["c = 0: s = p²/α", "4η(1+σ²) < 1 (for attraction)", "η > 0 (for attraction)"],
  source: { label: "T", claim: "the one-dimensional dynamics of predictor eigenvalues under weight decay" },
  status: "proved",
  proof:
    tex`Insert $s = p^2/\alpha$: $\dot p = p^2(1 - (1+\sigma^2)p) - \eta p = -(1+\sigma^2)p\left(p^2 - \frac{p}{1+\sigma^2} + ` +
    tex`\frac{\eta}{1+\sigma^2}\right)$, and $p_\pm$ are the roots of the quadratic factor. The invariant keeps $s - p^2/\alpha = 0$. ` +
    tex`The derivative of the cubic is $-\eta$ at $0$, and $\mp(1+\sigma^2)p_\pm(p_+ - p_-)$ at $p_\pm$, of the stated signs for ` +
    tex`$\eta > 0$ and $p_- < p_+$. For a double root the cubic is $-(1+\sigma^2)p(p - p_+)^2$ or $-(1+\sigma^2)p^2(p - p_+)$.`,
  forms: [
    form({
      mode: "exact",
      instances: cubicInstances,
      parts: {
        "4η(1+σ²) = 1": ({ base: { q } }) => sign(q) === 0,
        "η = 0": ({ base: { q } }) => q.equals(1),
        "0 < 4η(1+σ²) < 1": ({ base: { q } }) => sign(q) > 0 && !q.equals(1),
      },
      check: (instance) => cubicHolds(instance, rational(0)),
    }),
    form({
      mode: "floating",
      share: 0.2,
      instances: attraction(fc.constantFrom("1/5", "2/5", "3/5", "4/5")),
      check: attracts,
    }),
    form({
      mode: "floating",
      share: 0.2,
      instances: fc.record({
        variance: positiveRational,
        q: fc.integer({ min: 1, max: 4 }).map((a) => rational(`${a}/5`)),
        start: fc.constantFrom("1/4", "1/2", "3/4", "5/4", "3/2", "2").map(rational),
      }),
      check: ({ variance, q, start }) => {
        // Starts below and above p₋ in units of it.
        const total = 1 + toNumber(variance);
        const root = (direction: number) => (1 + direction * toNumber(q)) / (2 * total);
        const eta = (1 - squared(toNumber(q))) / (4 * total);
        const p0 = toNumber(start) * root(-1);
        const slowest = Math.min(
          eta,
          total * root(1) * (root(1) - root(-1)),
          total * root(-1) * (root(1) - root(-1)),
        );
        const [s, p] = integrate(
          ([x, y]) => [2 * y! * x! * (1 - total * y!) - 2 * eta * x!, x! * (1 - total * y!) - eta * y!],
          [p0 * p0, p0],
          60 / slowest,
          6000,
        ) as [number, number];
        const limit = toNumber(start) < 1 ? 0 : root(1);
        return all(
          within(Math.abs(p - limit), 1e-8, "p − limit"),
          within(Math.abs(s - limit * limit), 1e-8, "s − limit²"),
        );
      },
    }),
  ],
  controls: [
    {
      id: "unbalanced",
      dropped: "s ≠ p²/α: the encoder drives p off the cubic",
      form: form({
        mode: "exact",
        instances: cubicInstances,
        check: (instance) => cubicHolds(instance, rational("1/3")),
      }),
    },
    {
      id: "at-the-threshold",
      dropped: "4η(1+σ²) = 1: below the double root everything decays to 0",
      form: form({ mode: "floating", instances: attraction(fc.constant("0")), check: attracts }),
    },
    {
      id: "no-weight-decay",
      dropped: "η = 0: above the double root 0 everything grows to p₊",
      form: form({ mode: "floating", instances: attraction(fc.constant("1")), check: attracts }),
    },
  ],
});
