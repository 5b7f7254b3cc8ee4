/** Linear joint-embedding prediction and masked autoencoding with deep encoders: rates, limits, what is conserved. */
import fc from "fast-check";
import {
  buildRule,
  exactStationarity,
  type Problem,
  type Rational,
  RationalMatrix,
  rational,
  runRule,
  toNumber,
} from "landscape-atlas";
import {
  all,
  type Check,
  form,
  landscapeOf,
  momentsProblem,
  type Parts,
  positiveRational,
  pow,
  problemOf,
  product,
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

type Kind = "jepa" | "mae" | "jepa without stop-gradient";

/** The encoder, and a last linear map V from embeddings: to embeddings of the other view, or to the other view. */
const LOSSES: Readonly<Record<Kind, string>> = {
  jepa: "tr(V*E*Sigma*E'*V')/2 - tr(V*E*Gamma*sg(E)')",
  mae: "tr(V*E*Sigma*E'*V')/2 - tr(V*E*Gamma)",
  "jepa without stop-gradient": "tr(V*E*Sigma*E'*V')/2 - tr(V*E*Gamma*E') + tr(E*Sigma*E')/2",
};

const LAYERS = ["A", "B", "C"] as const;

interface Mode {
  /** w: the singular value of every layer, and of V. */
  readonly w: Rational;
  /** λ = ρ σ². */
  readonly lambda: Rational;
  readonly rho: Rational;
}

/** Layers R_l diag(w) R_{l−1}ᵀ, R_0 = Q the eigenvectors of Γ and Σ; V from R_L to R_L, or to Q. */
interface Instance {
  readonly kind: Kind;
  readonly depth: number;
  readonly modes: readonly Mode[];
  readonly q: RationalMatrix;
  readonly frames: readonly RationalMatrix[];
}

const rationalMode: fc.Arbitrary<Mode> = fc.record({
  w: positiveRational,
  lambda: positiveRational,
  rho: positiveRational,
});

const instances = (
  kinds: readonly Kind[],
  mode: (kind: Kind, depth: number) => fc.Arbitrary<Mode>,
  maxDepth: number,
): fc.Arbitrary<Instance> =>
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      depth: fc.integer({ min: 1, max: maxDepth }),
      p: fc.integer({ min: 1, max: 2 }),
    })
    .chain(({ kind, depth, p }) =>
      fc.record({
        kind: fc.constant(kind),
        depth: fc.constant(depth),
        modes: fc.array(mode(kind, depth), { minLength: p, maxLength: p }),
        q: rationalOrthogonal(p),
        frames: fc.array(rationalOrthogonal(p), { minLength: depth, maxLength: depth }),
      }),
    );

const custom = (kind: Kind, depth: number, gamma: RationalMatrix, sigma: RationalMatrix): unknown => {
  const p = gamma.rows;
  const names = LAYERS.slice(0, depth);
  return momentsProblem(gamma, sigma, {
    kind: "custom",
    loss: `let E = ${[...names].reverse().join("*")}; ${LOSSES[kind]}`,
    variables: Object.fromEntries([...names, "V"].map((name) => [name, [p, p]])),
  });
};

const problemAt = ({ kind, depth, modes, q }: Instance) =>
  problemOf(
    custom(
      kind,
      depth,
      withSpectrum(
        q,
        modes.map(({ lambda }) => lambda),
      ),
      withSpectrum(
        q,
        modes.map(({ lambda, rho }) => lambda.div(rho)),
      ),
    ),
  );

const between = (left: RationalMatrix, values: readonly Rational[], right: RationalMatrix): RationalMatrix =>
  product(left, RationalMatrix.diagonal(values), right.transpose());

/** Every layer with the given singular values, V with others if so wanted. */
function layersOf(
  { kind, depth, q, frames }: Instance,
  values: readonly Rational[],
  last: readonly Rational[] = values,
): RationalMatrix[] {
  const top = frames[depth - 1]!;
  return [
    ...frames.map((frame, l) => between(frame, values, l === 0 ? q : frames[l - 1]!)),
    between(kind === "mae" ? q : top, last, top),
  ];
}

