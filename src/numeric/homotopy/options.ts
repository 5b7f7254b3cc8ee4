/**
 * The numbers that decide something about paths: the choices of users, with presets, and the constants of the room.
 *
 * Each entry says what it means and where its value is from: *derived* (with the derivation), *measured* (with the benchmark), or
 * *chosen* (neither; between which bounds it may lie), and which test fails when it is wrong. Coordinates are homogeneous with
 * norm one, rows of Jacobians are scaled: all sizes are relative. u = 2⁻⁵³ is the unit roundoff.
 */
import { pow } from "../../elementary/elementary.js";

/** How a path is tracked. */
export interface TrackerOptions {
  /**
   * Accepted size of a prediction error. Chosen: Newton's method has to converge from there at once, and smaller ones cost steps in
   * proportion to ε^{−1/5}. Test: tracker, "does not run through a branch point, and keeps to its budget of steps".
   */
  readonly predictionError: number;
  /** Steps of one path at most. Test: the same. */
  readonly maxSteps: number;
}

/** How the end of a path is found where it need not be regular. */
export interface EndgameOptions {
  /**
   * A path whose homogenising coordinate is below this, and falls like a power of t, ends at infinity. Where all finite
   * endpoints are known to be regular and of moderate size this can be large; elsewhere it has to be small. Test: endgame, "does
   * not take a large finite double root for infinity".
   */
  readonly infinity: number;
  /** Samples of a loop of the Cauchy endgame: the mean errs by r^samples, r < 1 the share of the radius in that of convergence. */
  readonly samples: number;
  /** Largest winding number that is looked for. Test: endgame, "finds a %i-fold root by as many loops". */
  readonly maxLoops: number;
}

/** The choices of a user. */
export interface PathOptions {
  readonly tracker: TrackerOptions;
  readonly endgame: EndgameOptions;
}

/** Names of presets, as of HomotopyContinuation.jl's tracker options. */
export type PathPreset = "fast" | "default" | "conservative";

/** Test: options, "every preset finds the solutions of the classical systems". */
export const PATH_PRESETS: Readonly<Record<PathPreset, PathOptions>> = {
  fast: {
    tracker: { predictionError: 1e-3, maxSteps: 2000 },
    endgame: { infinity: 1e-5, samples: 8, maxLoops: 16 },
  },
  default: {
    tracker: { predictionError: 2e-4, maxSteps: 4000 },
    endgame: { infinity: 1e-5, samples: 12, maxLoops: 48 },
  },
  conservative: {
    tracker: { predictionError: 2e-6, maxSteps: 12_000 },
    endgame: { infinity: 1e-6, samples: 24, maxLoops: 48 },
  },
};

/** The options that a user's choice stands for: those of a preset by its name, the defaults where nothing is said. */
export const pathOptions = (choice: PathPreset | PathOptions = "default"): PathOptions =>
  typeof choice === "string" ? PATH_PRESETS[choice] : choice;

/**
 * The tracker's options for a path that is followed again: each retry tightens the predictor by 1/100, which takes 100^{1/5} ≈ 2.5
 * times as many steps, and allows for three times as many.
 */
export const trackerOptions = (
  retry: number,
  { predictionError, maxSteps }: TrackerOptions = PATH_PRESETS.default.tracker,
): TrackerOptions => ({
  predictionError: predictionError * pow(100, -retry),
  maxSteps: maxSteps * pow(3, retry),
});

