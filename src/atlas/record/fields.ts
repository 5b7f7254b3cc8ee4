/**
 * The atlas record: each field once, with its JSON, its columns and how `check` compares it (`codec.ts`). The types,
 * the JSON (`report/json.ts`), the reader (`stored-atlas.ts`), the tables (`report/atlas.ts`) and `check` follow from here.
 *
 * index = negative eigenvalues, nullity = zero eigenvalues of the Riemannian Hessian; a component is Morse–Bott
 * when nullity = dimension. For a vector field (stop-gradient) index counts unstable directions.
 * The JSON is a contract (`docs/interface.md`): names, their order and their meaning stay.
 */

import { z } from "zod";
import type { ProblemFile } from "../../objectives/schema.js";
import { CERTIFICATE_KINDS } from "./certificate-kinds.js";
import {
  bigCount,
  bigInteger,
  type Codec,
  choice,
  codecOf,
  count,
  type FieldColumn,
  field,
  flag,
  indexed,
  integerText,
  list,
  magnitude,
  matrix,
  named,
  number,
  object,
  optional,
  positiveCount,
  type RecordOf,
  text,
  type ValueOf,
  variants,
} from "./codec.js";

/** Significant digits of shares, and of residuals. */
const SHARE = 4;
const RESIDUAL = 2;

/**
 * How components were located: by the closed form, by the solver in its own way (by elimination, or by paths), by elimination, by
 * paths, or by the closed form and paths.
 */
export const USED_METHODS = ["closed-form", "solve", "algebra", "paths", "both"] as const;

/** How components were located. */
export type UsedMethod = (typeof USED_METHODS)[number];

/** What can be asked for: `auto` is the closed form where there is one, else the solver. */
export type Method = "auto" | UsedMethod;

const KINDS = choice([
  "global-minimum",
  "local-minimum",
  "strict-saddle",
  "local-maximum",
  "global-maximum",
  "degenerate",
  "undecided",
  // Vector fields only: equilibria have no value.
  "stable-equilibrium",
  "unstable-equilibrium",
]);

const KIND: typeof KINDS = {
  ...KINDS,
  // Earlier atlases do not say which maximum; what is global is local.
  schema: z.preprocess((kind) => (kind === "maximum" ? "local-maximum" : kind), KINDS.schema),
};

const OUTCOME = choice([
  "collapsed",
  "dimensional-collapse",
  "non-collapsed-bad",
  "optimal-subspace",
  "ground-truth",
  "varies",
]);

/** Characters of closed forms that tables have room for. */
const SHORT = 24;

/** A real algebraic number. */
const ALGEBRAIC_FIELDS = {
  /** Coefficients of the minimal polynomial by ascending degree, integers without common divisor. */
  polynomial: field(list(integerText)),
  /** It is the only root from low to high, which are rational. */
  low: field(text),
  high: field(text),
  /** In radicals, of degree two at most. */
  closed: optional(text),
};

const ALGEBRAIC = object(ALGEBRAIC_FIELDS);

const EXTENT = choice(["bounded", "unbounded"]);

/** Eigenvalue counts of the Jacobian by the sign of the real part. */
const STABILITY_FIELDS = { stable: field(count), zero: field(count), unstable: field(count) };
/** Per-atom recovery c_j = max_i |cos(W_i, M_j)|, summarised over the atoms j. */
export const RECOVERY_FIELDS = { min: field(number), median: field(number), max: field(number) };

/** Eigenvalue counts of the Jacobian by the sign of the real part. */
export interface Stability extends RecordOf<typeof STABILITY_FIELDS> {}

/** Per-atom recovery c_j = max_i |cos(W_i, M_j)|, summarised over the atoms j. */
export interface Recovery extends RecordOf<typeof RECOVERY_FIELDS> {}

const STABILITY: Codec<Stability> = object(STABILITY_FIELDS);
const RECOVERY: Codec<Recovery> = object(RECOVERY_FIELDS);

const recoveryColumn = (
  which: keyof typeof RECOVERY_FIELDS,
  tex: string,
  more: Pick<FieldColumn<unknown>, "expendable" | "meaning">,
): FieldColumn<Recovery> => ({
  key: `recovery_${which}`,
  header: `c ${which}`,
  tex,
  cell: "number",
  digits: SHARE,
  show: (recovery) => recovery[which],
  ...more,
});

/** Statements that a certificate can prove of the exact critical point in its box. */
export const PROVEN = choice([
  // There is exactly one critical point in the box, up to the symmetry.
  "existence",
  "uniqueness",
  // The critical set near it is a manifold of the stated dimension, and Morse–Bott.
  "dimension",
  "index",
  "nullity",
  "value",
]);

