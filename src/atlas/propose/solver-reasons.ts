/**
 * Why the solver does not apply, or why a list of critical points that it found is not called complete: data, and their words in one
 * place.
 */

import type { PerturbationReason } from "../../numeric/monodromy/types.js";

/** One reason of the solver. */
export type SolverReason =
  /** The loss is no polynomial, or no smooth one. */
  | { readonly kind: "outside-grammar" }
  | { readonly kind: "kinks" }
  /** Inverses or roots: elimination alone takes them on. */
  | { readonly kind: "not-polynomial" }
  /** Points of inequalities are found by elimination alone. */
  | { readonly kind: "inequalities" }
  /** More of something than the solver takes on. */
  | {
      readonly kind: "too-large";
      readonly what: "unknowns" | "signs" | "terms" | "strata" | "coordinates" | "products";
      readonly count: number;
      readonly most: number;
    }
  /** No complex point of the constraint set at which the perturbed conditions hold. */
  | { readonly kind: "no-start" }
  /** Stopped before elimination was done: it lists nothing then. */
  | { readonly kind: "elimination-interrupted" }
  | PerturbationReason
  /** What another layer says, in its own words. */
  | { readonly kind: "layer"; readonly text: string }
  /** Endpoints close to real ones where Newton's method finds no critical point. */
  | { readonly kind: "unrefined"; readonly count: number }
  /** No proof that the critical set is bounded: sets that reach infinity need not receive paths. */
  | { readonly kind: "unbounded-set-not-excluded" }
  /** Several paths end where one critical point was found, at which the Hessian is not degenerate: it receives one. */
  | { readonly kind: "shared-endpoint"; readonly paths: number }
  /** Connected components are not told apart where the set is singular, or its dimension is not known: degenerate points, too. */
  | { readonly kind: "singular-sets"; readonly entries: number }
  /** The same for curves that leave for infinity, or do not close within the steps allowed. */
  | { readonly kind: "open-curves"; readonly entries: number }
  /** The same for manifolds of dimension two and more on which not all points found are joined. */
  | { readonly kind: "not-joined"; readonly entries: number }
  /** The conditions have as many distinct complex solutions, modulo a prime, and the paths found others. */
  | { readonly kind: "count-differs"; readonly found: number; readonly distinct: number }
  /** Isolated points that one path reaches are simple solutions: their Hessians cannot be degenerate, as they look. */
  | { readonly kind: "simple-but-degenerate"; readonly count: number }
  /** Modulo a prime the complex critical points form sets of lower dimension than what was taken for a manifold of them. */
  | { readonly kind: "dimension-exceeds"; readonly dimension: number; readonly most: number }
  /** Paths wind around points of what looks like a Morse–Bott manifold, which only degenerate sets make them do. */
  | { readonly kind: "winding"; readonly count: number }
  /**
   * Points whose Hessian looks degenerate, or whose set looks larger than an orbit, and that the exact data contradict: a distinction
   * that decides the answer is lost in double precision.
   */
  | { readonly kind: "degenerate-by-rounding"; readonly count: number }
  | { readonly kind: "larger-than-orbits" }
  /** The orbit space is that of a continuous group. */
  | { readonly kind: "no-continuous-symmetry" }
  /** On a stratum of the orbit space, of these ranks, critical orbits form sets, or may do. */
  | { readonly kind: "orbits-not-isolated"; readonly ranks: readonly number[]; readonly dimension: number }
  /** Larger sets whose connected components are not told apart. */
  | { readonly kind: "sets-not-told-apart"; readonly entries: number }
  /** Sets of which only a lower bound of the dimension is known. */
  | { readonly kind: "sets-not-measured"; readonly entries: number }
  /** Sets along which index or nullity may change. */
  | { readonly kind: "sets-may-vary"; readonly entries: number }
  /** Elimination answers for finitely many complex critical points. */
  | { readonly kind: "positive-dimension"; readonly dimension: number }
  /** Neither dimension nor number of the complex critical points is known within the budget of the count. */
  | { readonly kind: "not-counted" }
  | { readonly kind: "too-many-points"; readonly degree: number; readonly most: number }
  | { readonly kind: "elimination-budget" }
  /** Equalities whose derivatives are dependent at a point where they hold, or may be: critical points there need no multipliers. */
  | { readonly kind: "dependent-constraints" }
  | { readonly kind: "constraints-undecided" }
  /** What elimination found stable modulo primes is not verified over Q. */
  | { readonly kind: "unverified" };

const SIZES = {
  unknowns: (count: number) => `${count} unknowns`,
  signs: (count: number) => `${count} unit spheres of dimension 0`,
  strata: (count: number) => `${count} strata of the orbit space`,
  coordinates: (count: number) => `${count} coordinates of a stratum of the orbit space`,
  products: (count: number) => `${count} products of the critical points of parts`,
  terms: (count: number) => `about ${count.toExponential(0)} terms in the conditions, multiplied out`,
} as const;

const foundSoFar = (count: number) => `${count} generic solutions were found, perhaps not all`;

