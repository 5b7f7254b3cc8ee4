/**
 * An instance of a theorem as text, for counterexamples: rationals as `5/3`, matrices of them by rows, all else as fast-check
 * prints it.
 */
import fc from "fast-check";
import Fraction from "fraction.js";
import { RationalMatrix } from "../exact/matrix.js";
import { rationalText } from "../exact/rational.js";

/** @example instanceText({ eta: rational("5/3"), m: 2 }) // {"eta":5/3,"m":2} */
export const instanceText = (instance: unknown): string => fc.stringify(readable(instance, new Map()));

/** Text that `fc.stringify` prints without quotes. */
const verbatim = (text: string) => ({ [fc.toStringMethod]: () => text });

/** A copy in which numbers that print as repeating decimals print as fractions. */
function readable(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Fraction) return verbatim(rationalText(value));
  if (value instanceof RationalMatrix)
    return verbatim(
      `[${value
        .toRows()
        .map((row) => `[${row.map(rationalText).join(",")}]`)
        .join(",")}]`,
    );
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    seen.set(value, copy);
    for (const item of value as unknown[]) copy.push(readable(item, seen));
    return copy;
  }
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [readable(key, seen), readable(item, seen)]));
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects with a way of their own to print, or with hidden state, stay as they are.
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: Record<PropertyKey, unknown> = prototype === null ? Object.create(null) : {};
  seen.set(value, copy);
  for (const key of Reflect.ownKeys(value))
    Object.defineProperty(copy, key, {
      value: readable((value as Record<PropertyKey, unknown>)[key], seen),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return copy;
}
