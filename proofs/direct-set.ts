/** DirectSet with weight decay: which variances of augmentation are kept, and from which starts. */
import fc from "fast-check";
import {
  buildRule,
  exactStationarity,
  type Rational,
  RationalMatrix,
  rational,
  rationalText,
  runRule,
  sign,
  toNumber,
  ZERO,
} from "landscape-atlas";
import {
  all,
  type Check,
  fails,
  form,
  holds,
  landscapeOf,
  momentsProblem,
  type Parts,
  positiveRational,
  pow,
  problemOf,
  rationalOrthogonal,
  require,
  theorem,
  undecided,
  within,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;
const ONE = rational(1);

/** Γ = I, Σ = V diag(h) Vᵀ, W = R diag(t) Vᵀ, P = (WWᵀ)^α: π_k = t_k^{2α}. */
interface Instance {
  readonly alpha: number;
  readonly eta: Rational;
  readonly h: readonly Rational[];
  readonly t: readonly Rational[];
  readonly r: RationalMatrix;
  readonly v: RationalMatrix;
}

const instances: fc.Arbitrary<Instance> = fc.integer({ min: 1, max: 3 }).chain((p) =>
  fc.record({
    alpha: fc.integer({ min: 1, max: 2 }),
    eta: positiveRational.map((x) => x.div(16)),
    h: fc.array(
      positiveRational.map((x) => x.add(1)),
      { minLength: p, maxLength: p },
    ),
    t: fc.array(positiveRational, { minLength: p, maxLength: p }),
    r: rationalOrthogonal(p),
    v: rationalOrthogonal(p),
  }),
);

const file = ({ alpha, eta, h, v }: Pick<Instance, "alpha" | "eta" | "h" | "v">): unknown => {
  const p = h.length;
  return momentsProblem(RationalMatrix.identity(p), withSpectrum(v, h), {
    kind: "custom",
    loss: `let P = sg(${alpha === 1 ? "W*W'" : `(W*W')^${alpha}`}); tr(P*W*Sigma*W'*P')/2 - tr(P*W*Gamma*sg(W)') + eta*norm2(W)/2`,
    variables: { W: [p, p] },
    parameters: { eta: rationalText(eta) },
  });
};

const along = (r: RationalMatrix, values: readonly Rational[], v: RationalMatrix): RationalMatrix =>
  RationalMatrix.generate(r.rows, v.rows, (i, j) =>
    values.reduce((sum, x, k) => sum.add(r.get(i, k).mul(x).mul(v.get(j, k))), ZERO),
  );

/** ṫ_k = t_k(π − π²h − η). */
const rateOf = (t: Rational, h: Rational, { alpha, eta }: Pick<Instance, "alpha" | "eta">): Rational => {
  const pi = t.pow(2 * alpha)!;
  return t.mul(pi.sub(pi.mul(pi).mul(h)).sub(eta));
};

/** The modes of W move by their own equations, in the frames of the start. */
function decouples(instance: Instance, r = instance.r, v = instance.v): Check {
  const { h, t } = instance;
  const w = along(instance.r, t, instance.v);
  const [gradient] = exactStationarity(landscapeOf(problemOf(file({ ...instance, v }))), new Map([["W", w]]));
  const expected = along(
    r,
    t.map((x, k) => rateOf(x, h[k]!, instance)),
    v,
  );
  return require(gradient!.scale(rational(-1)).equals(expected), "other rates of the modes");
}

/** A signal of variance 1 and a nuisance of variance 1 + σ², η = c/(4h) for one of both. */
interface Choice {
  readonly alpha: number;
  readonly variance: Rational;
  readonly eta: Rational;
  readonly starts: readonly Rational[];
  readonly r: RationalMatrix;
  readonly v: RationalMatrix;
}

/** η beside both thresholds, never nearer than a tenth. */
const etaOf = (variance: Rational, place: string): Rational => {
  const [low, high] = [ONE.div(variance.add(1).mul(4)), rational("1/4")];
  if (place === "below") return low.mul("9/10");
  if (place === "above") return high.mul("11/10");
  return low.add(high.sub(low).mul(place));
};

const choices = (starts: readonly string[], places: readonly string[]): fc.Arbitrary<Choice> =>
  fc
    .record({
      alpha: fc.integer({ min: 1, max: 2 }),
      variance: fc.constantFrom("1/2", "1", "2", "5").map(rational),
      place: fc.constantFrom(...places),
      starts: fc.array(fc.constantFrom(...starts).map(rational), { minLength: 2, maxLength: 2 }),
      r: rationalOrthogonal(2),
      v: rationalOrthogonal(2),
    })
    .map(({ place, ...rest }) => ({ ...rest, eta: etaOf(rest.variance, place) }));

/** t_k at the end of the flow; null if it does not rest. */
function endOf({ alpha, variance, eta, starts, r, v }: Choice): RationalMatrix | null {
  const problem = problemOf(file({ alpha, eta, h: [ONE, variance.add(1)], v }));
  const { outcome, state } = runRule(
    buildRule(problem, { kind: "gradient-flow" }),
    Float64Array.from(along(r, starts, v).toNumbers()),
    { steps: 20_000, time: 1e5, tolerance: 1e-8 },
  );
  if (outcome !== "rest") return null;
  const end = RationalMatrix.generate(2, 2, (i, j) => rational(state[2 * i + j]!.toFixed(12)));
  return r.transpose().multiply(end).multiply(v);
}

/** √p₊, p₊ = (1 + √(1 − 4ηh))/(2h), as π; 0 beyond the threshold. */
const limitOf = (h: number, eta: number, alpha: number): number =>
  4 * eta * h > 1 ? 0 : pow((1 + Math.sqrt(1 - 4 * eta * h)) / (2 * h), 1 / (2 * alpha));

function endsAsClaimed(choice: Choice): Check {
  const end = endOf(choice);
  if (end === null) return undecided("the flow did not come to rest");
  const h = [1, 1 + toNumber(choice.variance)];
  const eta = toNumber(choice.eta);
  const gaps = end
    .toRows()
    .flatMap((row, i) =>
      row.map((x, j) => Math.abs(toNumber(x) - (i === j ? limitOf(h[i]!, eta, choice.alpha) : 0))),
    );
  const kept = toNumber(end.get(0, 0)) > 0.1;
  const removed = toNumber(end.get(1, 1)) < 0.1;
  const claimed = 4 * eta < 1 && 4 * eta * h[1]! > 1;
  return all(
    // Decay to 0 is followed to 1e-8 of the start.
    within(Math.max(...gaps), 1e-6, "distance from the limit"),
    (kept && removed) === claimed ? holds() : fails(`signal kept: ${kept}, nuisance removed: ${removed}`),
  );
}

/** Starts with π ≥ 1/2, for α = 1 and 2: t⁴ ≥ 1/2. */
const LARGE = ["7/8", "1", "3/2"];
const PLACES = ["below", "1/5", "1/2", "4/5", "above"];

const parts: Parts<Choice> = {
  kept: ({ eta, variance }) => eta.mul(4).mul(variance.add(1)).compare(ONE) < 0,
  separated: ({ eta, variance }) =>
    eta.mul(4).compare(ONE) < 0 && eta.mul(4).mul(variance.add(1)).compare(ONE) > 0,
  collapsed: ({ eta }) => eta.mul(4).compare(ONE) > 0,
};

/** Equilibria by exact signs: π − π²h − η at π = 1/(2h) is 1/(4h) − η, its largest value. */
const hasEquilibrium = (h: Rational, eta: Rational): boolean => eta.mul(h).mul(4).compare(ONE) <= 0;

export const directSet = theorem({
  id: "direct-set-with-decay-removes-a-nuisance-and-keeps-the-signal-between-two-thresholds",
  section: "literature",
  title: "DirectSet: weight decay as a threshold on the variance of augmentation",
  statement:
    tex`Let $\Gamma = I$, $\Sigma = V\mathrm{diag}(h)V^\top$, $P = (WW^\top)^\alpha$, $\alpha > 0$, $\dot W = P(W\Gamma - PW\Sigma) - \eta W$, and ` +
    tex`$W(0) = R\,\mathrm{diag}(t)V^\top$. Then $W$ keeps this form and $\dot t_k = t_k(\pi_k - h_k\pi_k^2 - \eta)$, $\pi_k = t_k^{2\alpha}$. Mode $k$ has ` +
    tex`equilibria $\pi_\pm = (1 \pm \sqrt{1 - 4\eta h_k})/(2h_k)$ iff $\eta \le 1/(4h_k)$; it tends to $\pi_+$ from $\pi_k(0) > \pi_-$ and to $0$ ` +
    tex`from below. For a signal $h = 1$ and a nuisance $h = 1 + \sigma^2$, both from $\pi(0) \ge \frac12$, the nuisance is removed and the ` +
    tex`signal kept iff $\frac1{4(1+\sigma^2)} < \eta \le \frac14$, at the right end at a double root. From $\pi(0) < \pi_-$ nothing is kept.`,
  hypotheses: [
    "Γ = I and W(0) is aligned with Σ (W(0)ᵀW(0) commutes with it)",
    "the start is above π₋: for the thresholds π(0) ≥ 1/2",
    "the printed interval is open at η = 1/4, where the signal is kept from π(0) ≥ 1/2 but not stable",
  ],
  source: {
    label: "D",
    claim:
      "DirectSet(α) discards features of large variance under augmentation by weight decay, as in Wang, Chen, Du, Tian 2021; basins added",
  },
  status: "proved",
  proof:
    tex`$P = R\,\mathrm{diag}(\pi)R^\top$, so $\dot W = R\,\mathrm{diag}(t(\pi - h\pi^2 - \eta))V^\top$: the stated form solves the equation, which ` +
    tex`has one solution. $\pi - h\pi^2 - \eta$ has its maximum $\frac1{4h} - \eta$ at $\frac1{2h}$: it is positive between $\pi_-$ and $\pi_+$ alone. ` +
    tex`As $\pi_- \le \frac1{2h} \le \frac12$, starts at $\frac12$ and above are not below $\pi_-$, in both modes, and at a double root ` +
    tex`$\pi \ge \frac1{2h}$ tends to it from above. A nuisance is thus removed iff $\eta > \frac1{4(1+\sigma^2)}$, the signal kept iff $\eta \le ` +
    tex`\frac14$. The counterexample to the interval without a condition on the start: $\eta = \frac3{16}$, $\pi_- = \frac14$, ` +
    tex`$\pi(0) = \frac18$ collapses.`,
  forms: [
    form({
      mode: "exact",
      instances,
      problem: (instance) => file(instance),
      check: (instance) => decouples(instance),
    }),
    form({
      mode: "exact",
      share: 0.5,
      instances: fc.record({
        h: positiveRational.map((x) => x.add("1/2")),
        q: fc.constantFrom("0", "1/3", "1/2", "4/5").map(rational),
      }),
      // η = (1 − q²)/(4h): π± = (1 ± q)/(2h).
      check: ({ h, q }) => {
        const eta = ONE.sub(q.mul(q)).div(h.mul(4));
        const rate = (pi: Rational) => sign(pi.sub(pi.mul(pi).mul(h)).sub(eta));
        const roots = [-1, 1].map((s) => ONE.add(q.mul(s)).div(h.mul(2)));
        return all(
          require(hasEquilibrium(h, eta), "no equilibrium"),
          require(roots.every((pi) => rate(pi) === 0), "π± is no root"),
          require(rate(roots[0]!.mul("1/2")) < 0 &&
            rate(roots[1]!.mul(2)) < 0, "growth outside of the roots"),
          require(sign(q) === 0 || rate(ONE.div(h.mul(2))) > 0, "no growth between the roots"),
          require(!hasEquilibrium(
            h.mul("101/100"),
            ONE.div(h.mul(4)),
          ), "an equilibrium beyond the threshold"),
        );
      },
    }),
    form({ mode: "floating", share: 0.3, instances: choices(LARGE, PLACES), parts, check: endsAsClaimed }),
  ],
  controls: [
    {
      id: "small-start",
      dropped: "a start below π₋: the signal collapses between the thresholds",
      form: form({
        mode: "floating",
        instances: choices(["1/16", "1/8"], ["1/5", "1/2", "4/5"]),
        check: endsAsClaimed,
      }),
    },
    {
      id: "not-aligned",
      dropped: "W(0) turned against the eigenvectors of Σ",
      form: form({
        mode: "exact",
        instances: instances
          .filter(({ h, t }) => t.length === 2 && !h[0]!.equals(h[1]!) && !t[0]!.equals(t[1]!))
          .chain((instance) =>
            rationalOrthogonal(2)
              .filter((turn) =>
                turn
                  .toRows()
                  .flat()
                  .every((x) => sign(x) !== 0),
              )
              .map((turn) => ({ instance, v: instance.v.multiply(turn) })),
          ),
        check: ({ instance, v }) => decouples(instance, instance.r, v),
      }),
    },
  ],
});
