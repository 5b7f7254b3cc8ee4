/**
 * What of `odex` is used. The package ships its TypeScript source without declarations, and that source does not pass
 * this repository's strict settings: `paths` in tsconfig.json leads here instead.
 */
export class Solver {
  constructor(n: number);
  maxSteps: number;
  initialStepSize: number;
  relativeTolerance: number | number[];
  absoluteTolerance: number | number[];
  solve(
    f: (t: number, y: number[]) => number[],
    start: number,
    y0: number[],
    end: number,
    /** Called at the start and after every accepted step; `false` ends the integration. */
    onStep?: (step: number, previous: number, t: number, y: number[]) => boolean | undefined,
  ): { readonly y: number[]; readonly outcome: number; readonly nStep: number; readonly nEval: number };
}

/** The numbers behind `outcome`. */
export const Outcome: {
  readonly Converged: number;
  readonly MaxStepsExceeded: number;
  readonly EarlyReturn: number;
};
