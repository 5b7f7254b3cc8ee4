/**
 * The atlas of a landscape: every critical component of a problem, located, classified, counted and audited.
 *
 * These types follow from the table of fields (`fields.ts`), which says what each field means; fields that do not apply are absent.
 */
import type { RecordOf, ValueOf } from "./codec.js";
import type {
  ATLAS_FIELDS,
  AUDIT_FIELDS,
  CENSUS_FIELDS,
  CERTIFICATE_FIELDS,
  COMPONENT_FIELDS,
  CONDITION_FIELDS,
  PROVEN,
  RECOVERY_FIELDS,
  STABILITY_FIELDS,
  USED_METHODS,
} from "./fields.js";

/** Per-atom recovery c_j = max_i |cos(W_i, M_j)|, summarised over the atoms j. */
export interface Recovery extends RecordOf<typeof RECOVERY_FIELDS> {}

/** Eigenvalue counts of the Jacobian by the sign of the real part. */
export interface Stability extends RecordOf<typeof STABILITY_FIELDS> {}

/** Statements that a certificate can prove of the exact critical point in its box. */
export type ProvenStatement = ValueOf<typeof PROVEN>;

/** What is proved of a component, and how. Without `proven` nothing is; that is no evidence against the component. */
export interface CertificateSummary extends RecordOf<typeof CERTIFICATE_FIELDS> {}

/** How components were located. */
export type UsedMethod = (typeof USED_METHODS)[number];

/** What can be asked for: `auto` is the closed form where there is one, else the solver. */
export type Method = "auto" | UsedMethod;

/** One connected component of the critical set, up to the copies counted by `multiplicity`. */
export interface CriticalComponent extends RecordOf<typeof COMPONENT_FIELDS> {}

/** What a component is among all: an extremum, a saddle, degenerate; of a field, a stable or unstable equilibrium. */
export type ComponentKind = CriticalComponent["kind"];

/** What the encoder of a component learned. */
export type Outcome = NonNullable<CriticalComponent["outcome"]>;

/** Exact counts of connected components. */
export interface Census extends RecordOf<typeof CENSUS_FIELDS> {}

/** Whether the list is complete, by what, and what contradicts it. */
export interface Audit extends RecordOf<typeof AUDIT_FIELDS> {}

/** How far completeness is proved, and by which theorem. */
export type CompletenessProof = Audit["proof"];

/** What elimination knows of its list being all. */
export type CompletenessEvidence = NonNullable<Audit["evidence"]>;

/** One stationarity condition in both notations. */
export interface StationarityCondition extends RecordOf<typeof CONDITION_FIELDS> {}

/** The record that `analyze` returns, and that files hold as JSON. */
export interface Atlas extends RecordOf<typeof ATLAS_FIELDS> {}
