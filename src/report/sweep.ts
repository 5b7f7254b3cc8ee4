/**
 * A sweep as a document, as tables and as JSON:
 *
 *   {"parameter", "values": [{"value", "components": […], "classes": […], "audit": {…}}], "changes": [{"from", "to", …}], "exact": {"thresholds": […], …}, …}
 *
 * Values of the parameter are exact: text such as "1/20". The ends of brackets have long numerators; tables show decimals.
 */

import { wordsOf } from "../atlas/propose/solver-reasons.js";
import { writeFields } from "../atlas/record/codec.js";
import { AUDIT_FIELDS, COMPONENT_FIELDS } from "../atlas/record/fields.js";
import type { CriticalComponent } from "../atlas/record/types.js";
import type { BranchDoubt } from "../atlas/sweep/branches.js";
import type { ComponentClass, Exchange } from "../atlas/sweep/component-class.js";
import type {
  BracketReason,
  ExactSweep,
  Sweep,
  SweepChange,
  SweepReason,
  SweepState,
  SweepThreshold,
} from "../atlas/sweep/result.js";
import { rationalText, toNumber } from "../exact/rational.js";
import type { Json } from "../files/json-text.js";
import { buildTable, type Column, exactCell, NONE, numberCell, textCell } from "./columns.js";
import type { ReportDocument } from "./document.js";
import { preamble } from "./json.js";
import { recordColumns } from "./record-table.js";

interface Row extends CriticalComponent {
  readonly at: string;
}

const lastWord = (parameter: string): string => parameter.slice(parameter.lastIndexOf(".") + 1);

const SHOWN: ReadonlySet<string> = new Set([
  "id",
  "value",
  "dimension",
  "index",
  "nullity",
  "kind",
  "multiplicity",
  "rank",
  "outcome",
]);

/** What the table shows of a component: all of it, also where a line has little room. */
const COMPONENT_COLUMNS = recordColumns(COMPONENT_FIELDS)
  .filter(({ key }) => SHOWN.has(key))
  .map(({ expendable: _, ...column }) => column);

const stateColumns = (parameter: string): readonly Column<Row>[] => [
  {
    key: "parameter",
    header: lastWord(parameter),
    align: "right",
    meaning: `value of ${parameter}`,
    cell: ({ at }) => exactCell(at),
  },
  ...COMPONENT_COLUMNS,
];

/** Keys of the columns that the table of components along a parameter can have. */
export const STATE_KEYS: readonly string[] = stateColumns("").map(({ key }) => key);

const CHANGE_COLUMNS: readonly Column<SweepChange>[] = [
  { key: "from", header: "from", align: "right", cell: ({ from }) => numberCell(toNumber(from)) },
  { key: "to", header: "to", align: "right", cell: ({ to }) => numberCell(toNumber(to)) },
  {
    key: "at",
    header: "at",
    align: "right",
    meaning: "a value inside where a component is degenerate, or of higher dimension than on both sides",
    cell: ({ at }) => (at === undefined ? NONE : exactCell(rationalText(at))),
  },
  { key: "lost", header: "lost", align: "wrap", cell: ({ lost }) => textCell(classesText(lost)) },
  {
    key: "gained",
    header: "gained",
    align: "wrap",
    cell: ({ gained }) => textCell(classesText(gained)),
  },
  {
    key: "exchanged",
    header: "exchanged",
    align: "wrap",
    meaning: "branches that go on and change their class",
    cell: ({ exchanged }) => textCell(exchangesText(exchanged)),
  },
];

const classesText = (classes: readonly ComponentClass[]): string | undefined =>
  classes.length === 0
    ? undefined
    : classes
        .map(({ count, rank, dimension, index, nullity }) => {
          const parts = Object.entries({ rank, dim: dimension, index, nullity }).flatMap(([name, value]) =>
            value === undefined ? [] : [`${name} ${value}`],
          );
          return `${count} of ${parts.join(", ")}`;
        })
        .join("; ");

const exchangesText = (exchanged: readonly Exchange[]): string | undefined =>
  exchanged.length === 0
    ? undefined
    : exchanged.map(({ from, to }) => `${classesText([from])} → ${classesText([to])}`).join("; ");

const DOUBTS: {
  readonly [K in BranchDoubt["kind"]]: (doubt: Extract<BranchDoubt, { kind: K }>) => string;
} = {
  "not-followed": ({ component, at }) =>
    `${component} of ${rationalText(at)} could not be followed to the other end`,
  "not-identified": ({ component, at }) =>
    `the branch of ${component} of ${rationalText(at)} ends at no component, or at several that are not told apart`,
  "type-changes": ({ component, at }) => `the branch of ${component} of ${rationalText(at)} changes its type`,
  "no-bijection": () => "several branches end at one component",
  "tangents-do-not-tell": () => "which branch goes where is not known",
};

