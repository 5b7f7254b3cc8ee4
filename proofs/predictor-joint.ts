/** §5: the predictor objective without stop-gradient; Euler's identity for W leaves nothing but collapse. */
import fc from "fast-check";
import {
  exactStationarity,
  exactValue,
  type Matrix,
  ONE,
  type Problem,
  type Rational,
  RationalMatrix,
  rational,
  rationalText,
  sign,
  toNumber,
  ZERO,
} from "landscape-atlas";
import {
  all,
  atlasAgrees,
  type Check,
  closedFormDeclines,
  closedFormLists,
  dataModel,
  form,
  innerProduct,
  isExactlyCritical,
  keepProbability,
  landscapeOf,
  momentsProblem,
  outer,
  positiveRational,
  problemOf,
  proposalsAreCritical,
  rationalInvertible,
  rationalMatrix,
  rationalUnitVector,
  require,
  searchFindsExactly,
  theorem,
} from "landscape-atlas/theorems";

const tex = String.raw;

const objective = (m: number, eta: Rational, stopGradient = false) => ({
  kind: "predictor",
  embedding: m,
  weightDecay: rationalText(eta),
  stopGradient,
});

const pointOf = (w: RationalMatrix, p: RationalMatrix) => ({ W: w, P: p });
const entries = ({ W, P }: Readonly<Record<string, Matrix>>): number[] => [...W!.data, ...P!.data];

/** A data model whose two views have a positive definite joint second moment, up to equal views. */
const noisyModel = (maxP: number): fc.Arbitrary<{ dictionary: { rows?: number; size?: number } }> =>
  fc
    .record({
      model: dataModel(maxP),
      variance: positiveRational,
      augmentation: fc.oneof(
        keepProbability.map((keep) => ({ kind: "independent-masks", keep: rationalText(keep) })),
        fc.tuple(keepProbability, positiveRational).map(([keep, scale]) => ({
          kind: "complementary-masks",
          keep: rationalText(keep),
          scale: rationalText(scale),
        })),
        positiveRational.map((v) => ({ kind: "additive-gaussian", variance: rationalText(v) })),
      ),
    })
    .map(({ model, variance, augmentation }) => ({
      ...(model as { dictionary: { rows?: number; size?: number } }),
      noise: { variance: rationalText(variance) },
      augmentation,
    }));

/** A model, an embedding and a random point with W ≠ 0. */
const instances = (model: fc.Arbitrary<unknown>, maxM: number, eta: fc.Arbitrary<Rational>) =>
  fc
    .record({ model, m: fc.integer({ min: 1, max: maxM }), eta })
    .chain(({ model: chosen, m, eta: decay }) => {
      const { rows, size } = (chosen as { dictionary: { rows?: number; size?: number } }).dictionary;
      const p = rows ?? size!;
      return fc.record({
        model: fc.constant(chosen),
        m: fc.constant(m),
        eta: fc.constant(decay),
        w: rationalMatrix(m, p).map((a) => (a.isZero() ? a.map(() => ONE) : a)),
        predictor: rationalMatrix(m, m),
      });
    });

interface Instance {
  readonly model: unknown;
  readonly m: number;
  readonly eta: Rational;
  readonly w: RationalMatrix;
  readonly predictor: RationalMatrix;
}

const file = ({ model, m, eta }: Instance): unknown => ({ model, objective: objective(m, eta) });

/** ⟨W, ∇_W L⟩, and L without its decay, exactly. */
function eulerTerms(problem: Problem, { w, predictor, eta }: Instance) {
  const landscape = landscapeOf(problem);
  const point = new Map(Object.entries(pointOf(w, predictor)));
  const [gradient] = exactStationarity(landscape, point);
  const loss = exactValue(landscape, point);
  const decay = w.norm2().add(predictor.norm2()).mul(eta);
  return { radial: innerProduct(w, gradient!), loss, alignment: loss.sub(decay) };
}

/** E‖P W a₁ − W a₂‖² = tr(PWΣ₁WᵀPᵀ) − 2 tr(PWΓWᵀ) + tr(WΣ₂Wᵀ). */
function distance({ model }: Problem, { w, predictor: p }: Instance): Rational {
  const { gamma, sigma, sigmaSecond } = model.moments;
  const pw = p.multiply(w);
  return innerProduct(pw.multiply(sigma), pw)
    .sub(innerProduct(pw.multiply(gamma), w).mul(2))
    .add(innerProduct(w.multiply(sigmaSecond), w));
}

