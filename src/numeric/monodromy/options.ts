/**
 * The numbers that decide something about linear perturbations: the choices of users, with presets, and the constants of the room.
 *
 * *Derived*, *measured* and *chosen* as in `homotopy/options.ts`. All in the coordinates of the scaling, in which coefficients are of
 * size one.
 */
import type { PathPreset } from "../homotopy/options.js";

/** How long solutions are looked for. */
export interface MonodromyOptions {
  /**
   * Loops in a row without anything new after which the trace test is asked. A loop acts on the fibre like a random permutation: if
   * half of the solutions are missing, it brings none with probability 1/2 to the number of those known at most. Chosen.
   */
  readonly quietLoops: number;
  /** Loops without anything new after which a failing trace test is believed. Chosen. */
  readonly maxQuiet: number;
  readonly maxLoops: number;
  /** Solutions at which is given up. Test: "gives up with an incomplete result at the limit on solutions". */
  readonly maxSolutions: number;
  /** Sections that are asked while the trace test fails, or points are lost on the way back. */
  readonly maxSections: number;
  /** Ways from a section to s = 0 by which points are looked for that were lost. */
  readonly maxDescents: number;
  /** Perturbations from which limits are followed while some path fails. */
  readonly maxRays: number;
}

/** Test: options, "every preset finds the solutions of perturbed systems". */
export const MONODROMY_PRESETS: Readonly<Record<PathPreset, MonodromyOptions>> = {
  fast: {
    ...{ quietLoops: 3, maxQuiet: 6, maxLoops: 30, maxSolutions: 20_000 },
    ...{ maxSections: 2, maxDescents: 2, maxRays: 2 },
  },
  default: {
    ...{ quietLoops: 5, maxQuiet: 12, maxLoops: 60, maxSolutions: 20_000 },
    ...{ maxSections: 3, maxDescents: 3, maxRays: 3 },
  },
  conservative: {
    ...{ quietLoops: 10, maxQuiet: 24, maxLoops: 200, maxSolutions: 100_000 },
    ...{ maxSections: 6, maxDescents: 6, maxRays: 6 },
  },
};

/** The options that a user's choice stands for: those of a preset by its name, the defaults where nothing is said. */
export const monodromyOptions = (choice: PathPreset | MonodromyOptions = "default"): MonodromyOptions =>
  typeof choice === "string" ? MONODROMY_PRESETS[choice] : choice;

/** The trace test. Test: trace-test. */
export const TRACE = {
  /** Derived: points are known to rounding, so a linear trace is flat to rounding; the share of a missing point is far larger. */
  limit: 1e-11,
  /**
   * A missing point bends the trace by about as much as one of those known does alone. Where that is not so many times what was
   * measured, at least the rounding of the sum, the test has not seen that none is missing. Chosen.
   */
  visible: 1e3,
  rounding: 1e-15,
  /** δ: c moves by this, c being of size one. Chosen. */
  shift: 0.5,
  /**
   * Where the terms of some degree are so much smaller than others of their equation, there may be solutions so far out that the
   * curve looks straight from here. Derived: of a share δ of the coefficients a bend of that order is expected, and must not pass
   * `limit`. Test: "a trace test that cannot see a missing point does not pass".
   */
  largestSpread: 1e-2 / 1e-11,
} as const;

/** Paths between members of the family. */
export const SEGMENT = {
  /** Levels of care at which a path is followed; every retry is a hundred times more careful. */
  levels: 3,
  /** Size of random parameters. Derived: that of the coefficients. */
  size: 1,
  /** A homogenising coordinate below this is that of a singular point at infinity (chosen), or of a regular one (derived: rounding). */
  atInfinity: 1e-6,
  regularAtInfinity: 1e-10,
  /** Newton's step at a regular member of a generic fibre. Derived: rounding times ‖J⁻¹‖ up to 10⁵. */
  settled: 1e-10,
  /**
   * A path leaves for infinity where its homogenising coordinate falls like a power of t below this, and below a share of those of
   * all that arrive: a solution that lies far out looks the same until the path comes near it. Chosen.
   */
  leaving: 1e-3,
  fartherOut: 1 / 4,
  /** The same for limits of paths that cannot be followed that far. Chosen. */
  leavingLost: 5e-2,
  /** Points of a fibre are one that agree to this, relative to their size, at least `leastSize`. Derived: regular ones agree to √u. */
  same: 1e-7,
  leastSize: 1e-3,
} as const;
