/**
 * What contradicts a component, or a list of them: data, and their words in one place. Reasons why a list is not called complete, which
 * contradict nothing, are in `audit/reasons.ts`.
 */

/** One statement about a component, or about a list, that another way to find it denies. */
export type Contradiction =
  /** What the proposer claims, and what the Hessian or a certificate says. */
  | {
      readonly kind: "index" | "nullity";
      readonly component: string;
      readonly claimed: number;
      readonly found: number;
      readonly by: "hessian" | "proof";
    }
  | {
      readonly kind: "dimension";
      readonly component: string;
      readonly dimension: number;
      readonly nullity: number;
    }
  | {
      readonly kind: "value";
      readonly component: string;
      readonly claimed: number | undefined;
      readonly found: number;
    }
  /** The point is not critical; none is near; one is, too far away. */
  | { readonly kind: "residual"; readonly component: string; readonly residual: number }
  | { readonly kind: "not-critical"; readonly component: string }
  | { readonly kind: "displaced"; readonly component: string; readonly distance: number }
  /** At kinks. */
  | { readonly kind: "descent"; readonly component: string; readonly slope: number }
  | { readonly kind: "value-varies"; readonly component: string; readonly by: number }
  /** What is listed, and what a certificate proves. */
  | {
      readonly kind: "not-as-proved";
      readonly component: string;
      readonly what: "index" | "nullity" | "dimension";
      readonly listed: number;
      readonly proved: number;
    }
  | {
      readonly kind: "value-not-as-proved";
      readonly component: string;
      readonly listed: number;
      readonly proved: { readonly lo: number; readonly hi: number } | undefined;
    }
  /** Sums over the family's indices, or over the list, against that of the manifold. */
  | {
      readonly kind: "morse-euler";
      readonly of: "indices" | "list";
      readonly found: bigint;
      readonly expected: bigint;
    }
  | { readonly kind: "census"; readonly counted: bigint; readonly listed: bigint }
  /** Two lists against each other. */
  | { readonly kind: "off-the-list"; readonly value: number | undefined; readonly index: number | undefined }
  | { readonly kind: "not-found"; readonly component: string };

/** Those that a proof of index and nullity settles. */
export const isOfInertia = ({ kind }: Contradiction): boolean =>
  kind === "index" || kind === "nullity" || kind === "dimension";

const countText = ({ component, kind, claimed, found, by }: Extract<Contradiction, { by: string }>): string =>
  `${component}: ${kind} ${claimed} by formula, ${found} ${by === "proof" ? "proved" : "by the Hessian"}`;

const WORDS: {
  readonly [K in Contradiction["kind"]]: (found: Extract<Contradiction, { kind: K }>) => string;
} = {
  index: countText,
  nullity: countText,
  dimension: ({ component, dimension, nullity }) =>
    `${component}: dimension ${dimension} exceeds the nullity ${nullity}`,
  value: ({ component, claimed, found }) => `${component}: value ${claimed} by formula, ${found} by the loss`,
  residual: ({ component, residual }) =>
    `${component}: the stationarity residual ${residual.toExponential(1)} does not vanish`,
  "not-critical": ({ component }) => `${component}: Newton's method finds no critical point nearby`,
  displaced: ({ component, distance }) =>
    `${component}: a critical point is ${distance.toExponential(1)} away, relative to its size`,
  descent: ({ component, slope }) => `${component}: a descent direction of slope ${slope}`,
  "value-varies": ({ component, by }) => `${component}: the value varies by ${by} over the component`,
  "not-as-proved": ({ component, what, listed, proved }) =>
    `${component}: ${what} ${listed} listed, ${proved} proved`,
  "value-not-as-proved": ({ component, listed, proved }) =>
    `${component}: value ${listed} listed, [${proved?.lo}, ${proved?.hi}] proved`,
  "morse-euler": ({ of, found, expected }) =>
    `Morse–Euler: ${of === "indices" ? "the indices sum" : "the listed components sum"} to ${found}, the manifold has ${expected}`,
  census: ({ counted, listed }) => `census: ${counted} components by formula, ${listed} in the list`,
  "off-the-list": ({ value, index }) =>
    `cross-check: the solver found value ${value}, index ${index}, off the list`,
  "not-found": ({ component }) => `cross-check: ${component} was not found by the solver`,
};

/** One line in words, as atlases hold it. */
export const contradictionText = (found: Contradiction): string =>
  (WORDS[found.kind] as (found: Contradiction) => string)(found);
