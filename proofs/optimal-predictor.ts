/** A predictor that is optimal at all times, with stop-gradient: what the encoder conserves, and where it goes. */
import fc from "fast-check";
import {
  buildRule,
  exactStationarity,
  inverse,
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
  matrixText,
  type Parts,
  problemOf,
  product,
  rationalFrame,
  rationalInvertible,
  rationalMatrix,
  rationalOrthogonal,
  rationalSymmetric,
  require,
  theorem,
  undecided,
  within,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;

interface Instance {
  readonly w: RationalMatrix;
  readonly gamma: RationalMatrix;
  readonly sigma: RationalMatrix;
}

const positive = (p: number): fc.Arbitrary<RationalMatrix> =>
  rationalInvertible(p).map((b) => b.multiply(b.transpose()));

const instances = (isotropic: boolean): fc.Arbitrary<Instance> =>
  fc
    .integer({ min: 1, max: 3 })
    .chain((p) => fc.record({ p: fc.constant(p), m: fc.integer({ min: 1, max: p }) }))
    .chain(({ p, m }) =>
      fc.record({
        // m rows of an invertible matrix: full row rank.
        w: rationalInvertible(p).chain((b) =>
          rationalOrthogonal(m).map((r) => r.multiply(RationalMatrix.generate(m, p, (i, j) => b.get(i, j)))),
        ),
        gamma: rationalSymmetric(p),
        sigma: isotropic ? fc.constant(RationalMatrix.identity(p)) : positive(p),
      }),
    );

/** Ẇ = Pᵀ(WΓ − PWΣ) from the symbolic layer, and whether ∂/∂P vanishes. */
function fieldOf(instance: Instance, p: RationalMatrix): { dw: RationalMatrix; dp: RationalMatrix } {
  const { w, gamma, sigma } = instance;
  const problem = problemOf({
    model: { moments: { gamma: matrixText(gamma), sigma: matrixText(sigma) } },
    objective: {
      kind: "custom",
      loss: "tr(P*W*Sigma*W'*P') - 2*tr(P*W*Gamma*sg(W)')",
      variables: { W: [w.rows, w.columns], P: [w.rows, w.rows] },
    },
  });
  const [dw, dp] = exactStationarity(
    landscapeOf(problem),
    new Map([
      ["W", w],
      ["P", p],
    ]),
  );
  return { dw: dw!.scale(rational("-1/2")), dp: dp! };
}

const form2 = (w: RationalMatrix, a: RationalMatrix): RationalMatrix => product(w, a, w.transpose());

const optimal = ({ w, gamma, sigma }: Instance): RationalMatrix =>
  form2(w, gamma).multiply(inverse(form2(w, sigma)));

function conserves(instance: Instance, p = optimal(instance)): Check {
  const { dw, dp } = fieldOf(instance, p);
  return all(
    require(dw.multiply(instance.w.transpose()).isZero(), "ẆWᵀ ≠ 0"),
    require(dp.isZero(), "the predictor is not optimal"),
  );
}

/** d/dt ‖WΓWᵀ‖² = 4 tr(WΓWᵀ Ẇ Γ Wᵀ): not negative, zero at rest alone. */
function grows(instance: Instance): Check {
  const { dw } = fieldOf(instance, optimal(instance));
  const { w, gamma } = instance;
  const rate = product(form2(w, gamma), dw, gamma, w.transpose()).trace();
  return all(
    require(sign(rate) >= 0, "‖WΓWᵀ‖ shrinks"),
    require((sign(rate) === 0) === dw.isZero(), "at rest although it moves, or the other way round"),
  );
}

const parts: Parts<Instance> = {
  "m < p": ({ w }) => w.rows < w.columns,
  "m = p": ({ w }) => w.rows === w.columns,
  "m > 1": ({ w }) => w.rows > 1,
};

/** Orthonormal eigenvectors, distinct nonzero eigenvalues; K are m of them. */
interface Rest {
  readonly q: RationalMatrix;
  readonly spectrum: readonly Rational[];
  readonly taken: readonly number[];
  readonly turn: RationalMatrix;
}

const rests = (lowest: number): fc.Arbitrary<Rest> =>
  fc
    .integer({ min: 2, max: 4 })
    .chain((p) => fc.record({ p: fc.constant(p), m: fc.integer({ min: 1, max: Math.min(2, p - 1) }) }))
    .chain(({ p, m }) =>
      fc.record({
        q: rationalOrthogonal(p),
        spectrum: fc
          .uniqueArray(
            fc.integer({ min: lowest, max: 6 }).filter((n) => n !== 0),
            { minLength: p, maxLength: p },
          )
          .map((list) => list.map((n) => rational(`${n}/2`))),
        taken: fc.subarray(
          Array.from({ length: p }, (_, k) => k),
          { minLength: m, maxLength: m },
        ),
        turn: rationalOrthogonal(m),
      }),
    );

/** γ_k(γ_l − γ_k) for k ∈ K, l ∉ K. */
const ratesOf = ({ spectrum, taken }: Pick<Rest, "spectrum" | "taken">): Rational[] =>
  taken.flatMap((k) =>
    spectrum.flatMap((other, l) => (taken.includes(l) ? [] : [spectrum[k]!.mul(other.sub(spectrum[k]!))])),
  );

/** K is the a largest of the positive and the b smallest of the negative eigenvalues. */
function isExtreme({ spectrum, taken }: Pick<Rest, "spectrum" | "taken">): boolean {
  return taken.every((k) =>
    spectrum.every((x, l) => {
      if (taken.includes(l)) return true;
      const above = x.compare(spectrum[k]!) > 0;
      return sign(spectrum[k]!) > 0 ? !above : above;
    }),
  );
}

/** W = R Q_Kᵀ is at rest, and Ẇ is linear with the claimed rates along the rows' own other eigenvectors. */
function hasRates(instance: Rest): Check {
  const { q, spectrum, taken, turn } = instance;
  const gamma = withSpectrum(q, spectrum);
  const p = q.rows;
  const base = RationalMatrix.generate(turn.rows, p, (i, j) =>
    taken.reduce((sum, k, c) => sum.add(turn.get(i, c).mul(q.get(j, k))), ZERO),
  );
  const at = (w: RationalMatrix) => {
    const here = { w, gamma, sigma: RationalMatrix.identity(p) };
    return fieldOf(here, optimal(here)).dw;
  };
  const checks: Check[] = [require(at(base).isZero(), "not at rest")];
  const expected = ratesOf(instance);
  let place = 0;
  for (const [c, k] of taken.entries())
    for (let l = 0; l < p; l++) {
      if (taken.includes(l)) continue;
      const rate = expected[place++]!;
      const x = RationalMatrix.generate(turn.rows, p, (i, j) => turn.get(i, c).mul(q.get(j, l)));
      // The field is odd about the rotation to second order: (f(ε) − f(−ε))/2ε is exact to ε².
      const epsilon = rational("1/1000");
      const difference = at(base.add(x.scale(epsilon)))
        .subtract(at(base.subtract(x.scale(epsilon))))
        .scale(rational(500));
      const off = difference.subtract(x.scale(rate));
      const size = toNumber(innerProduct(off, off));
      checks.push(
        // ε² times third derivatives, a few times γ² ≤ 9, squared.
        require(size < 1e-8, `rate of row ${k} towards ${l}: off by ${size}`),
      );
    }
  return all(...checks);
}

interface Run {
  readonly rest: Rest;
  readonly start: RationalMatrix;
}

const runs = (lowest: number): fc.Arbitrary<Run> =>
  rests(lowest).chain((rest) =>
    fc.record({
      rest: fc.constant(rest),
      start: rationalFrame(rest.q.rows, rest.taken.length)
        .chain((frame) => rationalOrthogonal(rest.q.rows).map((turn) => turn.multiply(frame).transpose()))
        // No row space inside a coordinate plane of the eigenvectors: these are invariant.
        .filter((w) =>
          w
            .multiply(rest.q)
            .toRows()
            .flat()
            .every((x) => sign(x) !== 0),
        ),
    }),
  );

/** On WWᵀ = I the optimal predictor is WΓWᵀ. */
function endOf({ rest: { q, spectrum }, start }: Run): number | null {
  const gamma = withSpectrum(q, spectrum);
  const problem = problemOf({
    model: { moments: { gamma: matrixText(gamma), sigma: matrixText(RationalMatrix.identity(q.rows)) } },
    objective: {
      kind: "custom",
      loss: "let P = sg(W*Gamma*W'); norm2(P*W) - 2*tr(P*W*Gamma*sg(W)')",
      variables: { W: [start.rows, start.columns] },
    },
  });
  const { outcome, state } = runRule(
    buildRule(problem, { kind: "gradient-flow" }),
    Float64Array.from(start.toNumbers()),
    { steps: 20_000, time: 1e5, tolerance: 1e-8 },
  );
  if (outcome !== "rest") return null;
  const [g, p, m] = [gamma.toNumbers(), q.rows, start.rows];
  let trace = 0;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < p; j++)
      for (let k = 0; k < p; k++) trace += state[i * p + j]! * g[j * p + k]! * state[i * p + k]!;
  return trace;
}