/** Minus the gradient of the layers and of V, in this order. */
function velocities(problem: Problem, depth: number, layers: readonly RationalMatrix[]): RationalMatrix[] {
  const landscape = landscapeOf(problem);
  const names = [...LAYERS.slice(0, depth), "V"];
  const gradient = exactStationarity(landscape, new Map(names.map((name, l) => [name, layers[l]!])));
  return names.map((name) => {
    const place = landscape.variables.findIndex(({ symbol }) => symbol.name === name);
    return gradient[place]!.scale(rational(-1));
  });
}

const field = (instance: Instance, layers: readonly RationalMatrix[]): RationalMatrix[] =>
  velocities(problemAt(instance), instance.depth, layers);

/** ẇ of every layer: w^{2L}(λ − σ²w), or w^L(λ − σ²w^{L+1}). */
const rateOf = (kind: Kind, depth: number, { w, lambda, rho }: Mode): Rational => {
  const variance = lambda.div(rho);
  return kind === "mae"
    ? w.pow(depth)!.mul(lambda.sub(variance.mul(w.pow(depth + 1)!)))
    : w.pow(2 * depth)!.mul(lambda.sub(variance.mul(w)));
};

/** All layers move by the rates of the modes, so that w̄ = w^L moves as stated. */
function movesAsClaimed(instance: Instance, last?: readonly Rational[]): Check {
  const { kind, depth, modes } = instance;
  const rates = modes.map((mode) => rateOf(kind, depth, mode));
  const moved = field(
    instance,
    layersOf(
      instance,
      modes.map(({ w }) => w),
      last,
    ),
  );
  const expected = layersOf(instance, rates);
  return all(
    ...moved.map((velocity, l) => require(velocity.equals(expected[l]!), `other rates of layer ${l + 1}`)),
  );
}

/** w with w^L = ρ^L, or ρ = w^{L+1} and w^L = ρ^{L/(L+1)}. */
const atLimit = (kind: Kind, depth: number): fc.Arbitrary<Mode> =>
  fc.record({ w: positiveRational, lambda: positiveRational }).map(({ w, lambda }) => ({
    w,
    lambda,
    rho: kind === "mae" ? w.pow(depth + 1)! : w,
  }));

const restsThere = (instance: Instance): Check =>
  require(field(
    instance,
    layersOf(
      instance,
      instance.modes.map(({ w }) => w),
    ),
  ).every((velocity) => velocity.isZero()), "the layers move at the limit");

/** The singular values of the encoder at the end of a flow from w₀ on every layer are ρ^L or ρ^{L/(L+1)}. */
function tendsThere(instance: Instance): Check {
  const { kind, depth, modes, q, frames } = instance;
  const start = modes.map(({ w }) => w.mul("7/8"));
  const { outcome, state } = runRule(
    buildRule(problemAt(instance), { kind: "gradient-flow" }),
    Float64Array.from(layersOf(instance, start).flatMap((layer) => [...layer.toNumbers()])),
    { steps: 20_000, time: 1e5, tolerance: 1e-9 },
  );
  if (outcome !== "rest") return undecided("the flow did not come to rest");
  const p = q.rows;
  const at = (n: number) =>
    RationalMatrix.generate(p, p, (i, j) => rational(state[n * p * p + i * p + j]!.toFixed(12)));
  const encoder = frames.map((_, l) => at(l)).reduce((w, layer) => layer.multiply(w));
  const turned = product(frames[depth - 1]!.transpose(), encoder, q);
  const gaps = turned.toRows().flatMap((row, i) =>
    row.map((x, j) => {
      const exponent = kind === "mae" ? depth / (depth + 1) : depth;
      return Math.abs(toNumber(x) - (i === j ? pow(toNumber(modes[i]!.rho), exponent) : 0));
    }),
  );
  return within(Math.max(...gaps), 1e-6, "distance of the encoder from its limit");
}

