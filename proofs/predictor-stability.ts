/** §6: stability of the aligned equilibria of the predictor field, and the ladder of collapsed attractors. */
import fc from "fast-check";
import {
  determinant,
  exactHessian,
  type Rational,
  RationalMatrix,
  rational,
  rationalText,
  sign,
  toNumber,
} from "landscape-atlas";
import {
  type AlignedInstance,
  alignedFile,
  alignedInstance,
  alignedParts,
  alignedPoint,
  alignedStability,
  all,
  atlasAgrees,
  type Check,
  type Coupling,
  columnsAt,
  form,
  holds,
  isExactlyCritical,
  landscapeOf,
  type ModeOptions,
  pairFactor,
  partsAt,
  positiveRational,
  problemOf,
  product,
  rationalMatrix,
  rationalOrthogonal,
  require,
  rootedMode,
  theorem,
  towards,
} from "landscape-atlas/theorems";

const tex = String.raw;
const ZERO = rational(0);

/** The linearisation in coordinates w_ij = r_iᵀ δW v_j, q_ij = r_iᵀ δP r_j, occupied modes first. */
function linearised(
  { m, eta, modes, rows }: AlignedInstance,
  order: readonly number[],
  w: RationalMatrix,
  q: RationalMatrix,
): [RationalMatrix, RationalMatrix] {
  const p = modes.length;
  const r = rows.length;
  const root = (i: number) => (i < r ? rows[i]!.p : ZERO);
  const { g, h } = {
    g: order.map((k) => modes[k]!.g),
    h: order.map((k) => modes[k]!.h),
  };
  /** δB. */
  const change = RationalMatrix.generate(m, p, (i, j) => {
    const own = w.get(i, j).mul(g[j]!.sub(root(i).mul(h[j]!)));
    return j < r ? own.sub(q.get(i, j).mul(root(j)).mul(h[j]!)) : own;
  });
  return [
    RationalMatrix.generate(m, p, (i, j) => {
      const own = root(i)
        .mul(change.get(i, j))
        .sub(eta.mul(w.get(i, j)));
      return j < r ? own.add(eta.mul(q.get(j, i))) : own;
    }),
    RationalMatrix.generate(m, m, (i, j) => {
      let value = eta.mul(q.get(i, j)).neg();
      if (j < r) value = value.add(change.get(i, j).mul(root(j)));
      if (i < r) value = value.add(eta.mul(w.get(j, i)));
      return value;
    }),
  ];
}

/** Modes of the rows first, then the others. */
const orderOf = ({ modes, rows }: AlignedInstance): number[] => [
  ...rows.map(({ k }) => k),
  ...modes.map((_, k) => k).filter((k) => !rows.some((row) => row.k === k)),
];

/** det(x − J) as the product of its factors. */
function characteristicValue(instance: AlignedInstance, x: Rational): Rational {
  const { m, eta, modes, rows } = instance;
  const [p, r] = [modes.length, rows.length];
  let value = x.add(eta).pow((m - r) * (p - r) + (m - r) * (m - r))!;
  rows.forEach(({ k, p: root }, c) => {
    const mode = modes[k]!;
    modes.forEach((other, l) => {
      if (!rows.some((row) => row.k === l)) value = value.mul(x.sub(towards(root, mode, other)));
    });
    const full = root.mul(root).mul(mode.h);
    const empty = x.mul(x.add(eta.mul(2))).mul(x.add(root.mul(mode.g)));
    value = value.mul(empty.pow(m - r)!);
    value = value.mul(x.mul(x).add(full.add(eta).mul(x)).add(full.sub(eta).mul(eta).mul(2)));
    for (const { k: l, p: other } of rows.slice(c + 1)) {
      const { b, c: constant } = pairFactor(mode, root, modes[l]!, other, eta);
      const shared = x.mul(x).add(b.mul(x)).add(constant);
      value = value
        .mul(x)
        .mul(x.add(eta.mul(2)))
        .mul(shared);
    }
  });
  return value;
}

const flatten = (w: RationalMatrix, q: RationalMatrix): RationalMatrix => {
  const entries = [...w.toRows().flat(), ...q.toRows().flat()];
  return RationalMatrix.generate(entries.length, 1, (i) => entries[i]!);
};

