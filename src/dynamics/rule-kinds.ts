/** The names of the training rules, for who lists them without loading the dynamics; `rules.ts` has a row for each. */
export const RULE_KINDS = [
  "alternating-steps",
  "simultaneous-steps",
  "gradient-steps",
  "gradient-flow",
  "moving-average",
  "direct-pred",
  "direct-set",
] as const;

/** The name of a training rule: `kind` in a file's `rule`. */
export type RuleKind = (typeof RULE_KINDS)[number];