const parts: Parts<Instance> = {
  "L = 1": ({ depth }) => depth === 1,
  "L = 2": ({ depth }) => depth === 2,
  "L = 3": ({ depth }) => depth === 3,
  jepa: ({ kind }) => kind === "jepa",
  mae: ({ kind }) => kind === "mae",
  "two modes": ({ modes }) => modes.length === 2,
};

/** d/dt of W_lW_lᵀ − W_{l+1}ᵀW_{l+1}, V the last layer, at any point. */
function conserves(
  kind: Kind,
  depth: number,
  gamma: RationalMatrix,
  sigma: RationalMatrix,
  layers: readonly RationalMatrix[],
): Check {
  const velocity = velocities(problemOf(custom(kind, depth, gamma, sigma)), depth, layers);
  const symmetrised = (a: RationalMatrix) => a.add(a.transpose());
  return all(
    ...layers.slice(0, -1).map((layer, l) => {
      const before = symmetrised(velocity[l]!.multiply(layer.transpose()));
      const after = symmetrised(layers[l + 1]!.transpose().multiply(velocity[l + 1]!));
      return require(before.equals(after), `the imbalance of layers ${l + 1} and ${l + 2} moves`);
    }),
  );
}

const networks = (kinds: readonly Kind[]) =>
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      depth: fc.integer({ min: 1, max: 3 }),
      p: fc.integer({ min: 1, max: 2 }),
    })
    .chain(({ kind, depth, p }) =>
      fc.record({
        kind: fc.constant(kind),
        depth: fc.constant(depth),
        gamma: rationalSymmetric(p),
        sigma: rationalInvertible(p).map((b) => b.multiply(b.transpose())),
        layers: fc.array(rationalMatrix(p, p), { minLength: depth + 1, maxLength: depth + 1 }),
      }),
    );

const BOTH: readonly Kind[] = ["jepa", "mae"];