function eulerHolds(problem: Problem, instance: Instance): Check {
  const { radial, loss, alignment } = eulerTerms(problem, instance);
  const { w, predictor, eta } = instance;
  return all(
    require(alignment.equals(distance(problem, instance)), "the loss is not E‖P W a₁ − W a₂‖² + decay"),
    require(radial.equals(loss.sub(predictor.norm2().mul(eta)).mul(2)), "Euler's identity fails"),
    require(sign(alignment) >= 0, `E‖P W a₁ − W a₂‖² = ${rationalText(alignment)}`),
    require(radial.compare(w.norm2().mul(eta).mul(2)) >= 0, "⟨W, ∇_W L⟩ < 2η‖W‖²"),
  );
}

export const onlyCollapse = theorem({
  id: "without-stop-gradient-weight-decay-leaves-only-total-collapse",
  section: "5",
  title: "Without stop-gradient, the predictor objective has one critical point: total collapse",
  statement:
    tex`Let $\Gamma = \mathbb{E}[a_1 a_2^\top]$, $\Sigma_i = \mathbb{E}[a_i a_i^\top]$ be moments of two views, $\eta > 0$ and ` +
    tex`$L(W, P) = \operatorname{tr}(PW\Sigma_1 W^\top P^\top) - 2\operatorname{tr}(PW\Gamma W^\top) + ` +
    tex`\operatorname{tr}(W\Sigma_2 W^\top) + \eta(\|W\|_F^2 + \|P\|_F^2)$. Then $\langle W, \nabla_W L\rangle = 2(L - ` +
    tex`\eta\|P\|_F^2) \ge 2\eta\|W\|_F^2$ everywhere, and the only critical point is $W = 0$, $P = 0$: a nondegenerate global ` +
    tex`minimum of value $0$.`,
  hypotheses: ["Γ and Σ are moments of two views", "η > 0", "the gradient flows through both branches"],
  source: { label: "T", claim: "the stop-gradient is necessary: without it the representation collapses" },
  status: "proved",
  proof:
    tex`$L - \eta\|P\|^2$ is homogeneous of degree $2$ in $W$: Euler's identity. $L - \eta(\|W\|^2 + \|P\|^2) = ` +
    tex`\mathbb{E}\|PWa_1 - Wa_2\|^2 \ge 0$ gives the inequality. At a critical point $0 \ge 2\eta\|W\|^2$, so $W = 0$, and then ` +
    tex`$\nabla_P L = 2\eta P = 0$. The Hessian at the origin is $2\operatorname{tr}(V\Sigma_2V^\top) + 2\eta(\|V\|^2 + \|Q\|^2) ` +
    tex`\succ 0$, and $L \ge 0$.`,
  forms: [
    form({
      mode: "exact",
      instances: instances(dataModel(3), 3, positiveRational),
      problem: (instance) => file(instance),
      check: (instance) => {
        const problem = problemOf(file(instance));
        const { m, w } = instance;
        const origin = pointOf(RationalMatrix.zero(m, w.columns), RationalMatrix.zero(m, m));
        return all(
          eulerHolds(problem, instance),
          isExactlyCritical(problem, origin, { value: ZERO, index: 0, nullity: 0 }),
          closedFormLists(
            problem,
            [
              {
                value: ZERO,
                dimension: 0,
                index: 0,
                nullity: 0,
                copies: 1n,
                euler: 1n,
                globalMinimum: true,
              },
            ],
            1n,
          ),
          proposalsAreCritical(problem, { seed: 1 }),
        );
      },
    }),
    form({
      mode: "floating",
      share: 0.15,
      instances: fc.tuple(instances(dataModel(3), 3, positiveRational), fc.nat(2 ** 30)),
      problem: ([instance]) => file(instance),
      check: async ([instance, seed]) => {
        const problem = problemOf(file(instance));
        const { check, atlas } = await atlasAgrees(problem);
        return all(
          check,
          searchFindsExactly(problem, atlas.components, {
            batch: 10,
            batches: 10,
            seed,
            invariants: entries,
          }),
        );
      },
    }),
  ],
  controls: [
    {
      id: "no-weight-decay",
      dropped: "η = 0: any predictor with W = 0 is critical, the origin is degenerate",
      form: form({
        mode: "exact",
        instances: instances(noisyModel(2), 2, fc.constant(ZERO)),
        problem: (instance) => file(instance),
        check: (instance) =>
          isExactlyCritical(
            problemOf(file(instance)),
            pointOf(
              RationalMatrix.zero(instance.m, instance.w.columns),
              RationalMatrix.zero(instance.m, instance.m),
            ),
            { nullity: 0 },
          ),
      }),
    },
    {
      id: "not-moments",
      dropped: "Γ is too large for Σ: other critical points exist, here W = ½ a vᵀ, P = ½ a aᵀ",
      form: form({
        mode: "exact",
        instances: fc
          .record({ m: fc.integer({ min: 1, max: 3 }), p: fc.integer({ min: 1, max: 3 }) })
          .chain(({ m, p }) => fc.record({ a: rationalUnitVector(m), v: rationalUnitVector(p) })),
        // g = 8/3, h = 4/3, η = 1: h p² − 2gp + h + η = 0 at p = ½, w² = ηp/(g − hp) = ¼.
        check: ({ a, v }) => {
          const identity = RationalMatrix.identity(v.length);
          const problem = problemOf(
            momentsProblem(
              identity.scale(rational("8/3")),
              identity.scale(rational("4/3")),
              objective(a.length, ONE),
            ),
          );
          const half = rational("1/2");
          const critical = isExactlyCritical(
            problem,
            pointOf(outer(a, v).scale(half), outer(a, a).scale(half)),
          );
          return require(critical.verdict !== "holds", "a critical point with W ≠ 0");
        },
      }),
    },
    {
      id: "stop-gradient",
      dropped: "the gradient is stopped in the target branch: equilibria with W ≠ 0 exist",
      form: form({
        mode: "exact",
        instances: fc.record({
          root: positiveRational,
          h: positiveRational,
          eta: positiveRational,
          a: rationalUnitVector(2),
          v: rationalUnitVector(2),
        }),
        check: ({ root, h, eta, a, v }) => {
          const identity = RationalMatrix.identity(2);
          const problem = problemOf(
            momentsProblem(
              identity.scale(h.mul(root).add(eta.div(root))),
              identity.scale(h),
              objective(2, eta, true),
            ),
          );
          const critical = isExactlyCritical(
            problem,
            pointOf(outer(a, v).scale(root), outer(a, a).scale(root)),
          );
          return require(critical.verdict !== "holds", "an equilibrium with W ≠ 0");
        },
      }),
    },
  ],
});