const REASONS: {
  readonly [K in SweepReason["kind"]]: (reason: Extract<SweepReason, { kind: K }>) => string;
} = {
  unavailable: ({ reason }) => `solver: ${wordsOf([reason])}`,
  interrupted: ({ located, of }) => `interrupted: ${located} of ${of} values were located`,
  "list-incomplete": ({ value, reason = "incomplete" }) => `at ${rationalText(value)}: ${reason}`,
  "wide-brackets": ({ count }) => `${count} brackets are wider than wanted`,
  "undecided-brackets": ({ count }) =>
    `in ${count} brackets the components could not be followed, and may change or not`,
};

/**
 * One reason why a sweep is incomplete, in words.
 *
 * @returns a clause without a full stop.
 * @example
 * sweepReasonText({ kind: "wide-brackets", count: 2 }) // "2 brackets are wider than wanted"
 */
export const sweepReasonText = (reason: SweepReason): string =>
  (REASONS[reason.kind] as (reason: SweepReason) => string)(reason);

const reasonLine = ({ reasons }: Sweep): string | undefined =>
  reasons.length === 0 ? undefined : reasons.map(sweepReasonText).join("; ");

const failureLines = ({ failures }: Sweep): string[] =>
  failures.map(({ value, text }) => `at ${rationalText(value)}: ${text}`);

const doubtText = (doubt: BranchDoubt): string =>
  (DOUBTS[doubt.kind] as (doubt: BranchDoubt) => string)(doubt);

/** Why a bracket is wide or undecided, in words. */
function reasonText(reason: BracketReason): string {
  switch (reason.kind) {
    case "interrupted":
      return "interrupted";
    case "undecided-inside":
      return "the components inside are undecided";
    case "branches-undecided":
      return `the classes are the same, a change is not excluded: ${doubtText(reason.doubt)}`;
    case "too-many-values":
      return `the classes are the same at ${reason.located} values between, a change is not excluded: ${doubtText(reason.doubt)}`;
  }
}

type ThresholdGap = Extract<ExactSweep, { kind: "bracketed" }>["gap"];

const GAPS: { readonly [K in ThresholdGap["kind"]]: (gap: Extract<ThresholdGap, { kind: K }>) => string } = {
  family: ({ gap }) => FAMILY_GAPS[gap],
  "not-exact": () => "the loss is not polynomial, or its data are rounded",
  unbounded: () => "critical points are not proved to stay bounded along the parameter",
  "second-order": () => "the second derivative is too large to be multiplied out",
  budget: ({ ranks }) => `elimination takes too long ${onStratum(ranks)}`,
  "not-isolated": ({ ranks }) => `critical points are degenerate all along the parameter ${onStratum(ranks)}`,
  "single-value": () => "one value is asked for",
  interrupted: () => "interrupted",
  "list-incomplete": () => "a list between two thresholds is incomplete",
};

const FAMILY_GAPS = {
  words: "the words of the loss change with the parameter",
  degree: "the data are not polynomial in the parameter",
  divisor: "the parameter divides",
} as const;

const onStratum = (ranks: readonly number[]): string =>
  ranks.length === 0 ? "" : `on the stratum of rank ${ranks.join(", ")}`;

/** Why there are brackets alone, in words. */
const gapText = (gap: ThresholdGap): string => (GAPS[gap.kind] as (gap: ThresholdGap) => string)(gap).trim();

const thresholdColumns: readonly Column<SweepThreshold>[] = [
  {
    key: "threshold",
    header: "threshold",
    align: "right",
    cell: ({ low, high, decimal }) => (low.equals(high) ? exactCell(rationalText(low)) : textCell(decimal)),
  },
  {
    key: "closed",
    header: "closed form",
    align: "left",
    cell: ({ closed }) => textCell(closed),
  },
  { key: "lost", header: "lost", align: "wrap", cell: ({ lost }) => textCell(classesText(lost)) },
  { key: "gained", header: "gained", align: "wrap", cell: ({ gained }) => textCell(classesText(gained)) },
  {
    key: "exchanged",
    header: "exchanged",
    align: "wrap",
    meaning: "branches that go on and change their class",
    cell: ({ exchanged }) => textCell(exchangesText(exchanged)),
  },
  {
    key: "deaths",
    header: "deaths",
    align: "wrap",
    meaning: "branches that end there",
    cell: ({ deaths }) => textCell(deaths.length === 0 ? undefined : deaths.join(" ")),
  },
  {
    key: "births",
    header: "births",
    align: "wrap",
    meaning: "branches that begin there",
    cell: ({ births }) => textCell(births.length === 0 ? undefined : births.join(" ")),
  },
];

const exactLines = (exact: ExactSweep | undefined): string[] => {
  if (exact === undefined) return [];
  if (exact.kind === "bracketed") return [`thresholds: bracketed alone (${gapText(exact.gap)})`];
  const { thresholds, intervals, strata, proof } = exact;
  const how = proof === "proved" ? "proved" : "as far as primes and numerical evidence tell";
  return [
    `thresholds: exact, ${thresholds.length} of them from ${strata} ${strata === 1 ? "stratum" : "strata"}; between two neighbouring ones the list is constant (${how}), up to the order of values`,
    ...intervals.flatMap(({ state, names }) =>
      names === null ? [] : [`at ${rationalText(state.value)}: ${namesText(state, names)}`],
    ),
  ];
};

