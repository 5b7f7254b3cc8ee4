/** Neighbouring literature: gradient flows of linear encoders with a conserved quantity or a closed solution. */

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
  exp,
  form,
  landscapeOf,
  matrixText,
  momentsProblem,
  onFirstColumns,
  positiveRational,
  pow,
  problemOf,
  rationalInvertible,
  rationalMatrix,
  rationalOrthogonal,
  rationalSymmetric,
  require,
  squared,
  theorem,
  within,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;
const ZERO = rational(0);
const ONE = rational(1);

const symmetrised = (a: RationalMatrix) => a.add(a.transpose());

/** d/dt (W₁W₁ᵀ − W₂ᵀW₂) along Ẇ_i = −∇_i L. */
const drift = (
  w1: RationalMatrix,
  w2: RationalMatrix,
  g1: RationalMatrix,
  g2: RationalMatrix,
): RationalMatrix =>
  symmetrised(w2.transpose().multiply(g2)).subtract(symmetrised(g1.multiply(w1.transpose())));

/** Losses of the product BA, one of each kind, in the grammar of problem files. */
const LOSSES = [
  "norm2(B*A*Sigma*A'*B') - 2*tr(B*A*Gamma*A'*B')",
  "norm2(B*A*Gamma*A'*B' - I(m))",
  "2 - 2*tr(B*A*Gamma*A'*B') + 3*norm2(B*A)*norm2(B*A)",
  "tr(C*B*A*Sigma*A'*B'*C') + tr(C*B*A)^2",
] as const;

const network = (losses: readonly string[]) =>
  fc
    .record({
      p: fc.integer({ min: 1, max: 3 }),
      hidden: fc.integer({ min: 1, max: 3 }),
      m: fc.integer({ min: 1, max: 3 }),
      loss: fc.constantFrom(...losses),
    })
    .chain(({ p, hidden, m, loss }) =>
      fc.record({
        loss: fc.constant(loss.replace("I(m)", `I(${m})`)),
        gamma: rationalSymmetric(p),
        sigma: rationalInvertible(p).map((b) => b.multiply(b.transpose())),
        c: rationalMatrix(p, m),
        w1: rationalMatrix(hidden, p),
        w2: rationalMatrix(m, hidden),
      }),
    );

const conserved = ({
  loss,
  gamma,
  sigma,
  c,
  w1,
  w2,
}: Record<"gamma" | "sigma" | "c" | "w1" | "w2", RationalMatrix> & { loss: string }) => {
  const problem = problemOf({
    model: { moments: { gamma: matrixText(gamma), sigma: matrixText(sigma) } },
    objective: {
      kind: "custom",
      loss,
      variables: { A: [w1.rows, w1.columns], B: [w2.rows, w2.columns] },
      constants: { C: matrixText(c) },
    },
  });
  const [g1, g2] = exactStationarity(
    landscapeOf(problem),
    new Map([
      ["A", w1],
      ["B", w2],
    ]),
  );
  return require(drift(w1, w2, g1!, g2!).isZero(), "d/dt (W₁W₁ᵀ − W₂ᵀW₂) ≠ 0");
};

type Numbers = readonly (readonly number[])[];
const times = (a: Numbers, b: Numbers): number[][] =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const flip = (a: Numbers): number[][] => a[0]!.map((_, j) => a.map((row) => row[j]!));
const plus = (a: Numbers, b: Numbers, factor: number): number[][] =>
  a.map((row, i) => row.map((x, j) => x + factor * b[i]![j]!));
const largest = (a: Numbers): number => Math.max(...a.flat().map(Math.abs));
const numbers = (a: RationalMatrix): number[][] => a.toRows().map((row) => row.map(toNumber));

/** Runge–Kutta of order four for a flow of matrices. */
function flow(
  field: (x: readonly Numbers[]) => Numbers[],
  start: readonly Numbers[],
  time: number,
  steps: number,
): Numbers[] {
  const h = time / steps;
  let x: Numbers[] = [...start];
  const moved = (k: readonly Numbers[], c: number) => x.map((value, i) => plus(value, k[i]!, c));
  for (let n = 0; n < steps; n++) {
    const k1 = field(x);
    const k2 = field(moved(k1, h / 2));
    const k3 = field(moved(k2, h / 2));
    const k4 = field(moved(k3, h));
    x = x.map((value, i) =>
      plus(plus(plus(plus(value, k1[i]!, h / 6), k2[i]!, h / 3), k3[i]!, h / 3), k4[i]!, h / 6),
    );
  }
  return x;
}

