/** Losses of the neighbouring literature that decouple into modes like the spectral contrastive one. */
import fc from "fast-check";
import { inverse, type Rational, RationalMatrix, rational, rationalText, sign, ZERO } from "landscape-atlas";
import {
  type Check,
  form,
  isExactlyCritical,
  matrixText,
  type Parts,
  positiveRational,
  problemOf,
  product,
  rationalInvertible,
  rationalOrthogonal,
  solverListsExactly,
  theorem,
} from "landscape-atlas/theorems";
import { claimsOf, inertiaOf, type ModeSet, pointAlong } from "./mode-sets.js";

const tex = String.raw;
const ONE = rational(1);

const modes = (maxM: number, maxP: number): fc.Arbitrary<ModeSet> =>
  fc
    .record({ m: fc.integer({ min: 1, max: maxM }), p: fc.integer({ min: 1, max: maxP }) })
    .chain(({ m, p }) =>
      fc
        .record({
          numerators: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: p, maxLength: p }),
          alive: fc.array(fc.boolean(), { minLength: p, maxLength: p }),
          wanted: fc.array(fc.boolean(), { minLength: p, maxLength: p }),
          frame: rationalOrthogonal(m),
        })
        .map(({ numerators, alive, wanted, frame }) => {
          let room = m;
          const roots = numerators.map((n, k) => (alive[k] ? rational(`${n}/8`) : null));
          return { m, roots, frame, taken: roots.map((s, k) => s !== null && wanted[k]! && room-- > 0) };
        }),
    );

/** Σ_K μ_k². */
const gain = ({ roots, taken }: ModeSet): Rational =>
  roots.reduce<Rational>((sum, s, k) => (taken[k] ? sum.add(s!.mul(s!).mul(s!).mul(s!)) : sum), ZERO);

/** With levels where modes are dead: what is claimed if these are counted. */
const allAlive = (set: ModeSet): ModeSet => ({
  ...set,
  roots: set.roots.map((s) => s ?? rational("1/100")),
});

const modeParts: Parts<{ readonly modes: ModeSet }> = {
  "0 < r < m": ({ modes: { m, taken } }) => taken.includes(true) && taken.filter(Boolean).length < m,
  "r = m": ({ modes: { m, taken } }) => taken.filter(Boolean).length === m,
  collapse: ({ modes: { taken } }) => !taken.includes(true),
  "a mode that is dead": ({ modes: { roots } }) => roots.includes(null),
};

/** Σ = B Bᵀ, Γ = B diag(λ_k) Bᵀ, λ_k = 1 − (1 − μ_k)/β. */
interface VicReg {
  readonly modes: ModeSet;
  readonly beta: Rational;
  readonly b: RationalMatrix;
  /** −μ_k of the modes that are dead. */
  readonly depth: Rational;
}

function momentsOf({ modes: { roots }, beta, b, depth }: VicReg): {
  gamma: RationalMatrix;
  sigma: RationalMatrix;
} {
  const levels = roots.map((s, k) => (s === null ? depth.mul(-k - 1) : s.mul(s)));
  const lambdas = levels.map((mu) => ONE.sub(ONE.sub(mu).div(beta)));
  return {
    gamma: product(b, RationalMatrix.diagonal(lambdas), b.transpose()),
    sigma: b.multiply(b.transpose()),
  };
}

const vicRegFile = (instance: VicReg): unknown => {
  const { gamma, sigma } = momentsOf(instance);
  const { m } = instance.modes;
  return {
    model: { moments: { gamma: matrixText(gamma), sigma: matrixText(sigma) } },
    objective: {
      kind: "custom",
      loss: `let C = W*Sigma*W'; norm2(diag(C) - ones(${m},1)) + norm2(offdiag(C)) + 2*beta*tr(W*(Sigma - Gamma)*W')`,
      variables: { W: [m, gamma.rows] },
      parameters: { beta: rationalText(instance.beta) },
    },
  };
};