/** `b1: s=+, index 0; …` */
const namesText = ({ components }: SweepState, names: readonly string[]): string =>
  components
    .map(({ id, index }, k) => `${names[k]}: ${id}${index === undefined ? "" : `, index ${index}`}`)
    .join("; ");

/** The document of a sweep: the components at every value, the changes, the verdict. */
export function sweepDocument(sweep: Sweep): ReportDocument {
  const { parameter, values, changes, generic, located, complete } = sweep;
  const rows = values.flatMap(({ value, components }) =>
    components.map((component): Row => ({ ...component, at: rationalText(value) })),
  );
  return {
    title: `${sweep.title}; along ${parameter}`,
    formulas: [],
    tables: [
      buildTable(rows, stateColumns(parameter)),
      ...(changes.length === 0 ? [] : [buildTable(changes, CHANGE_COLUMNS, "Changes")]),
      ...(sweep.exact?.kind === "exact" && sweep.exact.thresholds.length > 0
        ? [buildTable(sweep.exact.thresholds, thresholdColumns, "Thresholds")]
        : []),
    ],
    notes: [
      {
        heading: "Audit",
        lines: [
          complete
            ? "complete: yes (numerical evidence, not proof)"
            : `complete: no (${reasonLine(sweep) ?? "no reason given"})`,
          generic > 0
            ? `${generic} solutions of a generic member were followed to each of ${located} values`
            : `each of ${located} values was solved by itself`,
          sweep.exact?.kind === "exact"
            ? "brackets do not see what comes and goes between two neighbouring values; thresholds do"
            : "what comes and goes between two neighbouring values, on branches of its own, is not seen",
          ...exactLines(sweep.exact),
          ...changes.flatMap(({ from, to, reason: why }) =>
            why === undefined
              ? []
              : [`from ${rationalText(from)} to ${rationalText(to)}: ${reasonText(why)}`],
          ),
          ...failureLines(sweep).map((failure) => `FAILED: ${failure}`),
        ],
      },
    ],
  };
}

const classJson = ({ count, ...which }: ComponentClass): Json => ({ ...which, count: count.toString() });

const stateJson = ({ value, components, classes, audit }: SweepState): Json => ({
  value: rationalText(value),
  components: components.map((component) => writeFields(COMPONENT_FIELDS, component)),
  classes: classes.map(classJson),
  audit: writeFields(AUDIT_FIELDS, audit),
});

const exchangeJson = ({ from, to }: Exchange): Json => ({ from: classJson(from), to: classJson(to) });

const thresholdJson = (threshold: SweepThreshold): Json => {
  const { low, high, decimal, closed, number, causes, state, lost, gained, exchanged, deaths, births } =
    threshold;
  return {
    decimal,
    low: rationalText(low),
    high: rationalText(high),
    polynomial: number?.polynomial.map(String),
    closed,
    causes: causes.map(({ kind, ranks }) => ({ kind, ranks })),
    lost: lost.map(classJson),
    gained: gained.map(classJson),
    exchanged: exchanged.map(exchangeJson),
    deaths,
    births,
    state: state === undefined ? undefined : stateJson(state),
  };
};

const exactJson = (exact: ExactSweep): Json =>
  exact.kind === "bracketed"
    ? { kind: exact.kind, reason: gapText(exact.gap) }
    : {
        kind: exact.kind,
        proof: exact.proof,
        strata: exact.strata,
        thresholds: exact.thresholds.map(thresholdJson),
        intervals: exact.intervals.map(({ state, names }) => ({
          ...(stateJson(state) as object),
          names: names ?? undefined,
        })),
      };

/** The sweep as a plain JSON value. */
export const sweepJson = (sweep: Sweep): Json => ({
  ...preamble(),
  seed: sweep.seed,
  title: sweep.title,
  problem: sweep.problem as Json,
  isVectorField: sweep.isVectorField,
  parameter: sweep.parameter,
  values: sweep.values.map(stateJson),
  changes: sweep.changes.map(({ from, to, at, lost, gained, exchanged, reason }) => ({
    from: rationalText(from),
    to: rationalText(to),
    at: at === undefined ? undefined : rationalText(at),
    lost: lost.map(classJson),
    gained: gained.map(classJson),
    exchanged: exchanged.map(exchangeJson),
    reason: reason === undefined ? undefined : reasonText(reason),
  })),
  exact: sweep.exact === undefined ? undefined : exactJson(sweep.exact),
  generic: sweep.generic,
  located: sweep.located,
  complete: sweep.complete,
  reason: reasonLine(sweep),
  failures: failureLines(sweep),
});
