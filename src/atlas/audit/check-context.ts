/**
 * What `check` knows of an atlas: the stored one and the recomputed one, the problem, and what looks at single points.
 */

import type { Matrix } from "../../numeric/linalg/dense.js";
import type { Problem } from "../../objectives/problem.js";
import { hasDefined } from "../../symbolic/expression.js";
import { type CertificateWay, Certification, type CertifyOption } from "../certify/certification.js";
import { ExtendedJudge } from "../local/extended-judge.js";
import { type LandscapeSystem, landscapeSystemOf } from "../local/landscape-system.js";
import { EncoderScale } from "../local/outcome.js";
import type { Atlas, CriticalComponent } from "../record/types.js";
import { Findings } from "./discrepancy.js";

/** Residuals and norms of a point that is critical to rounding. */
export const CRITICAL = 1e-12;

/** A stored atlas beside the recomputed one. */
export class CheckContext {
  readonly findings = new Findings();
  /** The landscape; null where the loss has kinks. */
  readonly system: LandscapeSystem | null;
  readonly scale: EncoderScale;
  /** Looks at points that doubles leave open; null where the data are not exact. */
  readonly judge: ExtendedJudge | null;
  private readonly certifications = new Map<CertifyOption, Certification>();

  constructor(
    readonly stored: Atlas,
    readonly recomputed: Atlas,
    readonly problem: Problem,
    /** Further ways to certify. */
    private readonly ways: readonly CertificateWay[] = [],
  ) {
    this.system = landscapeSystemOf(problem.objective);
    this.scale = new EncoderScale(problem.model);
    this.judge =
      this.system === null || problem.model.moments.rounded || hasDefined(this.system.landscape.loss)
        ? null
        : new ExtendedJudge(this.system.landscape, this.system.manifold);
  }

  /** Whether the list is recomputed by elimination, which tells points apart that doubles do not. */
  get byElimination(): boolean {
    return this.recomputed.audit.by.includes("elimination");
  }

  /** What certifies components, in the order in which they are asked for. */
  certification(option: CertifyOption): Certification {
    let found = this.certifications.get(option);
    if (found === undefined) {
      const proposer = this.recomputed.audit.by.includes("closed-form") ? "closed-form" : "solver";
      found = new Certification(this.problem.objective, this.system, proposer, option, this.ways);
      this.certifications.set(option, found);
    }
    return found;
  }
}

/** An entry of the stored list, and the recomputed one of the same name. */
export interface Entry {
  readonly component: CriticalComponent;
  readonly twin: CriticalComponent | undefined;
  /** Where the entry stands in the file. */
  readonly place: string;
}

/** Whether an entry is at the recomputed representative, entry by entry. */
export const isHere = ({ component, twin }: Entry): boolean =>
  twin !== undefined && samePoint(component.representative, twin.representative, 0);

/** Whether two points are one, up to a tolerance relative to the sizes of their entries. */
export function samePoint(
  a: Readonly<Record<string, Matrix>>,
  b: Readonly<Record<string, Matrix>>,
  tolerance: number,
): boolean {
  return Object.entries(a).every(([name, { rows, columns, data }]) => {
    const other = b[name];
    if (other?.rows !== rows || other.columns !== columns) return false;
    return data.every(
      (value, k) => Math.abs(value - other.data[k]!) <= tolerance * Math.max(1, Math.abs(value)),
    );
  });
}