/** ∂/∂Z of the InfoNCE loss of z_i = W x_i, z'_i = W x'_i with squared distances, as G = ∂L/∂W. */
function infoNce(w: Numbers, views: Numbers, others: Numbers): number[][] {
  const z = times(views, flip(w));
  const t = times(others, flip(w));
  const n = views.length;
  const gradient = w.map((row) => row.map(() => 0));
  const distance = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, x, k) => sum + squared(x - b[k]!), 0) / 2;
  const add = (
    weight: number,
    zi: readonly number[],
    zj: readonly number[],
    xi: readonly number[],
    xj: readonly number[],
  ) => {
    gradient.forEach((row, a) => {
      row.forEach((_, b) => {
        row[b]! += weight * (zi[a]! - zj[a]!) * (xi[b]! - xj[b]!);
      });
    });
  };
  for (let i = 0; i < n; i++) {
    // −log(e^{−d(z_i, z'_i)} / (e^{−d(z_i, z'_i)} + Σ_{j≠i} e^{−d(z_i, z_j)})).
    const weights = z.map((zj, j) => exp(-distance(z[i]!, j === i ? t[i]! : zj)));
    const total = weights.reduce((sum, x) => sum + x, 0);
    add(1 - weights[i]! / total, z[i]!, t[i]!, views[i]!, others[i]!);
    for (let j = 0; j < n; j++) if (j !== i) add(-weights[j]! / total, z[i]!, z[j]!, views[i]!, views[j]!);
  }
  return gradient;
}

const shaped = (rows: number, columns: number) =>
  rationalMatrix(
    rows,
    columns,
    fc.integer({ min: -4, max: 4 }).map((n) => rational(`${n}/4`)),
  );

const contrastiveFlow = (decay: number) =>
  form({
    mode: "floating",
    share: 0.2,
    instances: fc
      .record({
        p: fc.integer({ min: 1, max: 3 }),
        hidden: fc.integer({ min: 1, max: 3 }),
        m: fc.integer({ min: 1, max: 3 }),
      })
      .chain(({ p, hidden, m }) =>
        fc.record({
          views: shaped(4, p),
          others: shaped(4, p),
          w1: shaped(hidden, p),
          w2: shaped(m, hidden),
        }),
      ),
    check: ({ views, others, w1, w2 }) => {
      const [x, y] = [numbers(views), numbers(others)];
      const balance = ([a, b]: readonly Numbers[]) => plus(times(a!, flip(a!)), times(flip(b!), b!), -1);
      const start = [numbers(w1), numbers(w2)];
      const end = flow(
        ([a, b]) => {
          const g = infoNce(times(b!, a!), x, y);
          return [
            plus(times(flip(b!), g), a!, decay).map((row) => row.map((v) => -v)),
            plus(times(g, flip(a!)), b!, decay).map((row) => row.map((v) => -v)),
          ];
        },
        start,
        0.5,
        100,
      );
      const change = largest(plus(balance(end), balance(start), -1));
      const moved = Math.max(largest(plus(end[0]!, start[0]!, -1)), largest(plus(end[1]!, start[1]!, -1)));
      // Runge–Kutta at step 1/200 keeps quadratic invariants to about (rate/200)⁴, rates up to 10.
      return all(
        within(change / Math.max(1, largest(balance(start))), 1e-4, "change of W₁W₁ᵀ − W₂ᵀW₂"),
        require(Number.isFinite(moved), "the flow blew up"),
      );
    },
  });