/** What is demanded of Newton's method along a path. */
export const CORRECTOR = {
  /** Factor between two steps. Chosen: quadratic convergence from `firstStep` does far better. */
  contraction: 1 / 8,
  /**
   * A first step beyond so many prediction errors did not come from this path. Chosen: the estimate of the error is of its order
   * only. Test: zoo, "has as many solutions as are known, for two seeds", where a jump collides.
   */
  firstStep: 20,
  /** A step of this size means that the next would be at rounding level. Derived: √u is 10⁻⁸, and convergence is quadratic. */
  converged: 1e-9,
  /** Steps a, b are followed by one of b (b/a)²: where that is below this, it is not made. Derived: as `converged`, with room. */
  negligible: 1e-12,
  /**
   * Distance of the point of the last factorisation at which it serves the predictor as well. Derived: it changes coefficients by
   * as much, far less than the truncation error that is allowed.
   */
  sameJacobian: 1e-6,
  /** A contraction that ends below this may have met the rounding of the values; above, it has left the path. Chosen: ‖J⁻¹‖u ≪ 1. */
  stalled: 1e-4,
  /** What is demanded of the first step without rounding. Derived: this close to a regular path convergence is quadratic. */
  quadratic: 1e-3,
  maxSteps: 6,
  /** Newton steps at the end of a path, and the size at which they stop. Derived: 15 digits. */
  polish: { iterations: 8, step: 1e-15 },
} as const;

/** How far the step of the predictor may go, and how it changes. */
export const PREDICTOR = {
  /** Share of the estimated distance to the nearest singularity. Chosen: 1 is where the series ends to converge. */
  trust: 0.5,
  /** From step to step; and after one that was refused. */
  growth: 4,
  shrink: 1 / 2,
  /** Share of the segment below which a step makes no way. Derived: rounding of t. */
  smallest: 1e-15,
} as const;

/** The endgame. */
export const ENDGAME = {
  /** Where tracking proper ends. Chosen. */
  start: 0.05,
  /** Steps for the rest of a path: at a singular endpoint they shrink with what is left, which soon is nothing. */
  directSteps: 60,
  /**
   * ‖J⁻¹‖ up to which an endpoint counts as regular. Derived: a double root is met with √u noise, where it is about 3·10⁷. Test:
   * tracker, "reports ‖J⁻¹‖ at a regular point and that it grows towards a double root".
   */
  regular: 1e6,
  /** The last Newton step of a regular endpoint. Derived: √u. */
  regularStep: 1e-8,
  /** Circles close to other branch points do not close, or close on the wrong mean: the first one is well inside. Chosen. */
  firstRadius: 2e-3,
  /** Radii where exponents are measured shrink by this; every third one carries a circle. */
  shrink: 1 / 2,
  circleEvery: 3,
  maxRadii: 48,
  /** A loop closes where it ends within this share of its extent, and rounding, of its start. Derived: the corrector's √u. */
  closes: 1e-6,
  closesAbsolutely: 1e-10,
  /** Two radii that agree as well are the end; a mean that agrees no better than the second is none. Chosen. */
  agreed: 1e-9,
  accepted: 1e-5,
} as const;

/** When a homogenising coordinate tends to zero like a power of t. */
export const EXPONENT = {
  /** Leading exponents are k/w ≥ 1/w: this is for windings up to 16. Test: endgame, "reads the exponent of a path". */
  smallest: 1 / 16,
  /** Successive halvings over which an exponent has to stay the same, and how closely; so many where the path got stuck. */
  steadyRadii: 4,
  steady: 0.1,
  steadyWhereStuck: 2,
  /** So many times farther out than what counts as far, one exponent is enough. Chosen. */
  veryFar: 50,
  /**
   * Paths that leave like t or faster are so far out after a few halvings that double precision ends, while the next terms of
   * the series still bend the exponent: there, this many of at least `fast` in a row are enough, with imaginary parts up to half
   * of them. Next to a finite limit exponents tend to zero.
   */
  fastRadii: 3,
  fast: 3 / 4,
  bent: 1 / 2,
  /** t up to which a path that is stuck may be asked. Derived: `fastRadii` halvings before it, t is at most one or two. */
  early: 1 / 4,
} as const;