/** The linearisation by blocks, and its characteristic polynomial at x, against the exact Jacobian. */
function spectrumHolds(instance: AlignedInstance, w: RationalMatrix, q: RationalMatrix, x: Rational): Check {
  const problem = problemOf(alignedFile(instance));
  const point = alignedPoint(instance);
  const critical = isExactlyCritical(problem, point);
  if (critical.verdict !== "holds") return critical;
  const { matrix } = exactHessian(landscapeOf(problem), new Map(Object.entries(point)));
  const jacobian = matrix.scale(rational("-1/2"));
  const order = orderOf(instance);
  const basis = columnsAt(instance.v, order).transpose();
  const { frame } = instance;
  const world = (a: RationalMatrix, b: RationalMatrix) =>
    flatten(product(frame, a, basis), product(frame, b, frame.transpose()));
  const image = linearised(instance, order, w, q);
  const shifted = RationalMatrix.identity(matrix.rows).scale(x).subtract(jacobian);
  return all(
    require(jacobian.multiply(world(w, q)).equals(world(...image)), "the blocks of the linearisation differ"),
    require(determinant(shifted).equals(
      characteristicValue(instance, x),
    ), "the characteristic polynomial differs"),
  );
}

const withDirection = (instances: fc.Arbitrary<AlignedInstance>) =>
  instances.chain((instance) =>
    fc.record({
      instance: fc.constant(instance),
      w: rationalMatrix(instance.m, instance.modes.length),
      q: rationalMatrix(instance.m, instance.m),
      x: positiveRational,
    }),
  );

/** The rows that a component of the atlas stands for, where modes are simple; null for mixed pairs. */
function rowsAt(
  { modes, v }: AlignedInstance,
  W: { rows: number; data: Float64Array },
): AlignedInstance["rows"] | null {
  const p = modes.length;
  const basis = v.toNumbers();
  const y = new Float64Array(W.rows * p);
  for (let i = 0; i < W.rows; i++)
    for (let k = 0; k < p; k++)
      for (let j = 0; j < p; j++) y[i * p + k]! += W.data[i * p + j]! * basis[j * p + k]!;
  const gram = (k: number, l: number) => {
    let sum = 0;
    for (let i = 0; i < W.rows; i++) sum += y[i * p + k]! * y[i * p + l]!;
    return sum;
  };
  const rows: { k: number; p: Rational }[] = [];
  for (let k = 0; k < p; k++) {
    for (let l = 0; l < k; l++) if (Math.abs(gram(k, l)) > 1e-8) return null;
    const size = Math.sqrt(gram(k, k));
    if (size < 1e-8) continue;
    const root = modes[k]!.roots.find((value) => Math.abs(Math.abs(toNumber(value)) - size) < 1e-7 * size);
    if (root === undefined) return null;
    rows.push({ k, p: root });
  }
  return rows;
}