export const conservation = theorem({
  id: "two-layer-linear-encoders-conserve-the-imbalance-of-their-layers",
  section: "literature",
  title: "Conservation of the imbalance of two linear layers",
  statement:
    tex`Let $z = W_2W_1x$ and let $L$ be any differentiable function of the product $W_2W_1$, such as the InfoNCE loss on a fixed ` +
    tex`data set. Along the gradient flow $\dot W_i = -\nabla_{W_i}L$, $W_1W_1^\top - W_2^\top W_2$ is constant.`,
  hypotheses: [
    "the loss depends on W₂W₁ only, without weight decay",
    "both layers have the same learning rate",
  ],
  source: {
    label: "Jing",
    claim: "the layers of a two-layer linear network stay balanced under a contrastive loss",
  },
  status: "proved",
  proof:
    tex`With $G = \partial L/\partial(W_2W_1)$: $\dot W_1 = -W_2^\top G$, $\dot W_2 = -GW_1^\top$, so $\frac{d}{dt}W_1W_1^\top = ` +
    tex`-W_2^\top GW_1^\top - W_1G^\top W_2 = \frac{d}{dt}W_2^\top W_2$.`,
  forms: [
    form({ mode: "exact", share: 0.6, instances: network(LOSSES), check: conserved }),
    form({
      mode: "exact",
      // Any loss of the product: an arbitrary G.
      instances: fc
        .record({
          p: fc.integer({ min: 1, max: 5 }),
          hidden: fc.integer({ min: 1, max: 5 }),
          m: fc.integer({ min: 1, max: 5 }),
        })
        .chain(({ p, hidden, m }) =>
          fc.record({
            w1: rationalMatrix(hidden, p),
            w2: rationalMatrix(m, hidden),
            g: rationalMatrix(m, p),
          }),
        ),
      check: ({ w1, w2, g }) =>
        require(drift(
          w1,
          w2,
          w2.transpose().multiply(g),
          g.multiply(w1.transpose()),
        ).isZero(), "d/dt (W₁W₁ᵀ − W₂ᵀW₂) ≠ 0"),
    }),
    contrastiveFlow(0),
  ],
  controls: [
    {
      id: "weight-decay",
      dropped: "weight decay: the imbalance decays",
      form: form({
        mode: "exact",
        instances: network(["norm2(B*A*Sigma*A'*B') - 2*tr(B*A*Gamma*A'*B') + norm2(A) + norm2(B)"]),
        check: conserved,
      }),
    },
    {
      id: "weight-decay-contrastive",
      dropped: "weight decay beside the InfoNCE loss",
      form: contrastiveFlow(1),
    },
    {
      id: "layer-loss",
      dropped: "the loss sees one layer by itself",
      form: form({
        mode: "exact",
        instances: network(["norm2(B*A*Sigma*A'*B') - 2*tr(B*A*Gamma*A'*B') + tr(A*Gamma*A')"]),
        check: conserved,
      }),
    },
    {
      id: "learning-rates",
      dropped: "the second layer learns twice as fast",
      form: form({
        mode: "exact",
        instances: fc.record({ w1: rationalMatrix(2, 2), w2: rationalMatrix(2, 2), g: rationalMatrix(2, 2) }),
        check: ({ w1, w2, g }) =>
          require(drift(
            w1,
            w2,
            w2.transpose().multiply(g),
            g.multiply(w1.transpose()).scale(rational(2)),
          ).isZero(), "d/dt (W₁W₁ᵀ − W₂ᵀW₂) ≠ 0"),
      }),
    },
  ],
});

/** s² = E/(s₀⁻² + (E − 1)g), E = e^{8gt}, and its derivative by dE/dt = 8gE (quotient rule). */
function stepwise(start: Rational, g: Rational, e: Rational): { square: Rational; rate: Rational } {
  const denominator = ONE.div(start.mul(start)).add(e.sub(1).mul(g));
  const square = e.div(denominator);
  const slope = denominator.sub(e.mul(g)).div(denominator.mul(denominator));
  return { square, rate: slope.mul(g).mul(e).mul(8) };
}

interface Stage {
  /** s_j(0) and s_j(t), both rational: E is solved for. */
  readonly from: Rational;
  readonly to: Rational;
  readonly g: Rational;
}

