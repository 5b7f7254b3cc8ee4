/** Cosine losses with a stop-gradient predictor: total variance is kept, and shared out equally. */
import fc from "fast-check";
import {
  buildRule,
  exactStationarity,
  type Rational,
  RationalMatrix,
  rational,
  runRule,
  sign,
  toNumber,
  ZERO,
} from "landscape-atlas";
import {
  all,
  type Check,
  form,
  innerProduct,
  landscapeOf,
  type Parts,
  positiveRational,
  problemOf,
  rationalOrthogonal,
  require,
  theorem,
  undecided,
  within,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;

/** W = R diag(t) Vᵀ with m ≤ p, P = R diag(d) Rᵀ. */
interface Instance {
  readonly t: readonly Rational[];
  /** d_k as it follows from s_k = t_k². */
  readonly d: readonly Rational[];
  readonly r: RationalMatrix;
  readonly v: RationalMatrix;
  readonly eta: Rational;
}

/** Increasing functions of s. */
const PREDICTORS: readonly ((t: Rational) => Rational)[] = [
  (t) => t.abs(),
  (t) => t.mul(t),
  (t) => t.mul(t).mul(2).add(1),
];

const instances = (
  predictors: readonly ((t: Rational) => Rational)[],
  decay: fc.Arbitrary<Rational> = fc.constant(ZERO),
): fc.Arbitrary<Instance> =>
  fc
    .record({
      m: fc.integer({ min: 2, max: 3 }),
      wider: fc.nat(1),
      predictor: fc.constantFrom(...predictors),
      eta: decay,
    })
    .chain(({ m, wider, predictor, eta }) =>
      fc.record({
        t: fc.array(positiveRational, { minLength: m, maxLength: m }),
        predictor: fc.constant(predictor),
        r: rationalOrthogonal(m),
        v: rationalOrthogonal(m + wider),
        eta: fc.constant(eta),
      }),
    )
    .map(({ predictor, ...rest }): Instance => ({ ...rest, d: rest.t.map(predictor) }));

const encoder = ({ t, r, v }: Instance): RationalMatrix =>
  RationalMatrix.generate(r.rows, v.rows, (i, j) =>
    t.reduce((sum, x, k) => sum.add(r.get(i, k).mul(x).mul(v.get(j, k))), ZERO),
  );

/** N = tr P W sg(W)ᵀ, A = ‖PW‖², B = ‖W‖²: the cosine loss −N/√(AB) has minus the gradient (A∇N − N∇A/2)/(A√(AB)). */
const COSINE = "sg(tr(P*W*sg(W)'))*norm2(P*W)/2 - sg(norm2(P*W))*tr(P*W*sg(W)')";

const problemAt = (instance: Instance, loss: string) =>
  problemOf({
    objective: {
      kind: "custom",
      loss: `${loss} + eta*norm2(W)/2`,
      variables: { W: [instance.r.rows, instance.v.rows] },
      constants: {
        P: {
          matrix: withSpectrum(instance.r, instance.d)
            .toRows()
            .map((row) => row.map((x) => x.toFraction())),
          is: "symmetric",
        },
      },
      parameters: { eta: instance.eta.toFraction() },
    },
  });

/** d/dt WWᵀ along minus the gradient of a loss. */
function driftOf(instance: Instance, loss: string): RationalMatrix {
  const w = encoder(instance);
  const [gradient] = exactStationarity(landscapeOf(problemAt(instance, loss)), new Map([["W", w]]));
  const half = gradient!.multiply(w.transpose());
  return half.add(half.transpose()).scale(rational(-1));
}

/** 2 d_k s_k Σ_l d_l (d_l − d_k) s_l. */
const rates = ({ t, d }: Instance): Rational[] =>
  t.map((tk, k) =>
    t
      .reduce((sum, tl, l) => sum.add(d[l]!.mul(d[l]!.sub(d[k]!)).mul(tl).mul(tl)), ZERO)
      .mul(d[k]!)
      .mul(tk)
      .mul(tk)
      .mul(2),
  );

/** The modes move as claimed, the total is kept, the largest does not grow and the smallest does not shrink. */
function movesAsClaimed(instance: Instance, loss: string): Check {
  const drift = driftOf(instance, loss);
  const { t, r } = instance;
  const moving = rates(instance);
  const order = t.map((_, k) => k).sort((a, b) => t[a]!.compare(t[b]!));
  return all(
    require(drift.equals(withSpectrum(r, moving)), "other rates of the eigenvalues of WWᵀ"),
    require(sign(drift.trace()) === 0, "the total variance is not kept"),
    require(sign(moving[order.at(-1)!]!) <= 0, "the largest variance grows"),
    require(sign(moving[order[0]!]!) >= 0, "the smallest variance shrinks"),
  );
}

/** The gradient of −N/√(AB) itself, B held, by central differences along a direction. */
function isCosineGradient(instance: Instance, direction: RationalMatrix): Check {
  const problem = problemAt(instance, COSINE);
  const w = encoder(instance);
  const [gradient] = exactStationarity(landscapeOf(problem), new Map([["W", w]]));
  const p = withSpectrum(instance.r, instance.d);
  const a = innerProduct(p.multiply(w), p.multiply(w));
  const b = innerProduct(w, w);
  const h = rational("1/10000");
  const at = (x: RationalMatrix) => {
    const image = p.multiply(x);
    return -toNumber(innerProduct(image, w)) / Math.sqrt(toNumber(innerProduct(image, image)) * toNumber(b));
  };
  const slope = (at(w.add(direction.scale(h))) - at(w.subtract(direction.scale(h)))) / (2 * toNumber(h));
  const expected =
    toNumber(innerProduct(gradient!, direction)) / (toNumber(a) * Math.sqrt(toNumber(a) * toNumber(b)));
  // The third derivative of a cosine is of the order of |direction|³/|W|³, times h²/6.
  const scale = Math.sqrt(toNumber(innerProduct(direction, direction)) / toNumber(b)) * condition(instance);
  return within(
    Math.abs(slope - expected) / Math.max(1, scale * scale * scale),
    1e-7,
    "slope of the cosine loss",
  );
}

const condition = ({ d }: Instance): number => {
  const sizes = d.map(toNumber);
  return Math.max(...sizes) / Math.min(...sizes);
};

const parts: Parts<Instance> = {
  "equal variances": ({ t }) => t.every((x) => x.equals(t[0]!)),
  "two different variances": ({ t }) => t.some((x) => !x.equals(t[0]!)),
  "m < p": ({ r, v }) => r.rows < v.rows,
};

/** DirectCopy, P = WWᵀ, to the end. */
function sharesOut(instance: Instance): Check {
  const m = instance.r.rows;
  const problem = problemOf({
    objective: {
      kind: "custom",
      loss: "let P = sg(W*W'); sg(tr(P*W*sg(W)'))*norm2(P*W)/2 - sg(norm2(P*W))*tr(P*W*sg(W)')",
      variables: { W: [m, instance.v.rows] },
    },
  });
  const w = encoder(instance);
  const total = toNumber(innerProduct(w, w));
  const start = Float64Array.from(w.toNumbers(), (x) => x / Math.sqrt(total));
  const { outcome, state } = runRule(buildRule(problem, { kind: "gradient-flow" }), start, {
    steps: 20_000,
    time: 1e6,
    tolerance: 1e-9,
  });
  if (outcome !== "rest") return undecided("the flow did not come to rest");
  const p = instance.v.rows;
  const gaps = Array.from({ length: m * m }, (_, n) => {
    const [i, j] = [Math.floor(n / m), n % m];
    let entry = 0;
    for (let k = 0; k < p; k++) entry += state[i * p + k]! * state[j * p + k]!;
    return Math.abs(entry - (i === j ? 1 / m : 0));
  });
  // Rest within 1e-9; the integrator keeps the total to 1e-9 a unit of time, over some hundred.
  return within(Math.max(...gaps), 1e-6, "distance of WWᵀ from I/m");
}

export const cosineLosses = theorem({
  id: "cosine-losses-keep-the-total-variance-and-share-it-out-equally-among-modes",
  section: "literature",
  title: "Cosine losses regularise variance",
  statement:
    tex`Let $\Gamma = \Sigma = I$, $P = R\,\mathrm{diag}(d)R^\top$, $WW^\top = R\,\mathrm{diag}(s)R^\top \succ 0$ and let $d_k > 0$ be an increasing ` +
    tex`function of $s_k$, set anew at all times. Along minus the gradient of $-\operatorname{tr}(PW\,\mathrm{sg}(W)^\top)/(\|PW\|_F\,` +
    tex`\|\mathrm{sg}(W)\|_F)$ the eigenvectors $R$ stay and $\dot s_k = \frac{2d_ks_k}{\|PW\|^3\|W\|}\sum_ld_l(d_l - d_k)s_l$. So ` +
    tex`$\sum s_k$ is constant, the largest variance does not grow, the smallest does not shrink, and for continuous strictly increasing $d$ all tend to ` +
    tex`$\frac1m\sum s_k$. With weight decay $\eta$ the total is $e^{-2\eta t}$ times that at the start whatever the data: ` +
    tex`there is no critical point for $\eta > 0$.`,
  hypotheses: ["W has full row rank", "d is positive and increases with s", "no noise: Γ = Σ = I"],
  source: {
    label: "D",
    claim:
      "implicit variance regularisation by cosine losses (Halvagal, Laborieux, Zenke 2023) and what normalisation does to weight decay (Bao 2025)",
  },
  status: "proved",
  proof:
    tex`With $N = \operatorname{tr}PWV^\top$, $A = \|PW\|^2$, $B = \|V\|^2$ at $V = W$: $\dot W = (A\,PW - N\,P^2W)/(A\sqrt{AB})$ with $A = ` +
    tex`\sum d_l^2s_l$, $N = \sum d_ls_l$. So $\frac{d}{dt}WW^\top = R\,\mathrm{diag}(2s_kd_k(A - Nd_k))R^\top/(A\sqrt{AB})$, and $A - Nd_k = ` +
    tex`\sum_ld_l(d_l - d_k)s_l$. Summed over $k$ the terms $d_kd_l(d_l - d_k)s_ks_l$ cancel. At the largest $s_k$ all $d_l - d_k \le 0$, at the ` +
    tex`smallest all $\ge 0$, so the extremes are monotone and bounded; where they are at rest all $d_l$ are equal, hence all $s_l$ (LaSalle). The loss ` +
    tex`is of degree $0$ in the trained $W$: $\langle W, \nabla L\rangle = 0$, with decay $\eta\|W\|^2$.`,
  forms: [
    form({
      mode: "exact",
      instances: instances(PREDICTORS),
      parts,
      check: (instance) => movesAsClaimed(instance, COSINE),
    }),
    form({
      mode: "exact",
      share: 0.3,
      instances: instances(PREDICTORS, positiveRational),
      check: (instance) => {
        const w = encoder(instance);
        const total = innerProduct(w, w);
        return require(driftOf(instance, COSINE)
          .trace()
          .equals(total.mul(instance.eta).mul(-2)), "the total decays otherwise");
      },
    }),
    form({
      mode: "floating",
      share: 0.3,
      instances: instances(PREDICTORS).chain((instance) =>
        fc.record({ instance: fc.constant(instance), turn: rationalOrthogonal(instance.v.rows) }),
      ),
      check: ({ instance, turn }) =>
        isCosineGradient(instance, encoder({ ...instance, v: turn.multiply(instance.v) })),
    }),
    form({
      mode: "floating",
      share: 0.1,
      instances: instances([(t) => t.mul(t)]).filter(({ t }) =>
        t.every((x) => x.compare(1) >= 0 && x.compare(3) <= 0),
      ),
      check: sharesOut,
    }),
  ],
  controls: [
    {
      id: "euclidean",
      dropped: "the Euclidean loss: every mode moves by itself, and the total is not kept",
      form: form({
        mode: "exact",
        instances: instances(PREDICTORS),
        check: (instance) => movesAsClaimed(instance, "norm2(P*W)/2 - tr(P*W*sg(W)')"),
      }),
    },
    {
      id: "decreasing",
      dropped: "d decreases with s: the largest variance grows",
      form: form({
        mode: "exact",
        instances: instances([(t) => rational(1).div(t)]).filter(({ t }) => !t[0]!.equals(t[1]!)),
        check: (instance) => movesAsClaimed(instance, COSINE),
      }),
    },
    {
      id: "no-stop-gradient",
      dropped: "the gradient goes through both branches: the rates are others",
      form: form({
        mode: "exact",
        instances: instances(PREDICTORS).filter(({ t }) => !t[0]!.equals(t[1]!)),
        check: (instance) =>
          movesAsClaimed(instance, "sg(tr(P*W*W'))*norm2(P*W)/2 - sg(norm2(P*W))*tr(P*W*W')"),
      }),
    },
    {
      id: "decay",
      dropped: "weight decay: the total is not kept",
      form: form({
        mode: "exact",
        instances: instances(PREDICTORS, positiveRational),
        check: (instance) => movesAsClaimed(instance, COSINE),
      }),
    },
  ],
});
