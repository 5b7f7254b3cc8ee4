import { theorems } from "landscape-atlas/proofs";
import { hardlyReached, verify, verifyControl } from "landscape-atlas/theorems";
import { describe, expect, it } from "vitest";

/** As in `test/setup.ts`: its instances are cheap for every record. */
const OPTIONS = { runs: 100, seed: 20220329 };

/** Generated from the records: every theorem holds, every negative control is refuted. */
for (const theorem of theorems)
  describe(theorem.title, () => {
    it(`holds: ${theorem.id}`, { timeout: 120_000 }, async () => {
      const verdict = await verify(theorem, OPTIONS);
      expect(verdict, JSON.stringify(verdict, null, 2)).toMatchObject({ verdict: "holds" });
      expect(verdict.forms.map(({ skipped }) => skipped)).toEqual(verdict.forms.map(() => 0));
      expect(hardlyReached(verdict.coverage ?? [])).toEqual([]);
    });
    for (const control of theorem.controls)
      it(`is refuted without a hypothesis: ${control.id}`, { timeout: 60_000 }, async () => {
        const verdict = await verifyControl(theorem, control, OPTIONS);
        expect(verdict, JSON.stringify(verdict, null, 2)).toMatchObject({ verdict: "refuted" });
        // A control that holds on most instances says little: 20 are enough, whatever the seed.
        for (const seed of [1, 2, 3, 4]) {
          const { verdict: short } = await verifyControl(theorem, control, { runs: 20, seed, shrink: false });
          expect([seed, short]).toEqual([seed, "refuted"]);
        }
      });
  });