/** s(t) between s(0) and its limit: u = s⁻² moves from u₀ towards g, E = (u₀ − g)/(u − g). */
const stage: fc.Arbitrary<Stage> = fc
  .record({
    from: positiveRational,
    ratio: fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
      .map(([a, b]) => rational(`${a + b}/${a}`)),
    lift: positiveRational,
    sign: fc.constantFrom(1, 1, -1),
  })
  .map(({ from, ratio, lift, sign: direction }) => {
    const u0 = ONE.div(from.mul(from));
    if (direction > 0) {
      // s grows: g below u = u₀/ratio².
      const to = from.mul(ratio);
      const u = u0.div(ratio.mul(ratio));
      return { from, to, g: u.div(lift.add(1)) };
    }
    // g < 0: s shrinks.
    return { from, to: from.div(ratio), g: lift.neg() };
  });

const aligned = fc
  .record({ modes: fc.integer({ min: 1, max: 3 }), extraM: fc.nat(1), extraP: fc.nat(2) })
  .chain(({ modes, extraM, extraP }) =>
    fc.record({
      stages: fc.array(stage, { minLength: modes, maxLength: modes }),
      rest: fc.array(positiveRational, { minLength: extraP, maxLength: extraP }),
      u: rationalOrthogonal(modes + extraM),
      v: rationalOrthogonal(modes + extraP),
    }),
  );

const barlow = (gamma: RationalMatrix, m: number) =>
  problemOf(
    momentsProblem(gamma, RationalMatrix.identity(gamma.rows), { kind: "cross-correlation", embedding: m }),
  );

/** W Γ Wᵀ = I descends by Ẇ = −4 (W Γ Wᵀ − I) W Γ. */
const barlowFlow =
  (gamma: Numbers) =>
  ([x]: readonly Numbers[]) => {
    const image = times(x!, gamma);
    const gap = plus(
      times(image, flip(x!)),
      [
        [1, 0],
        [0, 1],
      ],
      -1,
    );
    return [times(gap, image).map((row) => row.map((value) => -4 * value))];
  };

/** s(t) of a mode with eigenvalue g, from s(0). */
const sigmoid = (start: Rational, g: Rational, time: number): number => {
  const rate = toNumber(g);
  return exp(4 * rate * time) / Math.sqrt(pow(toNumber(start), -2) + (exp(8 * rate * time) - 1) * rate);
};

const simulated = (turned: boolean) =>
  form({
    mode: "floating",
    share: 0.2,
    instances: fc
      .record({
        s: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 2 }),
        g: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 2 }),
        u: rationalOrthogonal(2),
        v: rationalOrthogonal(2),
        turn: rationalOrthogonal(2),
      })
      .filter(
        // A turn counts if neither Γ nor W(0) is a multiple of an isometry, and the axes do not go over into each other.
        ({ s, g, turn }) =>
          !turned ||
          (g[0] !== g[1] &&
            s[0] !== s[1] &&
            turn
              .toRows()
              .flat()
              .every((x) => !x.equals(0))),
      ),
    check: ({ s, g, u, v, turn }) => {
      const start = s.map((x) => rational(`${x}/8`));
      const spectrum = g.map((x) => rational(`${x}/4`));
      const right = turned ? v.multiply(turn) : v;
      const gamma = numbers(withSpectrum(v, spectrum));
      const time = 0.4;
      const [w] = flow(barlowFlow(gamma), [numbers(onFirstColumns(u, start, right))], time, 400);
      const [first, second] = start.map((x, k) => sigmoid(x, spectrum[k]!, time));
      const expected = [
        [first!, 0],
        [0, second!],
      ];
      const target = times(times(numbers(u), expected), flip(numbers(right)));
      // Step 1/1000 at rates up to 12: (12/1000)⁴ per unit of time.
      return within(largest(plus(w!, target, -1)), 1e-6, "W(t) − U diag(s(t)) Vᵀ");
    },
  });

