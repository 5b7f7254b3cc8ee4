import { describe, expect, it } from "vitest";
import { computingClock, deadlineSignal, stoppedBy } from "../../../src/numeric/parallel/deadline.js";

const late = () => new Error("late");
const busyFor = (milliseconds: number) => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

describe("a signal with a deadline", () => {
  it("tells who asks, also where no timer has had its turn", () => {
    const { signal, start, stop } = deadlineSignal(0.01, late);
    start();
    signal.throwIfAborted();
    expect(signal.aborted).toBe(false);
    busyFor(12);
    expect(signal.aborted).toBe(true);
    expect(() => signal.throwIfAborted()).toThrow("late");
    stop();
  });

  it("goes by another clock where it is given one", () => {
    let now = 5;
    const { signal, start, stop } = deadlineSignal(0.01, late, undefined, () => now);
    start();
    busyFor(12);
    expect(signal.aborted).toBe(false);
    now += 10;
    expect(signal.aborted).toBe(true);
    stop();
  });

  it("does not go on by the clock of computing while nothing is computed", async () => {
    // Other tests compute beside this one, in the same process.
    const spent = (): number => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    };
    const clock = computingClock();
    const [from, before] = [spent(), clock()];
    await new Promise((resolve) => setTimeout(resolve, 100));
    const idle = clock() - before;
    expect(idle).toBeLessThanOrEqual(spent() - from);
    busyFor(200);
    expect(clock()).toBeGreaterThan(before + idle);
  });

  it("tells who listens", async () => {
    const { signal, start, stop } = deadlineSignal(0.01, late);
    const told = new Promise<unknown>((resolve) => {
      signal.addEventListener("abort", () => resolve(signal.reason));
    });
    start();
    expect(await told).toEqual(late());
    stop();
  });

  it("is not late after its work has ended, and has no deadline before it begins", () => {
    const { signal, start, stop } = deadlineSignal(0.001, late);
    busyFor(2);
    expect(signal.aborted).toBe(false);
    start();
    stop();
    busyFor(2);
    expect(signal.aborted).toBe(false);
  });

  it("follows another signal, with the reason of that", () => {
    const outer = new AbortController();
    const { signal, start, stop } = deadlineSignal(undefined, late, outer.signal);
    start();
    expect(signal.aborted).toBe(false);
    outer.abort(new Error("from outside"));
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toEqual(new Error("from outside"));
    stop();
  });
});

describe("work that asks whether it is stopped", () => {
  it("hears what only a turn of the event loop can tell, within tens of milliseconds", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 5);
    const stopped = stoppedBy(controller.signal);
    const since = performance.now();
    let questions = 0;
    while (!(await stopped())) {
      busyFor(1);
      questions++;
      expect(performance.now() - since).toBeLessThan(10_000);
    }
    expect(questions).toBeGreaterThan(0);
  });

  it("is told at once of a signal that has aborted, and never without a signal", () => {
    expect(stoppedBy(AbortSignal.abort())()).toBe(true);
    expect(stoppedBy(undefined)()).toBe(false);
  });
});
