/**
 * Lazy enumeration in order of cost: critical components are too many to list, and the best come first.
 */

/** A binary heap of states by cost, ties by order of insertion: deterministic. */
class StateQueue<S> {
  private readonly heap: { cost: number; order: number; state: S }[] = [];
  private inserted = 0;

  push(cost: number, state: S): void {
    this.heap.push({ cost, order: this.inserted++, state });
    let k = this.heap.length - 1;
    while (k > 0) {
      const up = (k - 1) >> 1;
      if (!this.before(k, up)) break;
      this.swap(k, up);
      k = up;
    }
  }

  pop(): S | undefined {
    const top = this.heap[0];
    const last = this.heap.pop();
    if (top === undefined || last === undefined) return undefined;
    if (this.heap.length > 0) {
      this.heap[0] = last;
      for (let k = 0; ; ) {
        let smallest = k;
        for (const child of [2 * k + 1, 2 * k + 2])
          if (child < this.heap.length && this.before(child, smallest)) smallest = child;
        if (smallest === k) break;
        this.swap(k, smallest);
        k = smallest;
      }
    }
    return top.state;
  }

  private before(a: number, b: number): boolean {
    const x = this.heap[a]!;
    const y = this.heap[b]!;
    return x.cost < y.cost || (x.cost === y.cost && x.order < y.order);
  }

  private swap(a: number, b: number): void {
    [this.heap[a], this.heap[b]] = [this.heap[b]!, this.heap[a]!];
  }
}

/**
 * All multisets of `size` items over types with bounds, in order of total cost: yields the count of each type.
 *
 * @param costs cost of one item of each type, ascending.
 * @param bounds how many items of each type there are: positive, at least `size` in all.
 */
export function* multisetsByCost(
  costs: readonly number[],
  bounds: readonly number[],
  size: number,
): Generator<number[]> {
  let left = size;
  const start = bounds.map((bound) => {
    const count = Math.min(bound, left);
    left -= count;
    return count;
  });
  const total = (counts: readonly number[]) => counts.reduce((sum, count, t) => sum + count * costs[t]!, 0);
  const queue = new StateQueue<number[]>();
  const seen = new Set([start.join()]);
  queue.push(total(start), start);
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    yield state;
    // Moving one item to the next dearer type reaches every multiset, never at a lower cost.
    for (let t = 0; t + 1 < costs.length; t++) {
      if (state[t] === 0 || state[t + 1] === bounds[t + 1]) continue;
      const next = [...state];
      next[t]!--;
      next[t + 1]!++;
      const key = next.join();
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(total(next), next);
    }
  }
}

/** All vectors 0 ≤ c ≤ bounds in order of Σ c_k step_k; steps are non-negative. */
export function* vectorsByCost(steps: readonly number[], bounds: readonly number[]): Generator<number[]> {
  const total = (counts: readonly number[]) => counts.reduce((sum, count, k) => sum + count * steps[k]!, 0);
  const queue = new StateQueue<{ counts: number[]; active: number }>();
  const none = steps.map(() => 0);
  queue.push(total(none), { counts: none, active: 0 });
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    yield state.counts;
    for (let k = state.active; k < steps.length; k++) {
      if (state.counts[k] === bounds[k]) continue;
      const counts = [...state.counts];
      counts[k]!++;
      queue.push(total(counts), { counts, active: k });
    }
  }
}