export const stepwiseLearning = theorem({
  id: "aligned-barlow-twins-flows-learn-every-mode-by-a-closed-sigmoid",
  section: "literature",
  title: "Closed solution of the aligned linear Barlow Twins flow",
  statement:
    tex`Let $\Gamma = \Gamma^\top$ with $\Gamma v_j = g_jv_j$ and let $W(0) = \sum_js_j(0)u_jv_j^\top$ with orthonormal $u_j$, ` +
    tex`$v_j$ and $s_j(0) > 0$. The gradient flow $\dot W = -\nabla\|W\Gamma W^\top - I\|_F^2$ is $W(t) = \sum_js_j(t)u_jv_j^\top$ ` +
    tex`with $s_j(t) = \frac{e^{4g_jt}}{\sqrt{s_j(0)^{-2} + (e^{8g_jt} - 1)g_j}}$. For $g_j > 0$, $s_j(t) \to 1/\sqrt{g_j}$.`,
  hypotheses: ["the right singular vectors of W(0) are eigenvectors of Γ"],
  source: {
    label: "S",
    claim: "the modes of linear Barlow Twins are learnt stepwise, each along a closed sigmoid",
  },
  status: "proved",
  proof:
    tex`$-\nabla L = -4(W\Gamma W^\top - I)W\Gamma = \sum_j4g_js_j(1 - g_js_j^2)u_jv_j^\top$ at such $W$, so the scalar equations ` +
    tex`$\dot s = 4gs - 4g^2s^3$ give a solution, the only one. For $y = s^{-2}$: $\dot y = -8gy + 8g^2$, $y(t) = g + (y(0) - ` +
    tex`g)e^{-8gt}$, and $s^2 = 1/y = e^{8gt}/(y(0) + (e^{8gt} - 1)g)$. For $g < 0$, and for $g = 0$ where $s$ is constant, the ` +
    tex`denominator stays positive as $y(0) > 0 \ge g(1 - e^{8gt})$.`,
  forms: [
    form({
      mode: "exact",
      instances: aligned,
      check: ({ stages, rest, u, v }) => {
        const gamma = withSpectrum(v, [...stages.map(({ g }) => g), ...rest]);
        const states = stages.map(({ from, to, g }) => {
          const [u0, u1] = [ONE.div(from.mul(from)), ONE.div(to.mul(to))];
          const e = u0.sub(g).div(u1.sub(g));
          return { ...stepwise(from, g, e), e, to };
        });
        const point = new Map([
          [
            "W",
            onFirstColumns(
              u,
              stages.map(({ to }) => to),
              v,
            ),
          ],
        ]);
        const [gradient] = exactStationarity(landscapeOf(barlow(gamma, u.rows)), point);
        // d s/dt = (d s²/dt)/(2s).
        const velocity = onFirstColumns(
          u,
          states.map(({ rate, to }) => rate.div(to).div(2)),
          v,
        );
        return all(
          ...states.map(({ square, to, e }, k) =>
            all(
              require(square.equals(to.mul(to)), `s(t)² = ${rationalText(square)}`),
              // Forward in time: E > 1 exactly if g > 0.
              require(sign(e) > 0 && e.compare(1) > 0 === sign(stages[k]!.g) > 0, `E = ${rationalText(e)}`),
            ),
          ),
          ...stages.map(({ from, g }) =>
            require(stepwise(from, g, ONE).square.equals(from.mul(from)), "s(0) differs"),
          ),
          require(gradient!.scale(rational(-1)).equals(velocity), "the formula does not solve the flow"),
        );
      },
    }),
    simulated(false),
  ],
  controls: [
    {
      id: "not-aligned",
      dropped: "the right singular vectors of W(0) are not eigenvectors of Γ",
      form: simulated(true),
    },
    {
      id: "other-rate",
      dropped: "the loss is halved, so that time runs at half the speed",
      form: form({
        mode: "exact",
        instances: aligned,
        check: ({ stages: [first], u, v }) => {
          const { from, to, g } = first!;
          const e = ONE.div(from.mul(from))
            .sub(g)
            .div(ONE.div(to.mul(to)).sub(g));
          const gamma = withSpectrum(v, [
            g,
            ...v
              .toRows()
              .slice(1)
              .map(() => ZERO),
          ]);
          const point = new Map([["W", onFirstColumns(u, [to], v)]]);
          const [gradient] = exactStationarity(landscapeOf(barlow(gamma, u.rows)), point);
          const velocity = onFirstColumns(u, [stepwise(from, g, e).rate.div(to).div(2)], v);
          return require(gradient!
            .scale(rational("-1/2"))
            .equals(velocity), "the formula does not solve the flow");
        },
      }),
    },
  ],
});
