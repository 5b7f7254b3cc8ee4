/**
 * The main job: the landscapes of contrastive and non-contrastive objectives on the data model of [P], side by side.
 *
 *   problems ──► studies (atlas + random points of the minima) ──► claims with verdicts ──► files
 *
 * The contrast shows in two places: (i) linear encoders with m < p, where every minimum of the spectral contrastive
 * loss keeps all the common signal (ρ = 1) and those of the bilinear and cross-correlation losses do not; (ii) ReLU
 * features, where the contrastive minima are the ground truth and the alignment minima a continuum around it.
 *
 * The quick run takes the problems of `problems.ts` that are not large; the full run takes all of them.
 */
import { setImmediate as nextTick } from "node:timers/promises";
import { judgeClaims } from "./claims.js";
import { reproductionFiles } from "./documents.js";
import { PROBLEMS } from "./problems.js";
import { type Study, study } from "./study.js";
import type { ReproduceOptions, Reproduction } from "./types.js";

/**
 * Claims with verdicts, and the files that hold them; nothing is written. The same seed gives the same bytes.
 *
 * @throws the signal's reason when cancelled.
 * @example const { claims } = await reproduce({ quick: true, seed: 7 });
 */
export async function reproduce(options: ReproduceOptions): Promise<Reproduction> {
  const { quick, seed, signal, onProgress } = options;
  const problems = PROBLEMS.filter(({ large }) => !(quick && large));
  const studies: Study[] = [];
  for (const named of problems) {
    onProgress?.(studies.length, problems.length, named.id);
    await nextTick();
    signal?.throwIfAborted();
    studies.push(await study(named, { seed, ...(signal === undefined ? {} : { signal }) }));
  }
  onProgress?.(problems.length, problems.length, "report");
  await nextTick();
  signal?.throwIfAborted();
  const claims = judgeClaims(studies);
  return { claims, files: reproductionFiles(studies, claims, { quick, seed }) };
}
