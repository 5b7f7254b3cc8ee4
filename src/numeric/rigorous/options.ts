/**
 * The numbers that decide how certificates are looked for; none of them decides whether one holds: the constants of the error
 * bounds are derived where the bounds are (`interval.ts`, `ball-matrix.ts`, `disc-system.ts`, `krawczyk.ts`).
 *
 * *Derived*, *measured* and *chosen* as in `homotopy/options.ts`.
 */

/** How a box is looked for in which Krawczyk's test holds. */
export const CERTIFICATE = {
  /** Boxes that are tried, each twice the image of the one before. Chosen. Test: krawczyk. */
  inflations: 5,
  /** Radius of the box of balls that is tried first, against the size of x: one evaluation of J serves centre and slack then. Chosen. */
  firstRadius: 2 ** -36,
  /** Recentred at most so often. Derived: Newton's method squares the distance each time, and 2⁴ times the digits are enough. */
  centres: 4,
  /** A box this small against its point, or no smaller than that of the step before, is as good as it gets. Derived: rounding. */
  small: 2 ** -48,
  /** Newton's method ends with a step of this size against 1 + ‖x‖. Derived: below the unit roundoff. */
  refined: 1e-16,
  /** Imaginary parts below this share of the point make a real solution worth trying. Chosen. Test: certify-solutions. */
  nearlyReal: 1e-4,
} as const;

/** How all zeros in a box are looked for (`all-zeros.ts`). None of these decides whether a box is dropped or a zero counted. */
export const ALL_ZEROS = {
  /** Boxes that are looked at. Chosen: some tens of seconds in four unknowns. Test: all-zeros. */
  budget: 200_000,
  /** Width against the whole box below which a box is left undecided. Chosen: Newton's test holds far above it. Test: all-zeros. */
  resolution: 2 ** -20,
  /** Boxes from one look at the signal to the next. Chosen. */
  look: 64,
  /** A Newton step that leaves more than this share of the width is followed by a cut. Chosen: two steps cost what two halves do. */
  shrinks: 0.7,
  /** Where a box is cut. Chosen: zeros of symmetric problems lie at ½. */
  cut: 0.4875,
  /** Edges this many times shorter than the longest are not cut. Chosen. */
  slender: 8,
  /** Steps of Newton's method from the midpoint of a box. Chosen: some to get near, six to square the distance. */
  newtonSteps: 12,
  /** Newton's method ends with a step of this size against x. Derived: rounding. */
  refined: 2 ** -50,
} as const;