export const freePredictor = theorem({
  id: "without-stop-gradient-and-decay-the-encoder-vanishes-and-the-predictor-is-free",
  section: "5",
  title: "Without stop-gradient and weight decay the critical set is W = 0",
  statement:
    tex`Let $\eta = 0$ and $\Sigma_2 - \Gamma^\top\Sigma_1^{-1}\Gamma \succ 0$. The critical set of $L$ is $\{W = 0, P ` +
    tex`\text{ arbitrary}\}$: global minima of value $0$, index $0$, and nullity $m^2$, the dimension.`,
  hypotheses: ["Σ₂ − ΓᵀΣ₁⁻¹Γ ≻ 0: the views are not functions of each other", "η = 0"],
  source: { label: "D", claim: "the degenerate case of the collapse shown by [T]" },
  status: "proved",
  proof:
    tex`Minimising over $PW$ for fixed $W$, $L \ge \operatorname{tr}(W(\Sigma_2 - \Gamma^\top\Sigma_1^{-1}\Gamma)W^\top) > 0$ for ` +
    tex`$W \ne 0$, and $\langle W, \nabla_W L\rangle = 2L$: no critical point with $W \ne 0$. At $W = 0$ both gradients vanish and ` +
    tex`the Hessian is $2L(V, P)$ in the direction $(V, Q)$, positive definite in $V$ and free of $Q$.`,
  forms: [
    form({
      mode: "exact",
      instances: instances(noisyModel(3), 3, fc.constant(ZERO)),
      problem: (instance) => file(instance),
      check: (instance) => {
        const problem = problemOf(file(instance));
        const { m, w, predictor } = instance;
        const { radial, loss } = eulerTerms(problem, instance);
        return all(
          require(radial.equals(loss.mul(2)) && sign(loss) > 0, `L = ${rationalText(loss)} off W = 0`),
          isExactlyCritical(problem, pointOf(RationalMatrix.zero(m, w.columns), predictor), {
            value: ZERO,
            index: 0,
            nullity: m * m,
          }),
          closedFormLists(problem, [
            {
              value: ZERO,
              dimension: m * m,
              index: 0,
              nullity: m * m,
              copies: 1n,
              euler: 1n,
              globalMinimum: true,
            },
          ]),
          proposalsAreCritical(problem, { seed: 1 }),
        );
      },
    }),
    form({
      mode: "floating",
      share: 0.1,
      instances: fc.tuple(instances(noisyModel(3), 2, fc.constant(ZERO)), fc.nat(2 ** 30)),
      problem: ([instance]) => file(instance),
      check: async ([instance, seed]) => {
        const problem = problemOf(file(instance));
        const { check, atlas } = await atlasAgrees(problem);
        return all(
          check,
          searchFindsExactly(problem, atlas.components, {
            batch: 10,
            batches: 10,
            seed,
            invariants: ({ W }) => [...W!.data],
          }),
        );
      },
    }),
  ],
  controls: [
    {
      id: "equal-views",
      dropped: "no augmentation, Γ = Σ: P = I makes every W critical",
      form: form({
        mode: "exact",
        instances: instances(
          noisyModel(2).map((model) => ({ ...model, augmentation: { kind: "none" } })),
          2,
          fc.constant(ZERO),
        ),
        problem: (instance) => file(instance),
        check: (instance) => {
          const point = { ...instance, predictor: RationalMatrix.identity(instance.m) };
          const { loss } = eulerTerms(problemOf(file(instance)), point);
          return require(sign(loss) > 0, `L = ${rationalText(loss)} off W = 0`);
        },
      }),
    },
    {
      id: "weight-decay",
      dropped: "η > 0: the predictor is not free",
      form: form({
        mode: "exact",
        instances: instances(noisyModel(2), 2, positiveRational),
        problem: (instance) => file(instance),
        check: (instance) =>
          isExactlyCritical(
            problemOf(file(instance)),
            pointOf(RationalMatrix.zero(instance.m, instance.w.columns), instance.predictor),
          ),
      }),
    },
  ],
});