const WORDS: {
  readonly [K in SolverReason["kind"]]: (reason: Extract<SolverReason, { kind: K }>) => string;
} = {
  "outside-grammar": () => "the loss is outside the polynomial grammar: the solver does not apply",
  kinks: () => "the loss has kinks (relu): the solver does not apply",
  "not-polynomial": () => "the loss has inverses, quotients or roots: paths do not apply, elimination does",
  inequalities: () => "the loss is under inequalities: paths do not apply, elimination does",
  "too-large": ({ what, count, most }) => `${SIZES[what](count)}: the solver takes on at most ${most}`,
  "no-start": () => "no start point was found for the perturbed field",
  "elimination-interrupted": () => "interrupted: elimination was not finished",
  "work-exceeded": ({ found }) => `the work that paths are given by default is used up: ${foundSoFar(found)}`,
  "loops-interrupted": ({ found }) => `interrupted: ${foundSoFar(found)}`,
  "no-generic-start": () => "no start point could be moved to generic parameters",
  "trace-failed": ({ traceError }) => `the trace test failed (${traceError.toExponential(1)})`,
  "section-lost": ({ lost, points }) => `${lost} of ${points} points of a section were lost`,
  "section-differs": ({ solutions }) =>
    `${solutions} solutions are not those that the section has, each once`,
  "trace-blind": () => "terms of some degree are too small for the trace test to see solutions far out",
  "moves-interrupted": ({ followed, paths }) => `interrupted: ${followed} of ${paths} paths were followed`,
  "moves-failed": ({ failed, paths }) => `${failed} of ${paths} paths to another member failed`,
  "singular-fibre": ({ solutions }) =>
    `${solutions} of the solutions for a generic perturbation are singular`,
  "limits-interrupted": ({ followed, paths }) =>
    `interrupted: ${followed} of ${paths} paths to the unperturbed system were followed`,
  "limits-failed": ({ failed, paths }) => `${failed} of ${paths} paths failed`,
  "reality-undecided": ({ paths }) => `${paths} paths are neither certified real nor certified not real`,
  layer: ({ text }) => text,
  unrefined: ({ count }) => `${count} endpoints close to real ones did not refine to critical points`,
  "unbounded-set-not-excluded": () =>
    "unbounded real critical sets, which need not receive paths, are not excluded: no proof that the critical set is bounded",
  "shared-endpoint": ({ paths }) =>
    `${paths} paths end at one nondegenerate critical point, which receives one: others are closer than double precision resolves`,
  "singular-sets": ({ entries }) =>
    `connected components are not told apart: the critical set is singular, or of unknown dimension, at ${entries} of the entries`,
  "open-curves": ({ entries }) =>
    `connected components are not told apart: ${entries} of the entries are curves that do not close`,
  "not-joined": ({ entries }) =>
    `connected components are not told apart: ${entries} of the entries are sets of dimension two or more whose points are not joined`,
  "count-differs": ({ found, distinct }) =>
    `the paths end at ${found} complex critical points, the conditions have ${distinct} modulo a prime`,
  "simple-but-degenerate": ({ count }) =>
    `${count} critical points that one path each reaches look degenerate, which simple solutions are not: rounding hides the Hessian`,
  "dimension-exceeds": ({ dimension, most }) =>
    `a set of critical points looks ${dimension}-dimensional, and the conditions have no more than ${most} dimensions modulo a prime: sets are closer than double precision resolves`,
  winding: ({ count }) =>
    `paths wind around ${count} points of sets that look nondegenerate: rounding hides the Hessian, or sets that are too close`,
  "degenerate-by-rounding": ({ count }) =>
    `${count} critical points look degenerate in double precision, and the exact data do not confirm it: a distinction that decides the answer is lost in rounding`,
  "larger-than-orbits": () => "degenerate critical points: larger sets need not receive paths",
  "no-continuous-symmetry": () => "no orthogonal group of two dimensions or more leaves the loss as it is",
  "orbits-not-isolated": ({ ranks, dimension }) =>
    `critical ${ranks.length === 0 ? "points" : `orbits of rank ${ranks.join(" and ")}`} form sets, complex ones of dimension ${dimension}: elimination on the orbit space lists single ones`,
  "sets-not-told-apart": ({ entries }) =>
    `connected components are not told apart: ${entries} of the entries are sets whose points are neither joined nor separated`,
  "sets-not-measured": ({ entries }) =>
    `${entries} of the entries are sets of which only the least dimension is known`,
  "sets-may-vary": ({ entries }) =>
    `${entries} of the entries are sets along which index and nullity may change`,
  "positive-dimension": ({ dimension }) =>
    `the complex critical points form sets of dimension ${dimension}: elimination lists isolated ones where all are`,
  "not-counted": () =>
    "the complex critical points are not counted: elimination takes more unknowns, or operations, than it is given",
  "too-many-points": ({ degree, most }) =>
    `${degree} complex critical points, counted with multiplicity: elimination takes on at most ${most}`,
  "elimination-budget": () => "elimination takes more operations than it is given",
  "dependent-constraints": () =>
    "the equalities are dependent at some real points where they hold: the feasible set is singular there, and critical points on it need no multipliers",
  "constraints-undecided": () =>
    "it is not decided whether the equalities are independent wherever they hold: critical points where they are not need no multipliers",
  unverified: () => "the critical points that elimination found are not verified over the rationals",
};

/** One line for each reason, joined. */
export const wordsOf = (reasons: readonly SolverReason[]): string =>
  reasons.map((reason) => (WORDS[reason.kind] as (reason: SolverReason) => string)(reason)).join("; ");