/** What an endpoint is. */
export const ENDPOINT = {
  /** A homogenising coordinate of a regular endpoint below this is zero: the endpoint is at infinity. Derived: regular endpoints are polished to `CORRECTOR.polish`, ‖J⁻¹‖ ≤ 10⁶. */
  infiniteRegular: 1e-10,
  /** Above this, the endgame tells singular endpoints from those at infinity: its own limit. */
  surelyFinite: PATH_PRESETS.default.endgame.infinity,
  /** An accuracy is an estimate: the error of an endpoint is taken for so many times that. Chosen. */
  uncertain: 10,
  /** Relative change by which refinement leaves an endpoint what it was. Chosen. */
  near: 1e-3,
  /** Coordinates below this share of the largest count as zero when a point is scaled to one. Derived: rounding. */
  zero: 1e-12,
  /** Steps that a path may take to a point that the endgame calls singular. */
  directSteps: 1000,
  /** Where the Kantorovich test does not decide: refined endpoints of one solution agree better than this. Chosen. */
  undecidedRadius: 1e-6,
  /** Newton's step at a multiple solution is of the order of the error: so many times that, there is none. Chosen. */
  farStep: 1e4,
} as const;

/** When two paths have ended at one point, and how often they are followed again. */
export const COLLISION = {
  /** Test: path-collisions, "follow again, with more care, what failed or met, and nothing else". */
  retries: 3,
  /** Endpoints at infinity, nonsingular there, that agree to this are one. Derived: √u. */
  sameAtInfinity: 1e-8,
  /**
   * Singular endpoints that differ by less are never told apart (derived: √u), nor do those that differ by less than so many of their
   * accuracies (chosen). Test: solve-system, "close solutions 10⁻⁷ apart are two, not a double one".
   */
  singularFloor: 1e-8,
  singularAccuracies: 100,
} as const;

/** How much is done for a system. */
export const SOLVE = {
  /** Paths of one system at most. Test: solve-system, "too few equations, equations 0 = 0, and more paths than can be followed". */
  maxPaths: 200_000n,
  /** Start systems that are tried while some path fails. */
  attempts: 3,
  /** Ties of coordinates when solutions are sorted. */
  sameCoordinate: 1e-9,
} as const;

/** The test for sets of solutions (`local-dimension.ts`). */
export const SLICE = {
  /** Each finds a curve in four cases of five or better, where its angle to the hyperplane is not too flat: 5⁻¹² are missed. */
  hyperplanes: 12,
  iterations: 80,
  /** δ against ‖p‖∞; against 1 where p is the origin. Test: local-dimension, "are told at every scale". */
  distance: 0.25,
  /** |F_i| against the sum of the bounds of its terms, at a solution. Derived: 500 u covers the rounding of its terms. */
  vanishes: 1e-13,
  /** A random start lies at this share of δ from the point; solutions farther than so many √n δ are not near it. Chosen. */
  spread: 0.5,
  reach: 10,
  /** Levenberg–Marquardt: damping at first, its bounds, and the factors after a step that was good and one that was not. */
  damping: { first: 1e-4, least: 1e-12, most: 1e12, good: 1 / 4, bad: 8, floor: 1e-15 },
} as const;

/** Affine combinations of members of a family (`parameter-homotopy.ts`). */
export const SPAN = {
  /** Coefficients, relative to the largest of their equation, are nearest doubles of exact ones: sums of some thousand keep this. */
  tolerance: 1e-11,
} as const;

/** Whether mixed cells are looked for, and used (`polyhedral-start.ts`). */
export const POLYHEDRAL = {
  /** Floating-point operations for which one path of the bound stands, and all of them together. Chosen. */
  workPerPath: 5e5,
  maxWork: 5e9,
  /** All sets of variables are looked at (`hasFreeSubspace`). */
  maxVariables: 20,
  /** A path to infinity ends at a singular point and costs so many times as much as another. Measured: docs/solver.md. */
  infinitePath: 8n,
  /** Size of the first correction. Derived: below `CORRECTOR.firstStep` prediction errors, where Newton's method converges. */
  firstCorrection: 1e-4,
} as const;