const vicRegs: fc.Arbitrary<VicReg> = modes(3, 3).chain((made) =>
  fc.record({
    modes: fc.constant(made),
    beta: positiveRational,
    b: rationalInvertible(made.roots.length),
    depth: positiveRational,
  }),
);

const vicRegIsAsClaimed = (instance: VicReg, claim: { index?: number } = {}): Check => {
  const directions = inverse(instance.b).transpose();
  return isExactlyCritical(
    problemOf(vicRegFile(instance)),
    { W: pointAlong(instance.modes, directions) },
    { value: rational(instance.modes.m).sub(gain(instance.modes)), ...inertiaOf(instance.modes), ...claim },
  );
};

export const quadraticVicReg = theorem({
  id: "quadratic-vicreg-keeps-the-modes-with-1-minus-beta-times-1-minus-lambda-positive",
  section: "literature",
  title: "Quadratic VICReg: which modes survive the invariance term",
  statement:
    tex`Let $\Sigma \succ 0$, let $\lambda_k$ be the eigenvalues of $\Sigma^{-1}\Gamma$, $\beta > 0$, and suppose that the levels ` +
    tex`$\mu_k = 1 - \beta(1 - \lambda_k)$ are distinct and not $0$. With variance and covariance terms of one weight, quadratic VICReg ` +
    tex`is $L(W) = \|W\Sigma W^\top - I_m\|_F^2 + \beta\,\mathbb{E}\|Wa_1 - Wa_2\|^2$. Its critical components are given by the sets $K ` +
    tex`\subset \{k : \mu_k > 0\}$ of $r \le m$ modes, with value $m - \sum_K\mu_k^2$, index $(m-r)\,\#\{l \notin K : \mu_l > 0\} + ` +
    tex`\#\{(k, l) : k \in K, l \notin K, \mu_l > \mu_k\}$ and nullity $mr - r(r+1)/2$. Mode $k$ is lost at $\beta = 1/(1 - \lambda_k)$.`,
  hypotheses: ["Σ is positive definite", "β > 0", "the levels are distinct and not 0"],
  source: {
    label: "D",
    claim: "linear form of VICReg with a quadratic variance term, as studied by Cabannes et al. 2023",
  },
  status: "proved",
  proof:
    tex`$\mathbb{E}\|Wa_1 - Wa_2\|^2 = 2\operatorname{tr} W(\Sigma - \Gamma)W^\top$, so $L = m - 2\operatorname{tr} W\Gamma'W^\top + ` +
    tex`\|W\Sigma W^\top\|^2$ with $\Gamma' = (1-\beta)\Sigma + \beta\Gamma$: the spectral contrastive loss of $\Gamma'$ and $\Sigma$, whose ` +
    tex`modes are the eigenvalues $\mu_k$ of $\Sigma^{-1}\Gamma'$. In coordinates with $\Sigma = I$ and $\Gamma' = \mathrm{diag}(\mu)$ the ` +
    tex`gradient is $4(WW^\top W - W\,\mathrm{diag}(\mu))$: the rows of $W$ span modes with $WW^\top$ equal to the levels. The Hessian at ` +
    tex`$R\,\mathrm{diag}(\sqrt{\mu_K})$ is diagonal in the entries: $-\mu_l$ off both ($m-r$ times), $\mu_k - \mu_l$ at row $k$ and column ` +
    tex`$l \notin K$, and inside $K$ it vanishes exactly on the rotations of $R$.`,
  forms: [
    form({
      mode: "exact",
      instances: vicRegs,
      parts: modeParts,
      problem: vicRegFile,
      check: (instance) => vicRegIsAsClaimed(instance),
    }),
    form({
      mode: "floating",
      share: 0.05,
      instances: vicRegs.filter(({ modes: { m, roots } }) => m * roots.length <= 3),
      problem: vicRegFile,
      check: (instance) =>
        solverListsExactly(
          problemOf(vicRegFile(instance)),
          claimsOf(instance.modes, (choice) => rational(choice.m).sub(gain(choice))),
        ),
    }),
  ],
  controls: [
    {
      id: "all-modes",
      dropped: "modes with μ_k < 0 counted as alive: the index is smaller",
      form: form({
        mode: "exact",
        instances: vicRegs.filter(
          ({ modes: { m, roots, taken } }) => roots.includes(null) && taken.filter(Boolean).length < m,
        ),
        problem: vicRegFile,
        check: (instance) => {
          const { index } = inertiaOf(allAlive(instance.modes));
          return vicRegIsAsClaimed(instance, { index });
        },
      }),
    },
    {
      id: "no-invariance-term",
      dropped: "β = 0: all levels are 1, and sets of modes are joined by rotations",
      form: form({
        mode: "exact",
        instances: rationalInvertible(2).chain((b) =>
          fc.record({ b: fc.constant(b), lambda: positiveRational }),
        ),
        check: ({ b, lambda }) => {
          const sigma = b.multiply(b.transpose());
          const gamma = product(b, RationalMatrix.diagonal([lambda, ZERO]), b.transpose());
          const problem = problemOf({
            model: { moments: { gamma: matrixText(gamma), sigma: matrixText(sigma) } },
            objective: {
              kind: "custom",
              loss: "norm2(W*Sigma*W' - I(1)) + 0*tr(W*(Sigma - Gamma)*W')",
              variables: { W: [1, 2] },
            },
          });
          const first = inverse(b).transpose();
          return isExactlyCritical(
            problem,
            { W: RationalMatrix.generate(1, 2, (_, j) => first.get(j, 0)) },
            { value: ZERO, index: 0, nullity: 0 },
          );
        },
      }),
    },
  ],
});

