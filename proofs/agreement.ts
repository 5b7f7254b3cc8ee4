/** §1–6: closed forms against paths and elimination, which know nothing of them, nor of each other. */
import fc from "fast-check";
import {
  type Atlas,
  analyze,
  type CriticalComponent,
  type Rational,
  RationalMatrix,
  rational,
} from "landscape-atlas";
import {
  all,
  type Check,
  distinctPositive,
  fails,
  form,
  momentsProblem,
  problemOf,
  rationalOrthogonal,
  require,
  theorem,
  undecided,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;

type Shape = readonly [m: number, p: number];

/** Objectives by name: which moments they are asked on, and the shapes with up to eight unknowns that are quick to solve. */
interface Case {
  readonly name: string;
  /**
   * `one`: Γ alone, Σ = Γ; `diagonal`: the same, Γ diagonal; `commuting`: Γ and Σ in one frame; `views`: the same, Σ ≻ Γ;
   * `alike`: γI + β11ᵀ.
   */
  readonly moments: "one" | "diagonal" | "commuting" | "views" | "alike";
  readonly shapes: readonly Shape[];
  objective(m: number): object;
  /** Whether the critical set is as the closed form has it, at the spectra of Γ and Σ; always, if left out. */
  admits?(g: readonly Rational[], s: readonly Rational[]): boolean;
}

const ETA = rational("1/10");

/** Whether π²s₁ − πg₁ + η and π²s₂ − πg₂ + η have a root in common, by their resultant: equilibria then form a continuum. */
const shareRoot = (g1: Rational, s1: Rational, g2: Rational, s2: Rational): boolean => {
  const outer = ETA.mul(s1.sub(s2));
  const inner = ETA.mul(g1.sub(g2)).mul(s1.mul(g2).sub(s2.mul(g1)));
  return outer.mul(outer).equals(inner);
};

const bilinear = (normalize: string, tied = false) => ({
  moments: "one" as const,
  objective: (embedding: number) => ({ kind: "bilinear", embedding, normalize, tied }),
});

const CASES: readonly Case[] = [
  {
    name: "columns",
    moments: "diagonal",
    shapes: [
      [1, 2],
      [2, 1],
      [1, 3],
      [3, 1],
      [1, 4],
      [4, 1],
      [2, 2],
    ],
    objective: (embedding) => ({ kind: "bilinear", embedding, normalize: "columns" }),
  },
  {
    name: "predictor",
    moments: "views",
    shapes: [
      [1, 1],
      [1, 2],
      [1, 4],
      [2, 1],
      [1, 7],
      [2, 2],
    ],
    objective: (embedding) => ({ kind: "predictor", embedding, weightDecay: "1/10", stopGradient: false }),
  },
  {
    name: "rows",
    ...bilinear("rows"),
    shapes: [
      [1, 2],
      [1, 3],
      [2, 1],
      [3, 1],
      [1, 4],
      [2, 2],
    ],
  },
  {
    name: "tied rows",
    ...bilinear("rows", true),
    shapes: [
      [1, 2],
      [1, 5],
      [2, 2],
      [2, 3],
      [3, 2],
      [1, 8],
      [2, 4],
    ],
  },
  {
    name: "unit norm",
    ...bilinear("frobenius"),
    shapes: [
      [1, 1],
      [1, 3],
      [2, 1],
      [2, 2],
      [1, 4],
      [4, 1],
    ],
  },
  {
    name: "tied unit norm",
    ...bilinear("frobenius", true),
    shapes: [
      [1, 2],
      [2, 2],
      [2, 3],
      [4, 2],
      [2, 4],
    ],
  },
  {
    name: "weight decay",
    moments: "one",
    shapes: [
      [1, 2],
      [2, 2],
      [1, 4],
      [4, 1],
    ],
    objective: (embedding) => ({ kind: "bilinear", embedding, normalize: "none", weightDecay: "99/2" }),
  },
  {
    name: "tied columns",
    moments: "alike",
    shapes: [
      [1, 3],
      [2, 2],
      [2, 3],
      [3, 2],
      [4, 2],
      [1, 8],
    ],
    objective: (embedding) => ({ kind: "bilinear", embedding, normalize: "columns", tied: true }),
  },
  {
    name: "spectral contrastive",
    moments: "commuting",
    shapes: [
      [1, 2],
      [2, 1],
      [2, 2],
      [3, 1],
      [3, 2],
      [2, 3],
      [1, 8],
      [4, 2],
      [2, 4],
    ],
    objective: (embedding) => ({ kind: "spectral-contrastive", embedding }),
  },
  {
    name: "cross-correlation",
    moments: "one",
    shapes: [
      [1, 3],
      [2, 2],
      [3, 1],
      [2, 3],
      [3, 2],
      [4, 2],
      [2, 4],
    ],
    objective: (embedding) => ({ kind: "cross-correlation", embedding }),
  },
  {
    name: "stop-gradient",
    moments: "commuting",
    shapes: [
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [2, 2],
      [1, 7],
    ],
    objective: (embedding) => ({
      kind: "predictor",
      embedding,
      weightDecay: "1/10",
      stopGradient: true,
    }),
    admits: (g, s) => !g.some((g1, i) => g.some((g2, j) => j < i && shareRoot(g1, s[i]!, g2, s[j]!))),
  },
];

interface Instance {
  readonly name: string;
  readonly m: number;
  readonly p: number;
  readonly file: unknown;
  readonly seed: number;
}

const unknowns = ({ name }: Case, [m, p]: Shape): number =>
  /predictor|stop/.test(name) ? m * p + m * m : /tied|spectral|cross/.test(name) ? m * p : 2 * m * p;

/** [Γ, Σ] with the spectra g and s in the frame q. */
function moments(
  kind: Case["moments"],
  q: RationalMatrix,
  g: readonly Rational[],
  s: readonly Rational[],
): readonly [RationalMatrix, RationalMatrix] {
  const gamma = kind === "diagonal" ? RationalMatrix.diagonal(g) : withSpectrum(q, g);
  if (kind === "commuting") return [gamma, withSpectrum(q, s)];
  if (kind === "views")
    return [
      gamma,
      withSpectrum(
        q,
        g.map((value, k) => value.add(s[k]!)),
      ),
    ];
  const p = g.length;
  const one = kind === "alike" ? gamma.map((_, i, j) => rational(i === j ? p + 2 : 1)) : gamma;
  return [one, one];
}

const instances = (smallest: number, largest: number): fc.Arbitrary<Instance> =>
  fc
    .constantFrom(
      ...CASES.flatMap((one) =>
        one.shapes
          .filter((shape) => unknowns(one, shape) >= smallest && unknowns(one, shape) <= largest)
          .map((shape) => ({ one, shape })),
      ),
    )
    .chain(({ one, shape: [m, p] }) =>
      fc
        .tuple(rationalOrthogonal(p), distinctPositive(p), distinctPositive(p), fc.nat(2 ** 20))
        .filter(([, g, s]) => one.admits?.(g, s) ?? true)
        .map(([q, g, s, seed]) => ({
          name: one.name,
          m,
          p,
          seed,
          file: momentsProblem(...moments(one.moments, q, g, s), one.objective(m)),
        })),
    );

/** What both must say of a component. */
const keyOf = ({ value, dimension, index, nullity, rank }: CriticalComponent): string =>
  [
    value === undefined ? "" : (Math.round(value * 1e6) / 1e6 + 0).toPrecision(6),
    dimension,
    index,
    nullity,
    rank,
  ].join(" ");

/** Copies by key; absent where the solver does not count them. */
function tally(components: readonly CriticalComponent[]): Map<string, bigint> {
  const counts = new Map<string, bigint>();
  for (const component of components) {
    const key = keyOf(component);
    counts.set(key, (counts.get(key) ?? 0n) + (component.multiplicity ?? 0n));
  }
  return counts;
}

const counted = (components: readonly CriticalComponent[]): boolean =>
  components.every(({ multiplicity }) => multiplicity !== undefined);

/** The same components: value, dimension, index, nullity, rank, and number where it is known. */
function agree(formula: readonly CriticalComponent[], solver: Atlas): Check {
  const [listed, found] = [tally(formula), tally(solver.components)];
  const missing = [...listed.keys()].find((key) => !found.has(key));
  const extra = [...found.keys()].find((key) => !listed.has(key));
  if (extra !== undefined) return fails(`off the list: value, dimension, index, nullity, rank = ${extra}`);
  // A solver that lost paths may still have found everything; if it has not, that says nothing.
  if (missing !== undefined && !solver.audit.complete)
    return undecided(solver.audit.reason ?? "the solver is incomplete");
  if (missing !== undefined) return fails(`not found: value, dimension, index, nullity, rank = ${missing}`);
  return counted(solver.components)
    ? all(
        ...[...listed].map(([key, copies]) =>
          require(found.get(key) === copies, `${found.get(key)} copies of ${key}, listed ${copies}`),
        ),
      )
    : all();
}

async function bothLists({ file, seed }: Instance): Promise<readonly [Atlas, Atlas]> {
  const problem = problemOf(file);
  return [await analyze(problem), await analyze(problem, { method: "paths", seed })];
}

/** Formula against paths, and against elimination where that lists everything. */
async function check(instance: Instance): Promise<Check> {
  const [formula, paths] = await bothLists(instance);
  if (!formula.audit.complete) return fails(`no complete closed form: ${formula.audit.reason}`);
  const byPaths = agree(formula.components, paths);
  const algebra = await analyze(problemOf(instance.file), { method: "algebra", seed: instance.seed });
  return algebra.audit.complete ? all(byPaths, agree(formula.components, algebra)) : byPaths;
}

const problem = ({ file }: Instance): unknown => file;

export const closedForms = theorem({
  id: "closed-forms-list-exactly-what-the-solver-finds",
  section: "10",
  title: "Every critical component by closed form, by homotopy continuation and by elimination",
  statement: tex`For the objectives of sections 1 to 6 with at most eight unknowns, where the closed form is complete, the
components that it lists are exactly those that contain real endpoints of the perturbed loss $f + \varepsilon\langle C, X\rangle$
(for fields: $F + \varepsilon C$ in the equations of $W$) as $\varepsilon \to 0$, with the same values, dimensions, indices,
nullities and ranks; and, where they are finitely many orbits, those that exact elimination lists on the strata of the orbit space.`,
  hypotheses: [
    "generic linear perturbation $C$",
    "the closed form is complete: distinct positive spectra; commuting $\\Gamma$ and $\\Sigma$; tied columns coupled alike; no two modes of a stop-gradient predictor share a root",
    "every real critical component is compact",
  ],
  source: { label: "D", claim: "the three proposers of components agree" },
  role: "software",
  status: "experimental",
  proof: tex`Let $N$ be a compact component of the real critical set of $f$ and $U$ a neighbourhood whose closure meets no
other. If $f + \varepsilon\langle C, X\rangle$ had no critical point in $U$ for arbitrarily small $\varepsilon$, its gradient flow
would be a nonvanishing deformation of that of $f$ near $\partial U$, so the critical groups of $N$ would vanish; for a Morse--Bott
$N$ they are the homology of $N$ with coefficients in its negative bundle, which is not zero. For orbits of a stop-gradient field
the average of $\langle C, \cdot\rangle$ over the orbit vanishes, so its restriction has zeros there, which continue to equilibria.
Conversely, limits of critical points are critical. The solver finds all complex solutions for generic $C$ (numerically: monodromy
and trace test) and follows them to $\varepsilon = 0$. With stop-gradient and $m \ge 2$ it solves, rank by rank, the system
$W E(W^\top W) = 0$, $E(G) = \Gamma G \Gamma - (\Sigma G + \eta I)(G \Sigma + \eta I)$, whose solutions are the equilibria: where
the equation of $P$ holds, that of $W$ is a product of $W E(W^\top W)$ with regular matrices. Elimination shares nothing with either: orbits are
real solutions with $S \succ 0$ of the conditions in normal forms $Q X = [L; 0] E$, $S = L^\top L$, which are disjoint and exhaustive.`,
  forms: [
    form<Instance>({ mode: "floating", share: 0.5, instances: instances(1, 5), problem, check }),
    form<Instance>({ mode: "floating", share: 0.04, instances: instances(6, 8), problem, check }),
  ],
  controls: [
    {
      id: "a-component-is-dropped",
      dropped: "the completeness of the closed form: its last component is left out, and the solver finds it",
      form: form<Instance>({
        mode: "floating",
        share: 0.2,
        instances: instances(1, 4),
        problem,
        check: async (instance) => {
          const [formula, solver] = await bothLists(instance);
          return agree(formula.components.slice(0, -1), solver);
        },
      }),
    },
    {
      id: "moments-do-not-commute",
      dropped:
        "commuting moments: with stop-gradient there are equilibria of rank two that no closed form lists",
      form: form<Instance>({
        mode: "floating",
        share: 0.05,
        instances: fc.constantFrom(1, 2).map((seed) => ({
          name: "stop-gradient",
          m: 2,
          p: 2,
          seed,
          file: {
            model: {
              moments: {
                gamma: [
                  [3, 1],
                  [1, 2],
                ],
                sigma: [
                  [1, 0],
                  [0, 2],
                ],
              },
            },
            objective: { kind: "predictor", embedding: 2, weightDecay: "1/5", stopGradient: true },
          },
        })),
        problem,
        check: async (instance) => {
          const [formula, solver] = await bothLists(instance);
          return agree(formula.components, solver);
        },
      }),
    },
  ],
});
