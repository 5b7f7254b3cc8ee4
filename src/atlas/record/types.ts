/**
 * The types of the atlas: every critical component of a problem, located, classified, counted and audited. They follow from the table
 * of fields (`fields.ts`), which says what each field means; fields that do not apply are absent.
 */
export type {
  Atlas,
  Audit,
  Census,
  CertificateSummary,
  CompletenessEvidence,
  CompletenessProof,
  ComponentKind,
  CriticalComponent,
  Method,
  Outcome,
  ProvenStatement,
  Recovery,
  Stability,
  StationarityCondition,
  StratumEvidence,
  UsedMethod,
} from "./fields.js";