/** B = Q diag(b_k) Qᵀ, b_k = η + 2κ μ_k. */
interface InfoNce {
  readonly modes: ModeSet;
  readonly kappa: Rational;
  readonly eta: Rational;
  readonly q: RationalMatrix;
  readonly depth: Rational;
}

const alignments = ({ modes: { roots }, kappa, eta, depth }: InfoNce): Rational[] =>
  roots.map((s, k) => {
    const level = s === null ? depth.mul(-k - 1) : s.mul(s);
    return eta.add(level.mul(kappa).mul(2));
  });

const nceFile = (instance: InfoNce): unknown => {
  const { modes: made, kappa, eta, q } = instance;
  const b = product(q, RationalMatrix.diagonal(alignments(instance)), q.transpose());
  return {
    objective: {
      kind: "custom",
      loss: "-tr(W*B*W') + kappa*norm2(W*W') + eta*norm2(W)",
      variables: { W: [made.m, q.rows] },
      constants: { B: { matrix: matrixText(b), is: "symmetric" } },
      parameters: { kappa: rationalText(kappa), eta: rationalText(eta) },
    },
  };
};

const nceInstances: fc.Arbitrary<InfoNce> = modes(3, 3).chain((made) =>
  fc.record({
    modes: fc.constant(made),
    kappa: positiveRational,
    eta: fc.oneof(fc.constant(ZERO), positiveRational),
    q: rationalOrthogonal(made.roots.length),
    depth: positiveRational,
  }),
);

const nceIsAsClaimed = (instance: InfoNce, claim: { index?: number; value?: Rational } = {}): Check =>
  isExactlyCritical(
    problemOf(nceFile(instance)),
    { W: pointAlong(instance.modes, instance.q) },
    { value: gain(instance.modes).mul(instance.kappa).neg(), ...inertiaOf(instance.modes), ...claim },
  );

