/**
 * The main job: the landscapes of contrastive and non-contrastive objectives on the data model of [P], side by side.
 *
 *   problems    ──► studies (atlas + random points of the minima) ──┐
 *                                                                   ├──► claims with verdicts ──► files
 *   experiments ──► runs of training on samples ────────────────────┘
 *
 * The contrast shows in two places: (i) linear encoders with m < p, where every minimum of the spectral contrastive
 * loss keeps all the common signal (ρ = 1) and those of the bilinear and cross-correlation losses do not; (ii) ReLU
 * features, where the contrastive minima are the ground truth and the alignment minima a continuum around it.
 *
 * The quick run takes the problems of `problems.ts` that are not large and a reduced experiment; the full run takes all
 * of them, and the experiments of `experiments.ts`.
 */
import { setImmediate as nextTick } from "node:timers/promises";
import { judgeClaims } from "./claims.js";
import { reproductionFiles } from "./documents.js";
import { judgeExperiments } from "./experiment-claims.js";
import { experiments, studyExperiments } from "./experiments.js";
import { type NamedProblem, PROBLEMS } from "./problems.js";
import { type Study, study } from "./study.js";
import type { ReproduceOptions, Reproduction } from "./types.js";

/**
 * Claims with verdicts, and the files that hold them; nothing is written. The same seed gives the same bytes.
 *
 * After an interrupt: the claims on landscapes of which every problem was studied by then, and their files.
 *
 * @example const { claims } = await reproduce({ quick: true, seed: 7 });
 */
export async function reproduce(options: ReproduceOptions): Promise<Reproduction> {
  const { quick, seed, signal, onProgress, epochs, runs, threads, checkpoints } = options;
  const problems = PROBLEMS.filter(({ large }) => !(quick && large));
  const steps = problems.length + 1;
  const studies: Study[] = [];
  for (const named of problems) {
    onProgress?.(studies.length, steps, named.id);
    await nextTick();
    const done = await unlessAborted(signal, () =>
      study(named, { seed, ...(signal === undefined ? {} : { signal }) }),
    );
    if (done === undefined) return partial(problems, studies, options);
    studies.push(done);
  }
  onProgress?.(problems.length, steps, "experiments");
  await nextTick();
  const trained = await studyExperiments(
    experiments({
      quick,
      ...(epochs === undefined ? {} : { epochs }),
      ...(runs === undefined ? {} : { runs }),
    }),
    {
      seed,
      ...(threads === undefined ? {} : { threads }),
      ...(signal === undefined ? {} : { signal }),
      ...(checkpoints === undefined ? {} : { checkpoints }),
      onProgress: (done, total) =>
        onProgress?.(
          problems.length,
          steps,
          `experiments, ${Math.floor((100 * done) / total)} % of the epochs`,
        ),
    },
  );
  onProgress?.(steps, steps, "report");
  await nextTick();
  if (signal?.aborted) return partial(problems, studies, options);
  const claims = [...judgeClaims(studies), ...judgeExperiments(studies, trained)];
  return { claims, files: reproductionFiles(studies, trained, claims, { quick, seed }) };
}

/** What `work` gives, or undefined after an interrupt, which it answers with the signal's reason. */
async function unlessAborted<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (signal?.aborted) return undefined;
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}

/** Claims rest on all problems of a role: those of which one is missing are not judged. */
function partial(
  problems: readonly NamedProblem[],
  studies: readonly Study[],
  { quick, seed }: ReproduceOptions,
): Reproduction {
  const studied = new Set(studies.map(({ named }) => named.id));
  const missing = new Set(problems.flatMap(({ id, role }) => (studied.has(id) ? [] : [role])));
  const whole = studies.filter(({ named }) => !missing.has(named.role));
  const claims = judgeClaims(whole);
  return {
    interrupted: `interrupted: ${studies.length} of ${problems.length} problems were studied, no experiment was judged`,
    claims,
    files: reproductionFiles(whole, [], claims, { quick, seed }),
  };
}
