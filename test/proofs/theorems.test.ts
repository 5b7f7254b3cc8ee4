import { theorems } from "landscape-atlas/proofs";
import { verify, verifyControl } from "landscape-atlas/theorems";
import { describe, expect, it } from "vitest";

/** As in `test/setup.ts`: its instances are cheap for every record. */
const OPTIONS = { runs: 100, seed: 20220329 };

/** Generated from the records: every theorem holds, every negative control is refuted. */
for (const theorem of theorems)
  describe(theorem.title, () => {
    it(`holds: ${theorem.id}`, { timeout: 60_000 }, async () => {
      const verdict = await verify(theorem, OPTIONS);
      expect(verdict, JSON.stringify(verdict, null, 2)).toMatchObject({ verdict: "holds" });
      expect(verdict.forms.map(({ skipped }) => skipped)).toEqual(verdict.forms.map(() => 0));
    });
    for (const control of theorem.controls)
      it(`is refuted without a hypothesis: ${control.id}`, { timeout: 60_000 }, async () => {
        const verdict = await verifyControl(theorem, control, OPTIONS);
        expect(verdict, JSON.stringify(verdict, null, 2)).toMatchObject({ verdict: "refuted" });
      });
  });
