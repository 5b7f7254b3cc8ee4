/**
 * Faults of stored atlases: named ones for the table fault × audit, and random corruptions for fast-check.
 *
 * All work on the JSON text of an atlas. The problem in it is what is trusted and is left alone, as are the version in
 * `package` and the seed, which nothing else in a file has to depend on.
 */
import fc from "fast-check";
import type { Fields } from "../../src/atlas/record/codec.js";
import { AUDIT_FIELDS, CENSUS_FIELDS, COMPONENT_FIELDS } from "../../src/atlas/record/fields.js";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Item = { [key: string]: Json };

export interface StoredJson extends Item {
  components: Item[];
}

export interface Fault {
  readonly name: string;
  /** All ways to inject the fault into an atlas; none where it does not apply. */
  readonly inject: (atlas: StoredJson) => StoredJson[];
}

const copy = (atlas: StoredJson): StoredJson => JSON.parse(JSON.stringify(atlas)) as StoredJson;

/** One faulty atlas per component that `change` does not leave alone (by returning false). */
const perComponent = (
  name: string,
  change: (component: Item, atlas: StoredJson, k: number) => boolean,
): Fault => ({
  name,
  inject: (atlas) =>
    atlas.components.flatMap((_, k) => {
      const faulty = copy(atlas);
      return change(faulty.components[k]!, faulty, k) ? [faulty] : [];
    }),
});

const shift = (key: string, by: number): Fault =>
  perComponent(`${key} ${by > 0 ? "+" : "−"} ${Math.abs(by)}`, (component) => {
    const value = component[key];
    if (typeof value === "string" && /^-?\d+$/.test(value))
      component[key] = String(BigInt(value) + BigInt(by));
    else if (typeof value === "number" && value + by >= 0) component[key] = value + by;
    else return false;
    return true;
  });

/** Adds to the largest entry of the representative: to a small one it could be a rotation, to rounding. */
const moveRoot = (component: Item, by: number): boolean => {
  const rows = Object.values(component.representative as { [name: string]: number[][] }).flat();
  let best: { row: number[]; j: number } | null = null;
  for (const row of rows)
    row.forEach((value, j) => {
      if (best === null || Math.abs(value) > Math.abs(best.row[best.j]!)) best = { row, j };
    });
  if (best === null) return false;
  const { row, j } = best as { row: number[]; j: number };
  row[j] = row[j]! + by;
  return true;
};

const setOnAtlas = (name: string, change: (atlas: StoredJson) => boolean): Fault => ({
  name,
  inject: (atlas) => {
    const faulty = copy(atlas);
    return change(faulty) ? [faulty] : [];
  },
});

