/**
 * `check`: a stored atlas against its problem alone.
 *
 * The problem is built again from the file, analysed again, and every statement of the file is held against something that
 * does not come from the file. Two kinds of audit:
 *
 *   own arguments     stationarity   the representative satisfies the conditions and the constraints
 *                     inertia        index, nullity, dimension against the certificate at the stored representative
 *                     value          the loss there, and the exact value
 *                     distinct       no two entries at one place
 *                     census         Σ multiplicity by index against the counts
 *                     morse-euler    Σ (−1)^index χ against χ of the manifold (1 for a coercive polynomial)
 *   recomputation     list           the entries, by name and in order
 *                     claims         every field of an entry
 *                     verdict        audit, census, title, conditions, warnings
 *   another way       independent    a complete list that is not proved, against another method or seed (`independent.ts`)
 *
 * An audit of the first kind is used where it holds for the recomputed atlas. Numbers: where the stored representative is the
 * recomputed one, entry by entry, it went through the same arithmetic, and every number must be the same double. A
 * representative may also be another point of the same component: then it must be critical to 10⁻¹², with the certified
 * index, nullity and value, and with the rank and the invariants (multipliers, singular values of X C Yᵀ) of the recomputed
 * one; value, condition number, residual and, where they do not vary, recovery and retained variance may then be those of the
 * point. Its certificate must be the one that is given there. What is said of the whole component, its outcome above all, is
 * the same for every point of it.
 *
 * Where doubles do not resolve the conditions (`extended-judge.ts`), critical means |H⁺ g| ≤ 10⁻¹²|x| in double-double.
 *
 * Not checked, because nothing else in the file depends on it: the version in `package`; a seed that no random choice used.
 * A problem file that says the same in other words is the same problem.
 */
import { ProblemError, show } from "../../files/problem-error.js";
import { buildProblem, type Problem } from "../../objectives/problem.js";
import { KINDS, type ProblemKinds } from "../../objectives/registry.js";
import { parseProblemFile } from "../../objectives/schema.js";
import { analyze, DEFAULT_LIMIT } from "../analyze.js";
import type { CertificateWay } from "../certify/certification.js";
import type { Atlas } from "../record/types.js";
import { checkClaims } from "./check-claims.js";
import { CheckContext } from "./check-context.js";
import { checkList, checkWhole } from "./check-list.js";
import { checkPoint, checkRank, hasShape } from "./check-point.js";
import type { Discrepancy } from "./discrepancy.js";
import { type Independent, independently } from "./independent.js";

/** What `check` found. */
export interface CheckResult {
  readonly discrepancies: readonly Discrepancy[];
  readonly recomputed: Atlas;
  /** What another way says of a list that is claimed to be complete and is not proved; absent where none is needed. */
  readonly independent?: Independent;
}

/** How `checkAtlas` works. */
export interface CheckOptions {
  readonly signal?: AbortSignal;
  /** Threads at most, as for `analyze`. */
  readonly threads?: number;
  /** Kinds that may occur in the problem, as for `loadProblem`. */
  readonly kinds?: ProblemKinds;
  /** Further ways to certify that the atlas was made with, as for `analyze`. */
  readonly certificates?: readonly CertificateWay[];
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

/**
 * Verifies a stored atlas.
 *
 * @throws ProblemError if the problem in it is no problem, or the atlas is what an interrupt left; the signal's reason when
 * cancelled.
 */
export async function checkAtlas(stored: Atlas, options: CheckOptions = {}): Promise<CheckResult> {
  const { signal, onProgress, kinds = KINDS, certificates = [], threads = 1 } = options;
  const problem = rebuild(stored, kinds);
  // Another run of the same work need not leave the same.
  if (stored.audit.interrupted === true && !stored.audit.complete)
    throw new ProblemError(
      ["audit", "reason"],
      "an atlas that was made to its end",
      show(stored.audit.reason),
    );
  const recomputed = await analyze(problem, {
    method: stored.method,
    certificates,
    threads,
    seed: stored.seed,
    limit: stored.truncated ? stored.components.length : Math.max(DEFAULT_LIMIT, stored.components.length),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  signal?.throwIfAborted();
  const discrepancies = discrepanciesOf(new CheckContext(stored, recomputed, problem, certificates));
  // A list that is refuted needs no second opinion.
  const proved = recomputed.audit.proof === "proved" || discrepancies.length > 0;
  const independent = await independently(stored, problem, proved, {
    threads,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  signal?.throwIfAborted();
  if (independent === null) return { discrepancies, recomputed };
  return {
    discrepancies: [...discrepancies, ...independentDiscrepancies(independent)],
    recomputed,
    independent,
  };
}

const independentDiscrepancies = ({ method, seed, outcome }: Independent): Discrepancy[] =>
  outcome.kind !== "refuted"
    ? []
    : outcome.missing.map(({ value, index, nullity }) => ({
        audit: "independent",
        place: "audit.complete",
        text: `expected an entry of ${value === undefined ? "" : `value ${value}, `}index ${index}, nullity ${nullity}, which ${method} with seed ${seed} finds, got none`,
      }));

function rebuild(stored: Atlas, kinds: ProblemKinds): Problem {
  try {
    return buildProblem(parseProblemFile(stored.problem, kinds), kinds);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { path, expected, got } = error;
    throw new ProblemError(["problem"], `a problem file (${path}: ${expected})`, got);
  }
}

/** What does not hold of the file, by its own arguments and by recomputation. */
function discrepanciesOf(context: CheckContext): readonly Discrepancy[] {
  const { stored, recomputed } = context;
  checkList(context);
  const known = new Map(recomputed.components.map((component) => [component.id, component]));
  const seen = new Set<string>();
  stored.components.forEach((component, k) => {
    const twin = known.get(component.id);
    const entry = { component, twin, place: `components[${k}]` };
    const first = !seen.has(component.id);
    seen.add(component.id);
    const shaped = hasShape(context, entry);
    const displaced = shaped && !checkPoint(context, entry);
    if (shaped) checkRank(context, entry);
    if (twin !== undefined && first) checkClaims(context, { ...entry, twin, shaped, displaced });
  });
  checkWhole(context);
  return context.findings.found;
}
