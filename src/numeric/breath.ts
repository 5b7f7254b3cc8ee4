/**
 * Breaks in long computations, so that the event loop hears of cancellation, and progress is shown.
 */
import { setImmediate as nextTurn } from "node:timers/promises";

/** Milliseconds between two breaks. */
const INTERVAL = 50;

export class Breath {
  private last = performance.now();

  constructor(private readonly signal: AbortSignal | undefined) {}

  /**
   * Between two pieces of work: lets others run where the last break is long ago.
   * @throws the signal's reason when cancelled.
   */
  async take(): Promise<void> {
    this.signal?.throwIfAborted();
    if (performance.now() - this.last < INTERVAL) return;
    await nextTurn();
    this.last = performance.now();
    this.signal?.throwIfAborted();
  }
}
