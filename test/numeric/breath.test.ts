import { expect, it } from "vitest";
import { Breath } from "../../src/numeric/breath.js";

it("a breath lets timers run once work has gone on for long", async () => {
  const breath = new Breath(undefined);
  let rang = false;
  setTimeout(() => {
    rang = true;
  }, 1);
  await breath.take();
  expect(rang).toBe(false);
  for (const end = performance.now() + 100; performance.now() < end; );
  await breath.take();
  // Timers run before the next turn's immediates, at the latest after one more.
  await breath.take();
  await new Promise((done) => setImmediate(done));
  expect(rang).toBe(true);
});

it("a breath is where cancellation is heard", async () => {
  const breath = new Breath(AbortSignal.abort(new Error("enough")));
  await expect(breath.take()).rejects.toThrow("enough");
});
