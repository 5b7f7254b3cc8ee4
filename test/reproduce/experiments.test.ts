/** The settings of the experiments, on runs of their own. */
import { expect, it } from "vitest";
import { experiments, studyExperiments } from "../../src/reproduce/experiments.js";

it("warm starts: normalised, median c ends near 0.97 even from far; as they are with M = I, it falls", {
  timeout: 120_000,
}, async () => {
  const wanted = ["warm-normalised-1", "warm-identity-1"];
  const named = experiments({ quick: false, runs: 1 }).filter(({ id }) => wanted.includes(id));
  expect(named.map(({ id }) => id)).toEqual(wanted);
  const studies = await studyExperiments(named, { seed: 7 });
  const medians = studies.map(({ result }) => {
    const { records } = result.runs[0]!;
    return [records[0]!.recovery.median, records.at(-1)!.recovery.median] as const;
  });
  const [[start, end], [near, last]] = [medians[0]!, medians[1]!];
  expect(end).toBeGreaterThan(0.95);
  expect(end).toBeLessThan(0.985);
  // p^(−1/2) of noise per entry: cosines near 1/√2 at the start, which training brings up.
  expect(start).toBeLessThan(0.8);
  expect(last).toBeLessThan(near - 0.15);
});