export const linearisation = theorem({
  id: "the-spectrum-at-an-aligned-equilibrium-splits-into-rows-and-pairs",
  section: "6",
  title: "Linearisation of the stop-gradient field at aligned equilibria",
  statement:
    tex`At an aligned equilibrium with $r$ rows, row $c$ on mode $k_c$ with root $p_c$, the Jacobian of $(\dot W, \dot P)$ has the ` +
    tex`eigenvalues: $-\eta$, $(m-r)(p-r) + (m-r)^2$ times; $p_c(g_l - g_{k_c}) - p_c^2(h_l - h_{k_c})$ for each row and each mode ` +
    tex`$l$ without a row; $0$, $-2\eta$, $-p_cg_{k_c}$, $m-r$ times for each row; the roots of $x^2 + (p_c^2h_{k_c} + \eta)x + ` +
    tex`2\eta(p_c^2h_{k_c} - \eta)$ for each row; and for each pair of rows $0$, $-2\eta$ and the roots of $x^2 + bx + c$, where, ` +
    tex`with $\alpha = p_i$, $\beta = p_j$, $\mu = \alpha^2 - \alpha\beta + \beta^2$: $b = \mu(h_i + h_j) - ` +
    tex`\eta(\alpha-\beta)^2/(\alpha\beta)$, $c = \mu\left(\mu h_ih_j - \eta h_i\tfrac{\alpha-\beta}{\beta} + ` +
    tex`\eta h_j\tfrac{\alpha-\beta}{\alpha} - \tfrac{\eta^2}{\alpha\beta}\right)$. Hence collapse is always stable, a row on ` +
    tex`$p_-$ is always unstable, and a row on mode $k$ is unstable towards an empty mode $l$ iff $p(g_l - g_k) - p^2(h_l - h_k) ` +
    tex`> 0$.`,
  hypotheses: ["the point is an equilibrium: p is a root of h p² − g p + η", "modes are joint eigenvectors"],
  source: { label: "D", claim: "full spectrum at the equilibria of the dynamics of [T]" },
  status: "proved",
  proof:
    tex`Use coordinates in which $W$ and $P$ are diagonal with entries $p_c$; then $B = \eta(I_r\ 0)$. With $p_i = 0$ for $i > r$, ` +
    tex`$\delta B_{ij} = w_{ij}(g_j - p_ih_j) - q_{ij}p_jh_j$ (the last term for $j \le r$), $\delta\dot W_{ij} = ` +
    tex`\eta q_{ji}[j \le r] + p_i\delta B_{ij} - \eta w_{ij}$, $\delta\dot P_{ij} = p_j\delta B_{ij} + \eta w_{ji}[i \le r] - ` +
    tex`\eta q_{ij}$. Blocks: $i, j > r$: $-\eta$. $w_{ij}$ with $i \le r < j$: $p_i(g_j - p_ih_j) - \eta$, and $\eta = p_i(g_i - ` +
    tex`p_ih_i)$. $\{w_{ij}, q_{ji}, q_{ij}\}$ with $j \le r < i$: triangular over $\begin{pmatrix}-\eta & \eta\\ \eta & ` +
    tex`-\eta\end{pmatrix}$ and $-p_j^2h_j - \eta = -p_jg_j$. $\{w_{ii}, q_{ii}\}$: $\begin{pmatrix} 0 & \eta - p^2h\\ 2\eta & -p^2h ` +
    tex`- \eta\end{pmatrix}$. $\{w_{ij}, w_{ji}, q_{ij}, q_{ji}\}$, $i < j \le r$: rotations give the eigenvalue $0$, the balance ` +
    tex`$\beta w_{ij} + \alpha w_{ji} - \beta q_{ji} - \alpha q_{ij}$ decays as $e^{-2\eta t}$, and trace and second coefficient of ` +
    tex`the rest are $b$, $c$. At $p_-$, $p_-^2h < \eta$ (as $p_-p_+ = \eta/h$): the determinant of the $2\times2$ block is ` +
    tex`negative.`,
  forms: [
    form({
      mode: "exact",
      share: 0.6,
      instances: withDirection(alignedInstance(3, 3, { coupling: "free", negative: true, threshold: true })),
      parts: partsAt(alignedParts, ({ instance }: { readonly instance: AlignedInstance }) => instance),
      problem: ({ instance }) => alignedFile(instance),
      check: ({ instance, w, q, x }) => spectrumHolds(instance, w, q, x),
    }),
    form({
      mode: "floating",
      share: 0.3,
      instances: alignedInstance(3, 3, {
        coupling: "free",
        negative: true,
        grouped: false,
      }),
      problem: (instance) => alignedFile(instance),
      check: async (instance) => {
        const { check, atlas } = await atlasAgrees(problemOf(alignedFile(instance)), { complete: false });
        return all(
          check,
          ...atlas.components.map(({ id, representative, index, stability }) => {
            const rows = rowsAt(instance, representative.W!);
            if (rows === null) return require(id.startsWith("mixed"), `${id}: not aligned`);
            const { unstable, neutral } = alignedStability({ ...instance, rows });
            // Symmetry accounts for these neutral directions; others (a double root) are left to the exact form.
            const orbit = (instance.m - rows.length) * rows.length + (rows.length * (rows.length - 1)) / 2;
            if (neutral > orbit) return holds();
            return require(index === unstable &&
              stability?.zero ===
                neutral, `${id}: ${index} unstable, ${stability?.zero} zero by the atlas; ${unstable}, ${neutral} by formula`);
          }),
        );
      },
    }),
  ],
  controls: [
    {
      id: "not-an-equilibrium",
      dropped: "p is not a root: the blocks are those of another point",
      form: form({
        mode: "exact",
        instances: withDirection(
          alignedInstance(2, 2, { coupling: "free", dead: false })
            .filter(({ rows }) => rows.length > 0)
            .map((instance) => ({
              ...instance,
              rows: instance.rows.map(({ k, p }) => ({ k, p: p.add(1) })),
            })),
        ),
        check: ({ instance, w, q, x }) => spectrumHolds(instance, w, q, x),
      }),
    },
    {
      id: "other-basis",
      dropped: "the rows are not on joint eigenvectors",
      form: form({
        mode: "exact",
        instances: alignedInstance(2, 2, { coupling: "free", dead: false, grouped: false })
          .filter(({ rows, modes }) => rows.length > 0 && modes.length === 2)
          .chain((instance) => rationalOrthogonal(2).map((turn) => ({ ...instance, turn }))),
        check: (instance) =>
          isExactlyCritical(
            problemOf(alignedFile(instance)),
            alignedPoint({ ...instance, v: instance.v.multiply(instance.turn) }),
          ),
      }),
    },
  ],
});

