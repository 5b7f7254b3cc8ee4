import { describe, expect, it } from "vitest";
import { Interrupted } from "../../src/cli/exit.js";
import { interruptible, stoppable } from "../../src/cli/progress.js";

// A worker thread of the runner gets no signals; the listener is what there is to test.
const interrupt = () => process.emit("SIGINT");

describe("interruptible", () => {
  it("returns what the work returns and takes its listener away", async () => {
    const before = process.listenerCount("SIGINT");
    await expect(interruptible(async () => 3)).resolves.toBe(3);
    await expect(interruptible(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  it("aborts the signal and ends even work that does not listen", async () => {
    let signal: AbortSignal | undefined;
    const work = interruptible((given) => {
      signal = given;
      return new Promise<never>(() => {});
    });
    interrupt();
    await expect(work).rejects.toBeInstanceOf(Interrupted);
    expect(signal!.aborted).toBe(true);
  });
});

describe("stoppable", () => {
  it("aborts the signal and waits for what the work has by then", async () => {
    const before = process.listenerCount("SIGINT");
    const work = stoppable(
      (signal) =>
        new Promise<string>((resolve) => signal.addEventListener("abort", () => resolve("partial"))),
    );
    interrupt();
    await expect(work).resolves.toBe("partial");
    expect(process.listenerCount("SIGINT")).toBe(before);
  });
});