export const linearJepa = theorem({
  id: "linear-jepa-learns-modes-up-to-the-regression-coefficient-to-the-depth-and-mae-to-a-root",
  section: "literature",
  title: "Linear JEPA and masked autoencoders: rates and limits",
  statement:
    tex`Let $\Gamma$, $\Sigma$ have common eigenvectors $Q$, eigenvalues $\lambda > 0$ and $\sigma^2$, $\rho = \lambda/\sigma^2$; $E = ` +
    tex`W_L \cdots W_1$, a last layer $V$, $L_{\mathrm{JEPA}} = \frac12\mathbb{E}\|VEx - \mathrm{sg}(Ey)\|^2$, $L_{\mathrm{MAE}} = ` +
    tex`\frac12\mathbb{E}\|VEx - y\|^2$. Along the flows $W_lW_l^\top - W_{l+1}^\top W_{l+1}$ is constant, $V$ counted as $W_{L+1}$. If ` +
    tex`$W_l = R_l\mathrm{diag}(w)R_{l-1}^\top$, $R_0 = Q$, $V = R_L\mathrm{diag}(w)R_L^\top$ (JEPA) or $Q\,\mathrm{diag}(w)R_L^\top$ (MAE) at the start, it ` +
    tex`stays so, and $\bar w = w^L$ obeys $\dot{\bar w} = L(\lambda\bar w^{3-1/L} - \frac\lambda\rho\bar w^3)$ for JEPA, $\dot{\bar w} = ` +
    tex`L(\lambda\bar w^{2-1/L} - \frac\lambda\rho\bar w^3)$ for MAE. From $w > 0$ the limits are $\rho^L$ and $\rho^{L/(L+1)}$.`,
  hypotheses: [
    "Γ and Σ commute, λ > 0",
    "balanced and aligned layers, w > 0, at the start",
    "stop-gradient on the target (JEPA)",
  ],
  source: {
    label: "D",
    claim: "deep linear JEPA and MAE as in Littwin et al. 2024",
  },
  status: "proved",
  proof:
    tex`With $M = VE\Sigma - E\Gamma$ (JEPA) or $VE\Sigma - \Gamma$ (MAE), $\dot W_l = -(VW_L\cdots W_{l+1})^\top M(W_{l-1}\cdots W_1)^\top$ and ` +
    tex`$\dot V = -ME^\top$: a chain, so $\dot W_lW_l^\top = W_{l+1}^\top\dot W_{l+1}$. At the stated points $M$ is diagonal in the frames with ` +
    tex`entries $\sigma^2w^{L+1} - \lambda w^L$ or $\sigma^2w^{L+1} - \lambda$, and every layer has $\dot w = w^{2L}(\lambda - \sigma^2w)$ or ` +
    tex`$w^L(\lambda - \sigma^2w^{L+1})$. $\dot{\bar w} = Lw^{L-1}\dot w$ gives the two equations. $\dot w$ is positive below $w = \rho$, or ` +
    tex`$w^{L+1} = \rho$, and negative above.`,
  forms: [
    form({
      mode: "exact",
      share: 0.6,
      instances: instances(BOTH, () => rationalMode, 3),
      parts,
      problem: ({ kind, depth, modes, q }) =>
        custom(
          kind,
          depth,
          withSpectrum(
            q,
            modes.map(({ lambda }) => lambda),
          ),
          withSpectrum(
            q,
            modes.map(({ lambda, rho }) => lambda.div(rho)),
          ),
        ),
      check: (instance) => movesAsClaimed(instance),
    }),
    form({ mode: "exact", share: 0.3, instances: instances(BOTH, atLimit, 3), check: restsThere }),
    form({
      mode: "exact",
      share: 0.3,
      instances: networks(BOTH),
      check: ({ kind, depth, gamma, sigma, layers }) => conserves(kind, depth, gamma, sigma, layers),
    }),
    form({
      mode: "floating",
      share: 0.1,
      instances: instances(
        BOTH,
        (kind, depth) => atLimit(kind, depth).filter(({ w }) => w.compare("1/2") >= 0 && w.compare(2) <= 0),
        2,
      ),
      check: tendsThere,
    }),
  ],
  controls: [
    {
      id: "unbalanced",
      dropped: "V is twice as large as the layers: they move at different rates",
      form: form({
        mode: "exact",
        instances: instances(BOTH, () => rationalMode, 2),
        check: (instance) =>
          movesAsClaimed(
            instance,
            instance.modes.map(({ w }) => w.mul(2)),
          ),
      }),
    },
    {
      id: "no-stop-gradient",
      dropped: "the target is trained as well: the limit is no equilibrium, and collapse descends",
      form: form({
        mode: "exact",
        instances: instances(["jepa without stop-gradient"], (_, depth) => atLimit("jepa", depth), 2).filter(
          ({ modes }) => modes.some(({ rho }) => !rho.equals(1)),
        ),
        check: restsThere,
      }),
    },
    {
      id: "another-target",
      dropped: "the limit of the one is none of the other",
      form: form({
        mode: "exact",
        instances: instances(["mae"], () => atLimit("jepa", 1), 3).filter(({ modes }) =>
          modes.some(({ w }) => !w.equals(1)),
        ),
        check: restsThere,
      }),
    },
    {
      id: "not-commuting",
      dropped: "Γ and Σ have different eigenvectors: the layers turn",
      form: form({
        mode: "exact",
        instances: instances(BOTH, () => rationalMode, 2)
          .filter(({ modes }) => modes.length === 2 && !modes[0]!.lambda.equals(modes[1]!.lambda))
          .map(
            (instance): Instance => ({
              ...instance,
              q: instance.q.multiply(
                RationalMatrix.from([
                  ["3/5", "-4/5"],
                  ["4/5", "3/5"],
                ]),
              ),
            }),
          ),
        check: (instance) => {
          const turned = { ...instance, q: RationalMatrix.identity(2) };
          const layers = layersOf(
            turned,
            instance.modes.map(({ w }) => w),
          );
          const expected = layersOf(
            turned,
            instance.modes.map((mode) => rateOf(instance.kind, instance.depth, mode)),
          );
          return all(
            ...field(instance, layers).map((velocity, l) =>
              require(velocity.equals(expected[l]!), `other rates of layer ${l + 1}`),
            ),
          );
        },
      }),
    },
  ],
});