/** All p₊, and no viable mode without a row that has a larger g than a row's mode. */
const isTopSet = ({ modes, rows }: AlignedInstance): boolean =>
  rows.every(
    ({ k, p }) =>
      p.equals(modes[k]!.roots[0]!) &&
      modes.every(
        ({ g, roots }, l) =>
          roots.length === 0 || rows.some((row) => row.k === l) || g.compare(modes[k]!.g) <= 0,
      ),
  );

const ladderHolds = (instance: AlignedInstance): Check => {
  const { unstable } = alignedStability(instance);
  const top = isTopSet(instance);
  return require((unstable === 0) ===
    top, `${instance.rows.length} rows, top set: ${top}, unstable directions: ${unstable}`);
};

/** Every choice of at most m rows on viable modes with either root. */
const everyChoice = ({ m, modes }: AlignedInstance): AlignedInstance["rows"][] =>
  modes
    .reduce<AlignedInstance["rows"][]>(
      (choices, { roots }, k) => choices.flatMap((rows) => [rows, ...roots.map((p) => [...rows, { k, p }])]),
      [[]],
    )
    .filter((rows) => rows.length <= m);

/** The ladder over all aligned equilibria of an instance, whichever rows it came with. */
const wholeLadderHolds = (instance: AlignedInstance): Check =>
  all(...everyChoice(instance).map((rows) => ladderHolds({ ...instance, rows })));

const ladderExact = (coupling: Coupling, more: Partial<ModeOptions> = {}) =>
  form({
    mode: "exact",
    share: 0.5,
    instances: withDirection(alignedInstance(3, 3, { coupling, ...more })),
    parts: {
      "two rows and more": ({ instance: { rows } }) => rows.length > 1,
      "a row on p₋": ({ instance: { modes, rows } }) =>
        rows.some(({ k, p }) => !p.equals(modes[k]!.roots[0]!)),
      "a top set of positive rank": ({ instance }) => instance.rows.length > 0 && isTopSet(instance),
      "a mode below the threshold": ({ instance: { modes } }) =>
        modes.some(({ roots }) => roots.length === 0),
      "equal modes": ({ instance: { modes } }) =>
        new Set(modes.map(({ g }) => rationalText(g))).size < modes.length,
    },
    problem: ({ instance }) => alignedFile(instance),
    check: ({ instance, w, q, x }) => all(spectrumHolds(instance, w, q, x), ladderHolds(instance)),
  });

const ladderFloating = (coupling: Coupling) =>
  form({
    mode: "floating",
    share: 0.15,
    instances: alignedInstance(4, 4, { coupling, grouped: false }),
    problem: (instance) => alignedFile(instance),
    check: async (instance) => {
      const { check, atlas } = await atlasAgrees(problemOf(alignedFile(instance)), { limit: 400 });
      const viable = instance.modes.filter(({ roots }) => roots.length > 0).length;
      const stable = atlas.components.filter(({ kind }) => kind === "stable-equilibrium");
      return all(
        check,
        require(stable.length ===
          Math.min(instance.m, viable) + 1, `${stable.length} stable components for ${viable} viable modes`),
        ...stable.map(({ id, representative, rank: r, dimension }) => {
          const rows = rowsAt(instance, representative.W!);
          const m = instance.m;
          return all(
            require(rows !== null && isTopSet({ ...instance, rows }), `${id} is no top set`),
            require(rows?.length === r && dimension === m * r! - (r! * (r! + 1)) / 2, `${id}: rank ${r}`),
          );
        }),
      );
    },
  });

