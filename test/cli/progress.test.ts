import { describe, expect, it } from "vitest";
import { Stop } from "../../src/cli/progress.js";

// A worker thread of the runner gets no signals; the listeners are what there is to test.
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

describe("Stop", () => {
  it("returns what the work returns and takes its listeners away", async () => {
    const before = SIGNALS.map((name) => process.listenerCount(name));
    const stop = new Stop(1000);
    await expect(stop.during(async () => 3)).resolves.toBe(3);
    await expect(stop.during(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(stop.stopped).toBe(false);
    expect(SIGNALS.map((name) => process.listenerCount(name))).toEqual(before);
  });

  it.each(SIGNALS)("aborts on %s and waits for what the work has by then", async (name) => {
    const stop = new Stop();
    const work = stop.during(
      (signal) =>
        new Promise<string>((resolve) => signal.addEventListener("abort", () => resolve("partial"))),
    );
    process.emit(name);
    await expect(work).resolves.toBe("partial");
    expect(stop.stopped).toBe(true);
  });

  it("aborts at the time limit", async () => {
    const stop = new Stop(0.01);
    const work = stop.during(
      (signal) => new Promise<number>((resolve) => signal.addEventListener("abort", () => resolve(1))),
    );
    await expect(work).resolves.toBe(1);
  });

  it("leaves work that does not listen", async () => {
    const stop = new Stop();
    const work = stop.duringOrNothing(() => new Promise<never>(() => {}));
    process.emit("SIGTERM");
    await expect(work).resolves.toBeUndefined();
    await expect(new Stop().duringOrNothing(async () => 3)).resolves.toBe(3);
    await expect(new Stop().duringOrNothing(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  });
});