/** What is proved of a component, and how. */
const CERTIFICATE_FIELDS = {
  kind: field(choice(CERTIFICATE_KINDS)),
  detail: field(text),
  /** What is proved; without it nothing is, which is no evidence against the component. */
  proven: optional(list(PROVEN)),
  /** The exact critical point is within this of the representative, in every entry. */
  radius: optional(magnitude),
};

/** Statements that a certificate can prove of the exact critical point in its box. */
export type ProvenStatement = ValueOf<typeof PROVEN>;

/** What is proved of a component, and how. Without `proven` nothing is; that is no evidence against the component. */
export interface CertificateSummary extends RecordOf<typeof CERTIFICATE_FIELDS> {}

const CERTIFICATE: Codec<CertificateSummary> = object(CERTIFICATE_FIELDS);

/** One connected component of the critical set, up to the copies counted by `multiplicity`. */
export const COMPONENT_FIELDS = {
  id: field(text, { comparison: "own", columns: [{ header: "id", cell: "code" }] }),
  family: field(text),
  /** One refined point of the component: variable name → matrix. */
  representative: field(named(matrix), { comparison: "own" }),
  value: optional(number, { comparison: "point", columns: [{ header: "value", cell: "number" }] }),
  /** The value as an exact rational, where it is one and known. */
  exactValue: optional(text, {
    columns: [{ header: "exact", cell: "exact", meaning: "the value as an exact rational", expendable: 2 }],
  }),
  /** The value as an algebraic number, where its degree is small. */
  algebraicValue: optional(ALGEBRAIC, {
    columns: [
      {
        key: "closed_form",
        header: "closed form",
        cell: "exact",
        meaning: "the value in radicals",
        show: ({ polynomial, closed }) =>
          polynomial.length === 3 && closed !== undefined && closed.length <= SHORT ? closed : undefined,
      },
    ],
  }),
  dimension: optional(count, {
    columns: [{ header: "dim", cell: "integer", meaning: "dimension of the component" }],
  }),
  index: optional(count, {
    columns: [
      {
        header: "index",
        cell: "integer",
        meaning: "negative eigenvalues of the Hessian (unstable directions of a vector field)",
      },
    ],
  }),
  nullity: optional(count, {
    columns: [{ header: "nullity", cell: "integer", meaning: "zero eigenvalues" }],
  }),
  morseBott: optional(flag),
  kind: field(KIND, {
    columns: [{ header: "kind", cell: "text" }],
    // Earlier atlases do not say which maximum; what is global is local.
    accepts: (stored, recomputed) => stored === "local-maximum" && recomputed === "global-maximum",
  }),
  stability: optional(STABILITY, {
    columns: [
      {
        header: "stability",
        cell: "text",
        align: "right",
        meaning: "stable/zero/unstable eigenvalues of the Jacobian",
        expendable: 2,
        show: ({ stable, zero, unstable }) => `${stable}/${zero}/${unstable}`,
      },
    ],
  }),
  rank: optional(count, {
    columns: [{ header: "rank", cell: "integer", meaning: "rank of the encoder", expendable: 4 }],
  }),
  outcome: optional(OUTCOME, { columns: [{ header: "outcome", cell: "text", expendable: 1 }] }),
  /** At the representative; where the outcome varies, medians over uniformly random points. */
  recovery: optional(RECOVERY, {
    comparison: "point",
    columns: [
      recoveryColumn("min", "$c_{\\min}$", {
        expendable: 6,
        meaning: "over the atoms j, smallest (then median, largest) max_i |cos(W_i, M_j)|",
      }),
      recoveryColumn("median", "$c_{\\mathrm{med}}$", { expendable: 7 }),
      recoveryColumn("max", "$c_{\\max}$", { expendable: 6 }),
    ],
  }),
  /** Share of the signal common to both views that the embedding keeps. */
  retained: optional(number, {
    comparison: "point",
    columns: [
      {
        header: "retained",
        tex: "$\\rho$",
        cell: "number",
        digits: SHARE,
        meaning: "share of the signal common to both views that the embedding keeps",
        expendable: 3,
      },
    ],
  }),
  /** cond(W Σ^{1/2}) of the encoder at the representative. */
  conditionNumber: optional(number, {
    comparison: "point",
    columns: [
      {
        header: "cond",
        cell: "number",
        digits: SHARE,
        meaning: "condition number of WΣ^(1/2)",
        expendable: 8,
      },
    ],
  }),
  /** Connected components that the entry stands for; absent where these are not told apart. */
  multiplicity: optional(positiveCount, {
    columns: [
      {
        header: "copies",
        cell: "integer",
        meaning: "connected components the row stands for",
        expendable: 1,
        before: "rank",
      },
    ],
  }),
  /** χ of one copy. */
  eulerCharacteristic: optional(bigInteger),
  /** Of sets larger than an orbit of the symmetry: whether they are bounded, as far as it is proved. */
  extent: optional(EXTENT),
  /** Index or nullity change along it: what is stated is of its representative. */
  varies: optional(flag),
  /** Relative norm of the symbolic stationarity residual after refinement. */
  residual: field(magnitude, {
    comparison: "point",
    columns: [
      {
        header: "residual",
        cell: "number",
        digits: RESIDUAL,
        meaning: "relative norm of the stationarity conditions at the representative",
        expendable: 9,
      },
    ],
  }),
  certificate: field(CERTIFICATE, {
    comparison: "own",
    columns: [
      {
        header: "certificate",
        cell: "text",
        expendable: 5,
        show: ({ kind }) => kind,
        note: ({ detail }) => detail,
      },
    ],
  }),
  /** What the reader should know of this component: codimension of the good subset, why undecided, … */
  notes: optional(list(text)),
};

