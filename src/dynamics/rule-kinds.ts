/** Training rules by name alone, for what lists them without loading the dynamics; `rules.ts` has a row for each. */

/** The names, in the order in which messages list them. */
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