/** Σ ≻ 0 and the factor t of Γ = tΣ. */
const proportional = (last: fc.Arbitrary<Rational>) =>
  fc.integer({ min: 1, max: 3 }).chain((p) =>
    fc.record({
      m: fc.integer({ min: 1, max: 2 }),
      sigma: rationalInvertible(p).map((b) => b.multiply(b.transpose())),
      v: rationalUnitVector(p),
      last,
    }),
  );

export const decidesMoments = theorem({
  id: "the-collapse-theorem-is-claimed-for-moments-of-two-views-only",
  section: "5",
  title: "The collapse theorem needs a joint second moment",
  statement:
    tex`Let $\Sigma \succ 0$ and $\Gamma = t\,\Sigma$. The pair $(\Gamma, \Sigma)$ is the moment of two views if and ` +
    tex`only if $|t| \le 1$; for $t > 1$ and small $\eta > 0$ the predictor loss without stop-gradient takes negative values, so ` +
    tex`the origin is not its minimum. For $\eta = 0$ the collapse set is the whole critical set if $|t| < 1$.`,
  hypotheses: ["|t| ≤ 1 (|t| < 1 for η = 0)"],
  source: { label: "D", claim: "the boundary of the collapse theorem" },
  status: "proved",
  proof:
    tex`$\begin{pmatrix}\Sigma & t\Sigma\\ t\Sigma & \Sigma\end{pmatrix} \succeq 0$ iff $|t| \le 1$. With $W = w\,a v^\top$, $P = a ` +
    tex`a^\top$: $L = 2(1-t)w^2 v^\top\Sigma v + \eta(w^2\|v\|^2 + 1)$, negative for $t > 1$, large $w$ and small $\eta$. The ` +
    tex`Schur complement is $(1 - t^2)\Sigma$.`,
  forms: [
    form({
      mode: "exact",
      instances: proportional(
        fc.constantFrom("-5/4", "-1", "-1/2", "0", "1/3", "1", "11/10", "3").map(rational),
      ),
      check: ({ m, sigma, v, last: t }) => {
        const moments = (eta: Rational) => momentsProblem(sigma.scale(t), sigma, objective(m, eta));
        const origin = (dimension: number) => ({
          value: ZERO,
          dimension,
          index: 0,
          nullity: dimension,
          copies: 1n,
          euler: 1n,
          globalMinimum: true,
        });
        const size = Math.abs(toNumber(t));
        const decayed = problemOf(moments(rational("1/1000")));
        const plain = problemOf(moments(ZERO));
        const unit = Array.from({ length: m }, (_, i) => (i === 0 ? ONE : ZERO));
        const far = pointOf(outer(unit, v).scale(rational(100)), outer(unit, unit));
        const value = exactValue(landscapeOf(decayed), new Map(Object.entries(far)));
        return all(
          size <= 1 ? closedFormLists(decayed, [origin(0)], 1n) : closedFormDeclines(decayed),
          size < 1 ? closedFormLists(plain, [origin(m * m)]) : closedFormDeclines(plain),
          require(toNumber(t) <= 1 || sign(value) < 0, `value ${rationalText(value)} far from the origin`),
        );
      },
    }),
  ],
  controls: [
    {
      id: "too-large",
      dropped: "t > 1: the loss is not bounded below by its value at the origin",
      form: form({
        mode: "exact",
        instances: proportional(positiveRational.map((t) => t.add(1))),
        check: ({ m, sigma, v, last: t }) => {
          const problem = problemOf(momentsProblem(sigma.scale(t), sigma, objective(m, rational("1/1000"))));
          const unit = Array.from({ length: m }, (_, i) => (i === 0 ? ONE : ZERO));
          const far = pointOf(outer(unit, v).scale(rational(100)), outer(unit, unit));
          const value = exactValue(landscapeOf(problem), new Map(Object.entries(far)));
          return require(sign(value) >= 0, `value ${rationalText(value)}`);
        },
      }),
    },
  ],
});