export const secondOrderInfoNce = theorem({
  id: "infonce-to-second-order-collapses-exactly-the-modes-below-the-weight-decay",
  section: "literature",
  title: "InfoNCE to second order: collapse mode by mode",
  statement:
    tex`Let $B = B^\top$ have distinct eigenvalues $b_k$, none equal to $\eta \ge 0$, and $\kappa > 0$. The critical components of ` +
    tex`$L(W) = -\operatorname{tr}(WBW^\top) + \kappa\|WW^\top\|_F^2 + \eta\|W\|_F^2$ are given by the sets $K \subset \{k : b_k > \eta\}$ ` +
    tex`of $r \le m$ modes with $\mu_k = (b_k - \eta)/(2\kappa)$: value $-\kappa\sum_K\mu_k^2$, index $(m-r)\,\#\{l \notin K : b_l > \eta\} ` +
    tex`+ \#\{(k, l) : k \in K, l \notin K, b_l > b_k\}$, nullity $mr - r(r+1)/2$. Mode $k$ collapses exactly when $\eta$ passes $b_k$; ` +
    tex`collapse of all of them is a minimum iff $\eta > \max_k b_k$.`,
  hypotheses: ["B is symmetric with distinct eigenvalues", "none of them equals η", "κ > 0"],
  source: {
    label: "D",
    claim:
      "the loss landscape of self-supervised objectives near the origin, as in Ziyin, Lubana, Ueda, Tanaka 2023",
  },
  status: "proved",
  proof:
    tex`The gradient is $4\kappa WW^\top W - 2W(B - \eta I)$, that of the spectral contrastive loss with $\Sigma = I$ and $\Gamma = (B - ` +
    tex`\eta I)/(2\kappa)$, times $\kappa$. Its critical points are $R\,\mathrm{diag}(\sqrt{\mu_K})Q_K^\top$, and the Hessian has the ` +
    tex`signs of $-\mu_l$ ($m - r$ times) and $\mu_k - \mu_l$ for $l \notin K$; at $W = 0$ it is $-2(b_l - \eta)$, $m$ times.`,
  forms: [
    form({
      mode: "exact",
      instances: nceInstances,
      parts: { ...modeParts, "η = 0": ({ eta }) => sign(eta) === 0 },
      problem: nceFile,
      check: (instance) => nceIsAsClaimed(instance),
    }),
    form({
      mode: "floating",
      share: 0.05,
      instances: nceInstances.filter(({ modes: { m, roots } }) => m * roots.length <= 4),
      problem: nceFile,
      check: (instance) =>
        solverListsExactly(
          problemOf(nceFile(instance)),
          claimsOf(instance.modes, (choice) => gain(choice).mul(instance.kappa).neg()),
        ),
    }),
  ],
  controls: [
    {
      id: "decay-ignored",
      dropped: "modes are counted by b_k > 0 instead of b_k > η",
      form: form({
        mode: "exact",
        instances: nceInstances
          .map((instance): InfoNce => {
            // b_k between 0 and η: −μ_k < η/(2κ).
            const depth = instance.eta.div(instance.kappa.mul(2)).div(4);
            return { ...instance, depth };
          })
          .filter(
            ({ eta, modes: { m, roots, taken } }) =>
              sign(eta) > 0 && roots.includes(null) && taken.filter(Boolean).length < m,
          ),
        problem: nceFile,
        check: (instance) => {
          const { index } = inertiaOf(allAlive(instance.modes));
          return nceIsAsClaimed(instance, { index });
        },
      }),
    },
    {
      id: "no-repulsion",
      dropped: "κ counted once too often in the value",
      form: form({
        mode: "exact",
        instances: nceInstances.filter(
          ({ kappa, modes: { taken } }) => !kappa.equals(ONE) && taken.includes(true),
        ),
        problem: nceFile,
        check: (instance) =>
          nceIsAsClaimed(instance, {
            value: gain(instance.modes).mul(instance.kappa).mul(instance.kappa).neg(),
          }),
      }),
    },
  ],
});
