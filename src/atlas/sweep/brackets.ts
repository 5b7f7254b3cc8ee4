/**
 * Brackets of the values at which the components change: intervals are halved where the two ends differ, or may.
 *
 * Two neighbouring values show no change if the components have the same classes and each is followed to one of its type at the other
 * value, one to one, in both directions (`branches.ts`). Two brackets on both sides of a value at which something is degenerate, or of
 * higher dimension than beside it, are one change, which happens there.
 */
import { type Rational, rational } from "../../exact/rational.js";
import type { BranchDoubt, Branches, Crossing } from "./branches.js";
import { type ComponentClass, surplus } from "./component-class.js";
import { type BracketReason, type SweepChange, type SweepState, sameClasses } from "./result.js";

const HALF = rational("1/2");
/** Where an interval is divided: elsewhere than in the middle only if the middle is undecided. */
const DIVISIONS = [HALF, rational("3/8"), rational("5/8")];
/** Brackets in which branches are not told apart are halved further, up to this share of the width wanted. */
const FINEST = rational("1/8");
/** Values between two neighbouring ones at most, where the classes are the same: several exchanges of stability. */
const MAX_BETWEEN = 40;

/** Two states that differ, or may, and why nothing between them could be decided. */
export interface Bracket {
  readonly a: SweepState;
  readonly b: SweepState;
  /** The classes are the same, and so are the types of the branches as far as these could be followed. */
  readonly doubt?: BranchDoubt;
  readonly reason?: BracketReason;
}

/** Halves the interval between two states until it is as narrow as wanted wherever they differ. */
export class Halving {
  /** Values inside that were located because branches could not be followed. */
  private between = 0;

  constructor(
    private readonly width: Rational,
    private readonly branches: Branches,
    private readonly locate: (value: Rational) => Promise<SweepState | null>,
  ) {}

  async brackets(a: SweepState, b: SweepState): Promise<Bracket[]> {
    const same = sameClasses(a, b);
    const doubt = same ? this.branches.doubt(a, b) : null;
    if (same && doubt === null) return [];
    const gap = b.value.sub(a.value);
    const known = { a, b, ...(doubt === null ? {} : { doubt }) };
    if (this.isNarrow(known, gap)) return [known];
    if (doubt !== null && this.between >= MAX_BETWEEN)
      return [{ a, b, doubt, reason: { kind: "too-many-values", located: this.between, doubt } }];
    for (const share of DIVISIONS) {
      if (doubt !== null) this.between++;
      const middle = await this.locate(a.value.add(gap.mul(share)));
      if (middle === null) return [{ ...known, reason: { kind: "interrupted" } }];
      if (!middle.audit.complete) continue;
      return [...(await this.brackets(a, middle)), ...(await this.brackets(middle, b))];
    }
    return [{ ...known, reason: { kind: "undecided-inside" } }];
  }

  private isNarrow({ a, b, doubt }: Bracket, gap: Rational): boolean {
    // Two brackets become one on both sides of a value where the bifurcation happens.
    const wanted = isSpecial(a, b) || isSpecial(b, a) ? this.width.mul(HALF) : this.width;
    if (gap.compare(wanted) > 0) return false;
    return (
      doubt === undefined || gap.compare(wanted.mul(FINEST)) <= 0 || isExchange(this.branches.across(a, b))
    );
  }
}

/** All branches are told apart, and some change their type. */
const isExchange = ({ whole, exchanged }: Crossing): boolean => whole && exchanged.length > 0;

/** Brackets on both sides of a bifurcation that was met are one change, which happens there; so are undecided ones that touch. */
export function changesOf(found: readonly Bracket[], branches: Branches): SweepChange[] {
  const changes: SweepChange[] = [];
  const brackets = joined(found);
  for (let k = 0; k < brackets.length; k++) {
    const { a, b, doubt, reason } = brackets[k]!;
    const next = brackets[k + 1];
    if (reason === undefined && next?.a === b && next.reason === undefined && meets(a, b, next.b)) {
      changes.push(changeOf(branches, { a, b: next.b }, b.value));
      k++;
    } else
      changes.push(
        changeOf(branches, {
          a,
          b,
          ...(doubt === undefined ? {} : { doubt }),
          ...(reason === undefined ? {} : { reason }),
        }),
      );
  }
  return changes;
}

/** Neighbouring brackets become one where nothing is decided in either. */
function joined(brackets: readonly Bracket[]): Bracket[] {
  const list: Bracket[] = [];
  for (const bracket of brackets) {
    const last = list.at(-1);
    const isOpen = ({ doubt, reason }: Bracket) => doubt !== undefined || reason !== undefined;
    if (last !== undefined && last.b === bracket.a && isOpen(last) && isOpen(bracket))
      list[list.length - 1] = { ...bracket, ...last, b: bracket.b };
    else list.push(bracket);
  }
  return list;
}

/** Whether a bifurcation happens at b: something is degenerate there, or of higher dimension, that is not so on both sides. */
const meets = (a: SweepState, b: SweepState, c: SweepState): boolean => isSpecial(b, a) && isSpecial(b, c);

const isSpecial = ({ classes }: SweepState, beside: SweepState): boolean => {
  const largest = beside.classes.reduce((max, { dimension = 0 }) => Math.max(max, dimension), 0);
  return surplus(classes, beside.classes).some(
    (one) => isDegenerateClass(one) || (one.dimension ?? 0) > largest,
  );
};

function changeOf(branches: Branches, { a, b, doubt, reason }: Bracket, at?: Rational): SweepChange {
  const crossing = branches.across(a, b);
  // Where a bifurcation was met and no class changes, tangents alone show whether branches do.
  const left: BranchDoubt | undefined =
    doubt ?? (sameClasses(a, b) && !crossing.whole ? { kind: "tangents-do-not-tell" } : undefined);
  const why: BracketReason | undefined =
    reason ??
    (left === undefined || isExchange(crossing) ? undefined : { kind: "branches-undecided", doubt: left });
  return {
    from: a.value,
    to: b.value,
    ...(at === undefined ? {} : { at }),
    lost: surplus(a.classes, b.classes),
    gained: surplus(b.classes, a.classes),
    exchanged: crossing.exchanged,
    ...(why === undefined ? {} : { reason: why }),
  };
}

const isDegenerateClass = ({ dimension, nullity }: ComponentClass): boolean =>
  dimension !== undefined && nullity !== undefined && nullity > dimension;