export const FAULTS: readonly Fault[] = [
  perComponent("a leading zero in a count", (component) => {
    component.multiplicity = `0${component.multiplicity as string}`;
    return true;
  }),
  perComponent("a radius of 0", (component) => {
    const certificate = component.certificate as Item;
    if (certificate.radius === undefined || certificate.radius === 0) return false;
    certificate.radius = 0;
    return true;
  }),
  perComponent("a median recovery of 1", (component) => {
    const recovery = component.recovery as Item | undefined;
    if (recovery === undefined || recovery.median === 1) return false;
    component.recovery = { min: 1, median: 1, max: 1 };
    return true;
  }),
  perComponent("remove a component", (_, atlas, k) => atlas.components.splice(k, 1).length === 1),
  shift("index", 1),
  shift("index", -1),
  perComponent("duplicate a root", (component, atlas, k) => {
    atlas.components.splice(k + 1, 0, JSON.parse(JSON.stringify(component)) as Item);
    return true;
  }),
  perComponent("duplicate a root under a new name", (component, atlas, k) => {
    const twin = JSON.parse(JSON.stringify(component)) as Item;
    twin.id = `${twin.id as string}'`;
    atlas.components.splice(k + 1, 0, twin);
    return true;
  }),
  perComponent("perturb a root by 1e-7", (component) => moveRoot(component, 1e-7)),
  perComponent("add a spurious root", (component, atlas, k) => {
    const spurious = JSON.parse(JSON.stringify(component)) as Item;
    spurious.id = "spurious";
    moveRoot(spurious, 0.1);
    atlas.components.splice(k, 0, spurious);
    return true;
  }),
  perComponent("exchange two roots", (component, atlas, k) => {
    const other = atlas.components[(k + 1) % atlas.components.length]!;
    if (other === component) return false;
    [component.representative, other.representative] = [other.representative!, component.representative!];
    return true;
  }),
  perComponent("value + 1e-7", (component) => {
    if (typeof component.value !== "number") return false;
    component.value += 1e-7;
    return true;
  }),
  perComponent("another exact value", (component) => {
    if (typeof component.exactValue !== "string") return false;
    component.exactValue = component.exactValue === "1/3" ? "1/4" : "1/3";
    return true;
  }),
  shift("multiplicity", 1),
  shift("dimension", 1),
  shift("nullity", 1),
  shift("rank", 1),
  shift("eulerCharacteristic", 2),
  perComponent("Morse–Bott or not", (component) => {
    if (typeof component.morseBott !== "boolean") return false;
    component.morseBott = !component.morseBott;
    return true;
  }),
  perComponent("another kind", (component) => {
    component.kind = component.kind === "strict-saddle" ? "local-minimum" : "strict-saddle";
    return true;
  }),
  perComponent("another outcome", (component) => {
    component.outcome = component.outcome === "ground-truth" ? "collapsed" : "ground-truth";
    return true;
  }),
  perComponent("a better certificate", (component) => {
    const certificate = component.certificate as Item;
    certificate.kind = certificate.kind === "exact" ? "interval" : "exact";
    return true;
  }),
  perComponent("a smaller residual bound", (component) => {
    component.residual = (component.residual as number) === 0 ? 1e-9 : (component.residual as number) / 2;
    return true;
  }),
  setOnAtlas("a census off by one", ({ census }) => {
    if (census === undefined) return false;
    const counts = census as Item;
    counts.total = String(BigInt(counts.total as string) + 1n);
    return true;
  }),
  setOnAtlas("an index moved in the census", ({ census }) => {
    if (census === undefined) return false;
    const byIndex = (census as Item).byIndex as Item;
    const [first] = Object.keys(byIndex);
    if (first === undefined) return false;
    byIndex[String(Number(first) + 97)] = byIndex[first]!;
    delete byIndex[first];
    return true;
  }),
  setOnAtlas("completeness turned over", ({ audit }) => {
    const verdict = audit as Item;
    verdict.complete = !verdict.complete;
    return true;
  }),
  setOnAtlas("a stronger proof of completeness", ({ audit }) => {
    const verdict = audit as Item;
    verdict.proof = verdict.proof === "proved" ? "numerical" : "proved";
    return true;
  }),
  setOnAtlas("another stationarity condition", ({ stationarity }) => {
    const [condition] = stationarity as Item[];
    if (condition === undefined) return false;
    condition.text = `${condition.text as string} + 1`;
    return true;
  }),
];

/** Every field of the contract, nested ones by their paths. */
const placesIn = (part: string, fields: Fields): string[] =>
  Object.entries(fields).flatMap(([name, { codec }]) => {
    // Of evidence the kind with the most fields stands for all.
    const kind = codec.kinds?.rank;
    const nested = kind === undefined ? codec.fields : { kind: null, ...kind };
    return nested === undefined
      ? [`${part}.${name}`]
      : Object.keys(nested).map((inner) => `${part}.${name}.${inner}`);
  });

/** Every field of a component, the census and the audit. */
export const FIELDS: readonly string[] = [
  ...placesIn("component", COMPONENT_FIELDS),
  ...placesIn("census", CENSUS_FIELDS),
  ...placesIn("audit", AUDIT_FIELDS),
];

/** The other members of closed lists: values that have the right form and say something else. */
const OTHER = new Map<string, readonly [string, string]>([
  ["component.kind", ["strict-saddle", "degenerate"]],
  ["component.outcome", ["varies", "collapsed"]],
  ["component.certificate.kind", ["exact", "interval"]],
  ["audit.proof", ["proved", "numerical"]],
  ["audit.evidence.kind", ["modular", "rank"]],
]);

/** Ways to mutate a field: another value of its form, another form, or nothing in its place. */
export const MUTATIONS = ["changed", "malformed", "removed"] as const;
export type Mutation = (typeof MUTATIONS)[number];

/** The atlas with one field mutated, in the first component that has it; null where it is nowhere. */
export function mutateField(atlas: StoredJson, field: string, mutation: Mutation): StoredJson | null {
  const faulty = copy(atlas);
  const [part, ...path] = field.split(".") as [string, ...string[]];
  const roots = part === "component" ? faulty.components : [faulty[part] as Item | undefined];
  for (const root of roots) {
    const parent = path
      .slice(0, -1)
      .reduce<Item | undefined>((at, key) => at?.[key] as Item | undefined, root);
    const key = path[path.length - 1]!;
    if (parent?.[key] === undefined) continue;
    if (mutation === "removed") delete parent[key];
    else if (mutation === "malformed") parent[key] = typeof parent[key] === "object" ? 7 : { other: true };
    else parent[key] = changed(parent[key], OTHER.get(field));
    return faulty;
  }
  return null;
}