/** tr WΓWᵀ at the end is that of the m largest eigenvalues. */
function endsAtTheTop(run: Run): Check {
  const end = endOf(run);
  if (end === null) return undecided("the flow did not come to rest");
  const top = [...run.rest.spectrum].sort((a, b) => b.compare(a)).slice(0, run.start.rows);
  const expected = top.reduce((sum, x) => sum + toNumber(x), 0);
  return within(Math.abs(end - expected), 1e-6, "distance of tr WΓWᵀ from the top");
}

export const optimalPredictor = theorem({
  id: "an-optimal-predictor-with-stop-gradient-conserves-the-gram-matrix-of-the-encoder",
  section: "literature",
  title: "Optimal predictor with stop-gradient",
  statement:
    tex`Let $\Gamma = \Gamma^\top$, $\Sigma \succ 0$, $P = W\Gamma W^\top(W\Sigma W^\top)^{-1}$ at all times, and $\dot W = P^\top(W\Gamma - PW\Sigma)$. ` +
    tex`Then $\dot WW^\top = 0$: $WW^\top$ is constant. For $\Sigma = I$, $\frac{d}{dt}\|W\Gamma W^\top\|_F^2 \ge 0$, with equality at rest alone. ` +
    tex`If $WW^\top = I$ and the eigenvalues $\gamma_k$ of $\Gamma$ are distinct and not $0$, $W = RQ_K^\top$ is at rest and the row $k$ moves ` +
    tex`to the mode $l \notin K$ at the rate $\gamma_k(\gamma_l - \gamma_k)$: stable iff $K$ consists of the $a$ largest positive and the $m - a$ ` +
    tex`most negative eigenvalues for some $a$. For $\Gamma \succ 0$ that is the top $m$ alone; for indefinite $\Gamma$ there are several.`,
  hypotheses: [
    "Γ is symmetric and W has full row rank",
    "P is optimal at all times",
    "Σ = I (for the growth)",
    "Γ ≻ 0 (for one stable equilibrium)",
  ],
  source: {
    label: "D",
    claim:
      "fast predictors and semi-gradients as in Tang et al. 2023 (self-predictive learning); stable sets for indefinite Γ added",
  },
  status: "proved",
  proof:
    tex`$\dot WW^\top = P^\top(W\Gamma W^\top - PW\Sigma W^\top) = 0$. For $\Sigma = I$ let $S = W\Gamma W^\top$, $M = WW^\top$, $\Pi = I - W^\top M^{-1}W$: ` +
    tex`$\dot W = M^{-1}SW\Gamma\Pi$ and $\frac{d}{dt}\|S\|^2 = 4\operatorname{tr}S\dot W\Gamma W^\top = 4\operatorname{tr}(SM^{-1}S)(W\Gamma\Pi\Gamma ` +
    tex`W^\top) \ge 0$, a product of two positive semidefinite matrices, zero iff $M^{-1/2}SW\Gamma\Pi = 0$. At $M = I$, $W = Q_K^\top$, along $X$ with ` +
    tex`$XW^\top = 0$ first-order changes of $S$ and $M$ vanish and $\dot X = P(X\Gamma - PX)$, $P = \mathrm{diag}(\gamma_K)$. All rates are negative iff ` +
    tex`for $\gamma_k > 0$ all $\gamma_l$ outside are smaller and for $\gamma_k < 0$ larger.`,
  forms: [
    form({ mode: "exact", instances: instances(false), parts, check: (instance) => conserves(instance) }),
    form({ mode: "exact", instances: instances(true), parts, check: grows }),
    form({
      mode: "floating",
      share: 0.3,
      instances: rests(-6),
      parts: {
        "a stable set": isExtreme,
        "an unstable set": (instance) => !isExtreme(instance),
        "a negative eigenvalue in K": ({ spectrum, taken }) => taken.some((k) => sign(spectrum[k]!) < 0),
      },
      check: (instance) =>
        all(
          hasRates(instance),
          require(ratesOf(instance).every((x) => sign(x) < 0) === isExtreme(instance), "another stable set"),
        ),
    }),
    form({ mode: "floating", share: 0.1, instances: runs(1), check: endsAtTheTop }),
  ],
  controls: [
    {
      id: "another-predictor",
      dropped: "a predictor that is not optimal: WWᵀ moves",
      form: form({
        mode: "exact",
        instances: instances(false).chain((instance) =>
          fc.record({ instance: fc.constant(instance), p: rationalMatrix(instance.w.rows, instance.w.rows) }),
        ),
        check: ({ instance, p }) => conserves(instance, p.add(optimal(instance))),
      }),
    },
    {
      id: "anisotropic",
      dropped: "Σ ≠ I: ‖WΓWᵀ‖ may shrink",
      form: form({
        mode: "exact",
        instances: fc.array(
          instances(false).filter(({ w }) => w.rows < w.columns),
          { minLength: 8, maxLength: 8 },
        ),
        check: (several) => all(...several.map(grows)),
      }),
    },
    {
      id: "indefinite",
      dropped: "Γ is indefinite: starts end at the most negative eigenvalues too",
      form: form({
        mode: "floating",
        instances: runs(-6).filter(
          ({ rest: { spectrum } }) => spectrum.some((x) => sign(x) < 0) && spectrum.some((x) => sign(x) > 0),
        ),
        check: endsAtTheTop,
      }),
    },
  ],
});
