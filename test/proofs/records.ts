/**
 * The records as tests, in shares that run side by side: every theorem holds, every negative control is refuted. What no share of
 * its own names is in `rest`, so that a new file of records is in one of them.
 */
import { theorems } from "landscape-atlas/proofs";
import { hardlyReached, type Theorem, verify, verifyControl } from "landscape-atlas/theorems";
import { describe, expect, it } from "vitest";
import * as agreement from "../../proofs/agreement.js";
import * as cosineLosses from "../../proofs/cosine-losses.js";
import * as crossCorrelation from "../../proofs/cross-correlation.js";
import * as deepContrastive from "../../proofs/deep-contrastive.js";
import * as directSet from "../../proofs/direct-set.js";
import * as linearAutoencoder from "../../proofs/linear-autoencoder.js";
import * as linearClip from "../../proofs/linear-clip.js";
import * as linearJepa from "../../proofs/linear-jepa.js";
import * as normalisedBarlow from "../../proofs/normalised-barlow.js";
import * as optimalPredictor from "../../proofs/optimal-predictor.js";
import * as predictorDynamics from "../../proofs/predictor-dynamics.js";
import * as predictorEquilibria from "../../proofs/predictor-equilibria.js";
import * as predictorJoint from "../../proofs/predictor-joint.js";
import * as predictorMixedPairs from "../../proofs/predictor-mixed-pairs.js";
import * as predictorStability from "../../proofs/predictor-stability.js";
import * as simplexEmbeddings from "../../proofs/simplex-embeddings.js";
import * as smallInitialisation from "../../proofs/small-initialisation.js";
import * as spectralContrastive from "../../proofs/spectral-contrastive.js";
import * as twoLayerDecay from "../../proofs/two-layer-decay.js";
import * as unconstrainedFeatures from "../../proofs/unconstrained-features.js";
import * as vicRegHinge from "../../proofs/vicreg-hinge.js";
import * as whitened from "../../proofs/whitened.js";

const predictor: readonly Theorem[] = [
  ...Object.values(predictorDynamics),
  ...Object.values(predictorEquilibria),
  ...Object.values(predictorJoint),
  ...Object.values(predictorMixedPairs),
  ...Object.values(predictorStability),
];
const spectral: readonly Theorem[] = [
  ...Object.values(crossCorrelation),
  ...Object.values(spectralContrastive),
];
const literature: readonly Theorem[] = [
  ...Object.values(cosineLosses),
  ...Object.values(deepContrastive),
  ...Object.values(directSet),
  ...Object.values(linearAutoencoder),
  ...Object.values(linearClip),
  ...Object.values(linearJepa),
  ...Object.values(normalisedBarlow),
  ...Object.values(optimalPredictor),
  ...Object.values(simplexEmbeddings),
  ...Object.values(smallInitialisation),
  ...Object.values(twoLayerDecay),
  ...Object.values(unconstrainedFeatures),
  ...Object.values(vicRegHinge),
  ...Object.values(whitened),
];
const agreements: readonly Theorem[] = Object.values(agreement);
const named = new Set([...predictor, ...spectral, ...agreements, ...literature]);

export const SHARES = {
  agreement: agreements,
  literature,
  predictor,
  spectral,
  rest: theorems.filter((record) => !named.has(record)),
} as const;

/** As in `test/setup.ts`: its instances are cheap for every record. */
const OPTIONS = { runs: 100, seed: 20220329 };

/** The tests of the records, with as many instances of each form as wanted, at most. */
export function testRecords(records: readonly Theorem[], { runs } = { runs: OPTIONS.runs }): void {
  const options = { ...OPTIONS, runs };
  describe.each(records.map((record) => ({ record, title: record.title })))("$title", ({ record }) => {
    it(`holds: ${record.id}`, { timeout: 240_000 }, async () => {
      const verdict = await verify(record, options);
      expect(verdict, JSON.stringify(verdict, null, 2)).toMatchObject({ verdict: "holds" });
      expect(verdict.forms.map(({ skipped }) => skipped)).toEqual(verdict.forms.map(() => 0));
      // A share of the instances says something where there are many; whether a part is reached at all is another test.
      if (runs >= OPTIONS.runs) expect(hardlyReached(verdict.coverage ?? [])).toEqual([]);
    });
    for (const control of record.controls)
      it(`is refuted without a hypothesis: ${control.id}`, { timeout: 120_000 }, async () => {
        const verdict = await verifyControl(record, control, options);
        expect(verdict, JSON.stringify(verdict, null, 2)).toMatchObject({ verdict: "refuted" });
        // A control that holds on most instances says little: 20 are enough, whatever the seed.
        for (const seed of [1, 2, 3, 4]) {
          const { verdict: short } = await verifyControl(record, control, { runs: 20, seed, shrink: false });
          expect([seed, short]).toEqual([seed, "refuted"]);
        }
      });
  });
}
