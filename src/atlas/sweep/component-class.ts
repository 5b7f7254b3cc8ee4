/**
 * Components by what a bifurcation changes of them.
 *
 *   class   (rank, dimension, index, nullity), with the number of connected components in it;
 *   type    the class of one entry of a list and the number of copies that it stands for.
 *
 * Between two values of a parameter a bifurcation changes how many components a class has, or it does not: then branches may
 * still have exchanged their types, which only following them shows (`branches.ts`).
 */
import type { CriticalComponent } from "../record/types.js";

/** Components that agree in rank, dimension, index and nullity, and the number of them (where it is not known, of entries). */
export interface ComponentClass {
  readonly rank?: number;
  readonly dimension?: number;
  readonly index?: number;
  readonly nullity?: number;
  readonly count: bigint;
}

/** Branches that are of class `from` at the lower value and of class `to` at the upper one; counts are those of components. */
export interface Exchange {
  readonly from: ComponentClass;
  readonly to: ComponentClass;
}

const keyOf = ({ rank, dimension, index, nullity }: Omit<ComponentClass, "count">): string =>
  [rank, dimension, index, nullity].join();

/** The class of one entry; `count` is the number of its copies, 1 where it is not known. */
const classOf = ({
  rank,
  dimension,
  index,
  nullity,
  multiplicity = 1n,
}: CriticalComponent): ComponentClass => ({
  ...(rank === undefined ? {} : { rank }),
  ...(dimension === undefined ? {} : { dimension }),
  ...(index === undefined ? {} : { index }),
  ...(nullity === undefined ? {} : { nullity }),
  count: multiplicity,
});

/** Whether two entries agree in class and in the number of copies. */
export const sameType = (a: CriticalComponent, b: CriticalComponent): boolean =>
  keyOf(a) === keyOf(b) && a.multiplicity === b.multiplicity;

/** The classes of a list, by rank, index, dimension and nullity. */
export function classesOf(components: readonly CriticalComponent[]): ComponentClass[] {
  const classes = new Map<string, ComponentClass>();
  for (const component of components) {
    const which = classOf(component);
    const key = keyOf(which);
    classes.set(key, { ...which, count: (classes.get(key)?.count ?? 0n) + which.count });
  }
  return [...classes.values()].sort(compareClasses);
}

const compareClasses = (a: ComponentClass, b: ComponentClass): number => {
  const number = (x: number | undefined) => x ?? -1;
  return (
    number(a.rank) - number(b.rank) ||
    number(a.index) - number(b.index) ||
    number(a.dimension) - number(b.dimension) ||
    number(a.nullity) - number(b.nullity)
  );
};

/** Classes of `a` with more components than in `b`, and how many more. */
export const surplus = (a: readonly ComponentClass[], b: readonly ComponentClass[]): ComponentClass[] =>
  a.flatMap((one) => {
    const more = one.count - (b.find((other) => keyOf(other) === keyOf(one))?.count ?? 0n);
    return more > 0n ? [{ ...one, count: more }] : [];
  });

/** The branches from an entry to one of another type, those between the same two classes together. */
export function exchangesOf(
  branches: readonly { readonly from: CriticalComponent; readonly to: CriticalComponent }[],
): Exchange[] {
  const exchanges = new Map<string, Exchange>();
  for (const branch of branches) {
    if (sameType(branch.from, branch.to)) continue;
    const [from, to] = [classOf(branch.from), classOf(branch.to)];
    const key = `${keyOf(from)};${keyOf(to)}`;
    const known = exchanges.get(key);
    exchanges.set(key, {
      from: { ...from, count: from.count + (known?.from.count ?? 0n) },
      to: { ...to, count: to.count + (known?.to.count ?? 0n) },
    });
  }
  return [...exchanges.values()].sort((a, b) => compareClasses(a.from, b.from) || compareClasses(a.to, b.to));
}