/** Another value of the same form. */
function changed(value: Json, others?: readonly [string, string]): Json {
  if (others !== undefined) return others.find((other) => other !== value)!;
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (typeof value === "string")
    return /^-?\d+$/.test(value) ? String(BigInt(value) + 1n) : `${value} or not`;
  if (Array.isArray(value))
    return value.length === 0
      ? ["more"]
      : Array.isArray(value[0]) || typeof value[0] === "number"
        ? value.map((x) => changed(x))
        : value.slice(1);
  if (value === null) return 0;
  const [key] = Object.keys(value);
  return key === undefined ? { 0: "1" } : { ...value, [key]: changed(value[key]!) };
}

type Path = readonly (string | number)[];

const TRUSTED = new Set(["problem", "package", "seed"]);

/** Every place of the atlas that a corruption may touch. */
function places(value: Json, path: Path, found: Path[]): void {
  if (path.length === 1 && TRUSTED.has(path[0] as string)) return;
  if (path.length > 0) found.push(path);
  if (Array.isArray(value)) for (const [k, item] of value.entries()) places(item, [...path, k], found);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) places(item, [...path, key], found);
}

export interface Corruption {
  readonly atlas: string;
  readonly what: string;
}

/** A random change of one place: another value of the same type or of another, a removal, a repetition, an exchange. */
export function corruption(atlas: StoredJson): fc.Arbitrary<Corruption> {
  const all: Path[] = [];
  places(atlas, [], all);
  return fc
    .tuple(
      fc.constantFrom(...all),
      fc.constantFrom("change", "change", "change", "remove", "repeat", "exchange", "retype"),
      fc.double({ min: -7, max: 3, noNaN: true }),
      fc.boolean(),
      fc.nat(),
      fc.string({ minLength: 1, maxLength: 6 }),
    )
    .map(([path, how, exponent, negative, pick, text]) => {
      const faulty = copy(atlas);
      // A rotation by ε changes single entries by ε and leaves the orbit by ε² only: points are moved by more than the
      // square root of what counts as critical. Rows are not exchanged, which is a rotation as well.
      const inPoint = path.includes("representative");
      const step = (negative ? -1 : 1) * 10 ** (inPoint ? Math.max(exponent, -5) : exponent);
      const parent = path.slice(0, -1).reduce<Json>((value, key) => (value as Item)[key]!, faulty) as Item;
      const key = path[path.length - 1] as string;
      alter(parent, key, inPoint && how === "exchange" ? "change" : how, step, pick, text);
      return { atlas: JSON.stringify(faulty), what: `${how} ${path.join(".")}` };
    })
    .filter((corrupted) => corrupted.atlas !== JSON.stringify(atlas));
}

function alter(parent: Item, key: string, how: string, step: number, pick: number, text: string): void {
  const value = parent[key]!;
  const items = parent as unknown as Json[];
  if (how === "remove") {
    if (Array.isArray(parent)) items.splice(Number(key), 1);
    else delete parent[key];
    return;
  }
  if (how === "repeat" && Array.isArray(parent)) {
    items.splice(Number(key), 0, JSON.parse(JSON.stringify(value)) as Json);
    return;
  }
  if (how === "exchange") {
    const keys = Object.keys(parent);
    const other = keys[pick % keys.length]!;
    [parent[key], parent[other]] = [parent[other]!, value];
    return;
  }
  if (how === "retype") {
    parent[key] = typeof value === "string" ? pick : text;
    return;
  }
  if (typeof value === "number")
    parent[key] = Number.isInteger(value) && pick % 2 === 0 ? value + 1 + (pick % 7) : value + step;
  else if (typeof value === "boolean") parent[key] = !value;
  else if (typeof value === "string")
    parent[key] = /^-?\d+$/.test(value) ? String(BigInt(value) + BigInt(1 + (pick % 1000))) : text + value;
  else if (Array.isArray(value)) value.pop();
  else if (value !== null) {
    const keys = Object.keys(value);
    if (keys.length > 0) delete value[keys[pick % keys.length]!];
  }
}