/** One connected component of the critical set, up to the copies counted by `multiplicity`. */
export interface CriticalComponent extends RecordOf<typeof COMPONENT_FIELDS> {}

/** What a component is among all: an extremum, a saddle, degenerate; of a field, a stable or unstable equilibrium. */
export type ComponentKind = CriticalComponent["kind"];

/** What the encoder of a component learned. */
export type Outcome = NonNullable<CriticalComponent["outcome"]>;

const COMPONENT: Codec<CriticalComponent> = object(COMPONENT_FIELDS);

/** Exact counts of connected components. */
export const CENSUS_FIELDS = {
  byIndex: field(indexed(bigCount)),
  total: field(bigCount),
  /** Components whose index is not defined (degenerate or continuous families without one). */
  withoutIndex: optional(bigCount),
};

/** One stratum of an orbit space: ranks and pivot columns by group, numbers of solutions, and what is proved of them. */
const STRATUM_FIELDS = {
  ranks: field(list(count)),
  pivots: field(list(list(count))),
  /** Of the set of complex solutions: 0 for finite and empty ones. */
  dimension: field(count),
  /** Distinct isolated complex solutions; 0 as well where the proof is `definite`: real ones are excluded, and others not counted. */
  complex: field(count),
  real: field(count),
  /** Critical orbits: real solutions with positive definite Gram matrices, up to signs. */
  orbits: field(count),
  /** Real points with positive definite Gram matrices on sets of critical orbits, at least one on every connected component; absent where there are none. */
  samples: optional(count),
  proof: field(
    choice([
      "rank",
      "weighted-rank",
      "bernstein",
      "consequences",
      "components",
      "subspaces",
      "definite",
      "modular",
    ]),
  ),
};

/** One stratum of an orbit space. */
export interface StratumEvidence extends RecordOf<typeof STRATUM_FIELDS> {}

const STRATUM: Codec<StratumEvidence> = object(STRATUM_FIELDS);

/** Equal parts of a loss that is a sum: how many, of how many unknowns, their numbers of solutions, and what is proved of them. */
const PART = object({
  copies: field(count),
  /** Entries and multipliers. */
  unknowns: field(count),
  /** Distinct complex solutions. */
  complex: field(count),
  real: field(count),
  proof: field(choice(["univariate", "rank", "weighted-rank", "bernstein", "consequences", "modular"])),
  /** Whether solutions are not verified over the rationals; absent where they are. */
  unverified: optional(flag),
});

/**
 * What elimination knows of its list being all, `points` of them over the complex numbers: everything, as they are the roots of one
 * polynomial; all, by a bound of their number modulo `prime` less points at infinity; or that they are verified, and that so many
 * primes of so many bits agree on their number.
 */
const EVIDENCE_FIELDS = {
  univariate: { points: field(count) },
  rank: { prime: field(count), bound: field(count), atInfinity: field(count), points: field(count) },
  "weighted-rank": {
    prime: field(count),
    bound: field(count),
    weights: field(list(count)),
    points: field(count),
  },
  bernstein: { mixedVolume: field(count), onHyperplanes: field(count), points: field(count) },
  consequences: {
    prime: field(count),
    bound: field(count),
    consequences: field(count),
    degree: field(count),
    points: field(count),
  },
  modular: {
    solutions: field(flag),
    primes: field(count),
    bits: field(count),
    gap: optional(choice(["budget", "bound", "multiplicities", "solutions", "isolated"])),
    points: field(count),
  },
  /** Of the critical orbits: by the strata of the orbit space, which are disjoint and exhaustive. */
  strata: { strata: field(list(STRATUM)) },
  /** Of the critical points of a sum: those of its parts, whose products they are. */
  separated: { parts: field(list(PART)) },
};

/** Exact counts of connected components. */
export interface Census extends RecordOf<typeof CENSUS_FIELDS> {}

const CENSUS: Codec<Census> = object(CENSUS_FIELDS);
const EVIDENCE = variants(EVIDENCE_FIELDS);

