/**
 * Lazy enumeration in order of cost: critical components are too many to list, and the best come first.
 */
/** A binary heap of states by cost, ties by order of insertion: deterministic. */
class StateQueue {
    heap = [];
    inserted = 0;
    push(cost, state) {
        this.heap.push({ cost, order: this.inserted++, state });
        let k = this.heap.length - 1;
        while (k > 0) {
            const up = (k - 1) >> 1;
            if (!this.before(k, up))
                break;
            this.swap(k, up);
            k = up;
        }
    }
    pop() {
        const top = this.heap[0];
        const last = this.heap.pop();
        if (top === undefined || last === undefined)
            return undefined;
        if (this.heap.length > 0) {
            this.heap[0] = last;
            for (let k = 0;;) {
                let smallest = k;
                for (const child of [2 * k + 1, 2 * k + 2])
                    if (child < this.heap.length && this.before(child, smallest))
                        smallest = child;
                if (smallest === k)
                    break;
                this.swap(k, smallest);
                k = smallest;
            }
        }
        return top.state;
    }
    before(a, b) {
        const x = this.heap[a];
        const y = this.heap[b];
        return x.cost < y.cost || (x.cost === y.cost && x.order < y.order);
    }
    swap(a, b) {
        [this.heap[a], this.heap[b]] = [this.heap[b], this.heap[a]];
    }
}
/**
 * All multisets of `size` items over types with bounds, in order of total cost: yields the count of each type.
 *
 * @param costs cost of one item of each type, ascending.
 * @param bounds how many items of each type there are.
 * @returns nothing if the bounds do not add up to `size`.
 */
export function* multisetsByCost(costs, bounds, size) {
    const start = new Array(costs.length).fill(0);
    let left = size;
    for (let t = 0; t < costs.length && left > 0; t++) {
        start[t] = Math.min(bounds[t], left);
        left -= start[t];
    }
    if (left > 0)
        return;
    const total = (counts) => counts.reduce((sum, count, t) => sum + count * costs[t], 0);
    const queue = new StateQueue();
    const seen = new Set([start.join()]);
    queue.push(total(start), start);
    for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
        yield state;
        // Moving one item to the next dearer type reaches every multiset, never at a lower cost.
        for (let t = 0; t + 1 < costs.length; t++) {
            if (state[t] === 0 || state[t + 1] === bounds[t + 1])
                continue;
            const next = [...state];
            next[t]--;
            next[t + 1]++;
            const key = next.join();
            if (seen.has(key))
                continue;
            seen.add(key);
            queue.push(total(next), next);
        }
    }
}
/** All vectors 0 ≤ c ≤ bounds in order of Σ c_k step_k; steps are non-negative. */
export function* vectorsByCost(steps, bounds) {
    const total = (counts) => counts.reduce((sum, count, k) => sum + count * steps[k], 0);
    const queue = new StateQueue();
    queue.push(0, { counts: new Array(steps.length).fill(0), active: 0 });
    for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
        yield state.counts;
        for (let k = state.active; k < steps.length; k++) {
            if (state.counts[k] === bounds[k])
                continue;
            const counts = [...state.counts];
            counts[k]++;
            queue.push(total(counts), { counts, active: k });
        }
    }
}
