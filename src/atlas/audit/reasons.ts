/**
 * Why a list of critical components is not called complete: data, and their words in one place.
 */
import { type Contradiction, contradictionText } from "../contradictions.js";
import { type SolverReason, wordsOf as wordsOfSolver } from "../propose/solver-reasons.js";

/** One reason of an audit. */
export type AuditReason =
  /** The work was cut short. */
  | { readonly kind: "interrupted"; readonly components: number }
  /** What a closed form says of itself: why there is none, or what it leaves out, in its own words. */
  | { readonly kind: "closed-form"; readonly text: string }
  | { readonly kind: "solver"; readonly reasons: readonly SolverReason[] }
  /** A proposer applies, and listed nothing. */
  | { readonly kind: "nothing-listed" }
  /** Two that must say the same do not. */
  | {
      readonly kind: "disagreement";
      readonly between: "closed-form";
      readonly and: "symbols" | "solver";
    }
  /** Points that the solver found are not what it took them for. */
  | { readonly kind: "misjudged"; readonly failures: readonly Contradiction[] }
  | { readonly kind: "undecided"; readonly components: number }
  | { readonly kind: "morse-euler"; readonly found: bigint; readonly expected: bigint }
  /** The loss attains an extremum, and no component of extreme value can be it. */
  | { readonly kind: "missing-extremum"; readonly which: "minimum" | "maximum" }
  | { readonly kind: "undecided-inertia"; readonly points: number }
  /** Lists are held against each other only as wholes. */
  | { readonly kind: "list-cut-short" };

/** Statements that are put in words. */
const MOST_NAMED = 3;

const SIDES = {
  "closed-form": "the closed form",
  solver: "the solver",
  symbols: "the symbolic layer",
} as const;

const WORDS: {
  readonly [K in AuditReason["kind"]]: (reason: Extract<AuditReason, { kind: K }>) => string;
} = {
  interrupted: ({ components }) => `interrupted: ${components} components were classified`,
  "closed-form": ({ text }) => text,
  solver: ({ reasons }) => `solver: ${wordsOfSolver(reasons)}`,
  "nothing-listed": () => "nothing was listed",
  disagreement: ({ between, and }) => `${SIDES[between]} and ${SIDES[and]} disagree`,
  misjudged: ({ failures }) =>
    `solver: ${failures.length} statements about the points found do not hold to rounding: ${failures.slice(0, MOST_NAMED).map(contradictionText).join("; ")}`,
  undecided: ({ components }) => `${components} components are undecided`,
  "morse-euler": ({ found, expected }) =>
    `Morse–Euler: the components found sum to ${found}, those of a complete list to ${expected}`,
  "missing-extremum": ({ which }) =>
    `the ${which} is missing: the loss attains one, and no component of extreme value can be it`,
  "undecided-inertia": ({ points }) => `solver: the inertia of ${points} critical points is undecided`,
  "list-cut-short": () => "cross-check: the list is cut short",
};

/** One line for each reason. */
export const linesOf = (reasons: readonly AuditReason[]): string[] =>
  reasons.map((reason) => (WORDS[reason.kind] as (reason: AuditReason) => string)(reason));
