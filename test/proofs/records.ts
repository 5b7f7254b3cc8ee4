/**
 * The records as tests, in shares that run side by side: every theorem holds, every negative control is refuted. What no share of
 * its own names is in `rest`, so that a new file of records is in one of them.
 */
import { theorems } from "landscape-atlas/proofs";
import { hardlyReached, type Theorem, verify, verifyControl } from "landscape-atlas/theorems";
import { describe, expect, it } from "vitest";
import * as agreement from "../../proofs/agreement.js";
import * as crossCorrelation from "../../proofs/cross-correlation.js";
import * as predictorDynamics from "../../proofs/predictor-dynamics.js";
import * as predictorEquilibria from "../../proofs/predictor-equilibria.js";
import * as predictorJoint from "../../proofs/predictor-joint.js";
import * as predictorMixedPairs from "../../proofs/predictor-mixed-pairs.js";
import * as predictorStability from "../../proofs/predictor-stability.js";
import * as spectralContrastive from "../../proofs/spectral-contrastive.js";

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
const agreements: readonly Theorem[] = Object.values(agreement);
const named = new Set([...predictor, ...spectral, ...agreements]);

export const SHARES = {
  agreement: agreements,
  predictor,
  spectral,
  rest: theorems.filter((record) => !named.has(record)),
} as const;

/** As in `test/setup.ts`: its instances are cheap for every record. */
const OPTIONS = { runs: 100, seed: 20220329 };

/** The tests of the records. */
export function testRecords(records: readonly Theorem[]): void {
  describe.each(records.map((record) => ({ record, title: record.title })))("$title", ({ record }) => {
    it(`holds: ${record.id}`, { timeout: 240_000 }, async () => {
      const verdict = await verify(record, OPTIONS);
      expect(verdict, JSON.stringify(verdict, null, 2)).toMatchObject({ verdict: "holds" });
      expect(verdict.forms.map(({ skipped }) => skipped)).toEqual(verdict.forms.map(() => 0));
      expect(hardlyReached(verdict.coverage ?? [])).toEqual([]);
    });
    for (const control of record.controls)
      it(`is refuted without a hypothesis: ${control.id}`, { timeout: 120_000 }, async () => {
        const verdict = await verifyControl(record, control, OPTIONS);
        expect(verdict, JSON.stringify(verdict, null, 2)).toMatchObject({ verdict: "refuted" });
        // A control that holds on most instances says little: 20 are enough, whatever the seed.
        for (const seed of [1, 2, 3, 4]) {
          const { verdict: short } = await verifyControl(record, control, { runs: 20, seed, shrink: false });
          expect([seed, short]).toEqual([seed, "refuted"]);
        }
      });
  });
}