export const ladder = theorem({
  id: "stable-equilibria-are-the-top-viable-modes-at-every-rank",
  section: "6",
  title: "The stability ladder: a dimensionally collapsed attractor at every rank",
  statement:
    tex`Let $\Gamma \succeq 0$ and $\Sigma \succ 0$ commute with all $h_k$ equal, or $h_k = cg_k$; let $\eta > 0$ and no $g_k^2 = ` +
    tex`4\eta h_k$. An equilibrium has no unstable direction if and only if all its rows use $p_+$ and no viable mode without a row ` +
    tex`has a larger $g$ than a mode with one: the top $r$ viable modes, for every $r = 0, \dots, \min(m, \#\text{viable})$. If the ` +
    tex`viable $g_k$ are distinct, each of these $\min(m, \#\text{viable}) + 1$ components is normally hyperbolic and attracting.`,
  hypotheses: ["h_k are equal, or proportional to g_k", "Γ ⪰ 0", "no mode is at the threshold"],
  source: {
    label: "D",
    claim: "a ladder of attractors of the dynamics of [T], dimensional collapse included",
  },
  status: "proved",
  proof:
    tex`All equilibria are aligned. A row on $p_-$ is unstable. For rows on $p_+$: towards an empty mode $l$ the eigenvalue is ` +
    tex`$p(g_l - g_k)$ for equal $h$, and $p(g_l - g_k)(1 - cp)$ with $1 - cp = \eta/(gp) > 0$ for $h = cg$: positive iff $g_l > ` +
    tex`g_k$ (a mode below the threshold has a smaller $g$ than a viable one). Pairs, equal $h$: $x^2 + bx + c = (x + \mu h + ` +
    tex`\eta)(x + \mu(h - \eta/(\alpha\beta)))$, and $\alpha\beta h > \eta$ on $p_+$. Pairs, $h = cg$, $A = \alpha(1-c\alpha)$, $B ` +
    tex`= \beta(1-c\beta)$: the constant is $\eta^2\mu(c(\alpha+\beta) - 1)/(AB) > 0$ as $p_+ > 1/(2c)$, and the linear coefficient ` +
    tex`is $\eta(\alpha\beta(1 - c^2\alpha\beta) - A^2 - B^2 + AB)/(AB) > 0$: $A^2 + B^2 - AB \le \max(A, B)^2$, and $A^2 = ` +
    tex`\alpha^2(1-c\alpha)^2 < \alpha\beta(1 - c^2\alpha\beta)$ for $\alpha \le \beta < 1/c$ (for $\alpha \le \beta$ in ` +
    tex`$(1/(2c), 1/c)$, $A \ge B$). For distinct $g$ the zero eigenvalues, $(m-r)r + r(r-1)/2$, match the dimension.`,
  forms: [
    ladderExact("equal"),
    ladderExact("proportional"),
    ladderFloating("equal"),
    ladderFloating("proportional"),
  ],
  controls: [
    {
      id: "untied-h",
      dropped: "h is neither equal nor proportional to g: the top set can be unstable, others stable",
      form: form({
        mode: "exact",
        instances: alignedInstance(2, 3, { coupling: "free", dead: false, grouped: false }).filter(
          ({ modes }) => modes.length > 1,
        ),
        problem: (instance) => alignedFile(instance),
        check: wholeLadderHolds,
      }),
    },
    {
      id: "negative-modes",
      dropped: "Γ is indefinite: rows on negative modes are stable beside empty positive ones",
      form: form({
        mode: "exact",
        instances: alignedInstance(2, 3, {
          coupling: "equal",
          negative: true,
          dead: false,
          grouped: false,
        }).filter(({ modes }) => new Set(modes.map(({ g }) => sign(g))).size === 2),
        problem: (instance) => alignedFile(instance),
        check: wholeLadderHolds,
      }),
    },
    {
      id: "threshold",
      dropped: "a double root: a zero eigenvalue that no symmetry explains",
      form: form({
        mode: "exact",
        instances: fc
          .record({ p: positiveRational, h: positiveRational })
          .map(({ p, h }) => ({ eta: p.mul(p).mul(h), p, h })),
        check: ({ eta, p, h }) => {
          const instance = {
            m: 1,
            eta,
            modes: [rootedMode(h, p, eta)],
            v: RationalMatrix.identity(1),
            frame: RationalMatrix.identity(1),
            rows: [{ k: 0, p }],
          };
          const problem = problemOf(alignedFile(instance));
          const point = alignedPoint(instance);
          const { matrix } = exactHessian(landscapeOf(problem), new Map(Object.entries(point)));
          return all(
            isExactlyCritical(problem, point),
            require(sign(determinant(matrix)) !== 0, "a zero eigenvalue"),
          );
        },
      }),
    },
  ],
});