/** What elimination knows of its list being all. */
export type CompletenessEvidence = ValueOf<typeof EVIDENCE>;

/** Σ (−1)^index χ over the components against χ of the manifold. */
const MORSE_EULER_FIELDS = { expected: field(bigInteger), found: field(bigInteger) };
/** Numbers of paths by where they end. */
const PATH_FIELDS = {
  started: field(count),
  finite: field(count),
  atInfinity: field(count),
  failed: field(count),
};

/** Whether the list is complete, by what, and what contradicts it. */
export const AUDIT_FIELDS = {
  complete: field(flag),
  /**
   * `proved`: by `theorem`, its hypotheses decided exactly; `numerical`: decided in floating point, or every path accounted
   * for, or modulo primes (`evidence`); `incomplete` otherwise.
   */
  proof: field(choice(["proved", "numerical", "incomplete"])),
  theorem: optional(text),
  /** Why `complete` is false, or what was left undecided. */
  reason: optional(text),
  /** The work was cut short: what is listed is what was found by then. */
  interrupted: optional(flag),
  by: field(
    list(
      choice(["closed-form", "path-count", "elimination", "branch-and-bound", "morse-euler", "cross-check"]),
    ),
  ),
  morseEuler: optional(object(MORSE_EULER_FIELDS)),
  paths: optional(object(PATH_FIELDS)),
  /** Of elimination. */
  evidence: optional(EVIDENCE),
  /** Disagreements between a closed form and the symbolic layer: any entry is a failed audit. */
  failures: field(list(text)),
};

/** Whether the list is complete, by what, and what contradicts it. */
export interface Audit extends RecordOf<typeof AUDIT_FIELDS> {}

/** How far completeness is proved, and by which theorem. */
export type CompletenessProof = Audit["proof"];

const AUDIT: Codec<Audit> = object(AUDIT_FIELDS);

/** One stationarity condition in both notations. */
const CONDITION_FIELDS = { variable: field(text), text: field(text), tex: field(text) };

/** One stationarity condition in both notations. */
export interface StationarityCondition extends RecordOf<typeof CONDITION_FIELDS> {}

const CONDITION: Codec<StationarityCondition> = object(CONDITION_FIELDS);

/** What has to be invertible, not zero or positive for the loss to have derivatives. */
const DOMAIN_FIELDS = {
  kind: field(choice(["invertible", "nonzero", "positive"])),
  text: field(text),
  tex: field(text),
  /** Whether it is known to be so at every feasible point. */
  everywhere: field(flag),
  /** Present where it is not so with every variable 0: whether nowhere else, and the loss there, where it has a value. */
  origin: optional(object({ only: field(flag), value: optional(text) })),
};

/** A condition that the domain of a loss with inverses or roots is given by. */
export interface DomainEntry extends RecordOf<typeof DOMAIN_FIELDS> {}

/** The problem file as it is: `buildProblem` reads it. */
const PROBLEM: Codec<ProblemFile> = codecOf("an object", (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as ProblemFile) : undefined,
);

/** The whole record, in the order of the file, after `schemaVersion` and `package`. */
export const ATLAS_FIELDS = {
  /** What else there is depends on it. */
  seed: field(count, { comparison: "own" }),
  /** How the components were located; never what was merely asked for. */
  method: field(choice(USED_METHODS)),
  /** One line naming objective, model and shapes, for captions. */
  title: field(text),
  /** What is trusted. */
  problem: field(PROBLEM, { comparison: "own" }),
  isVectorField: field(flag),
  stationarity: field(list(CONDITION)),
  /** Where the loss has derivatives, for one with inverses or roots: the list is of critical points there. */
  domain: optional(list(object(DOMAIN_FIELDS))),
  components: field(list(COMPONENT), { comparison: "own" }),
  /** The limit, or an interrupt, kept components of the census out of the list (distinct entries are not counted, copies are). */
  truncated: field(flag),
  census: optional(CENSUS),
  audit: field(AUDIT),
  warnings: field(list(text)),
};

/** The table with certificates of further kinds; the types know those of this package. */
export function atlasFieldsWith(certificates: readonly string[]): typeof ATLAS_FIELDS {
  if (certificates.length === 0) return ATLAS_FIELDS;
  const kind = field(choice([...CERTIFICATE_KINDS, ...certificates]));
  const certificate = {
    ...COMPONENT_FIELDS.certificate,
    codec: object({ ...CERTIFICATE_FIELDS, kind }) as typeof CERTIFICATE,
  };
  const component = object({ ...COMPONENT_FIELDS, certificate });
  return { ...ATLAS_FIELDS, components: { ...ATLAS_FIELDS.components, codec: list(component) } };
}

/** The record that `analyze` returns, and that files hold as JSON. */
export interface Atlas extends RecordOf<typeof ATLAS_FIELDS> {}
