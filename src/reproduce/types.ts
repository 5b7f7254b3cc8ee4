/**
 * What `reproduce` returns: one verdict per claim, with the figures it rests on, and the files it wants written.
 */
export type ClaimVerdict = "holds" | "refuted" | "inconclusive";

export interface Claim {
  readonly id: string;
  readonly verdict: ClaimVerdict;
  readonly statement: string;
  /** The numbers the verdict rests on, in one line. */
  readonly figures: string;
}

export interface ReproduceOptions {
  /** The exact and closed-form part only, in under a minute. */
  readonly quick: boolean;
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

export interface Reproduction {
  readonly claims: readonly Claim[];
  /** Relative name (with `/` between folders) and contents. */
  readonly files: readonly { readonly name: string; readonly contents: string }[];
}
