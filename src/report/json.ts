/**
 * JSON text, deterministic: keys in a fixed order, absent fields left out, never NaN or an infinity. What is written is the contract
 * of `docs/interface.md`: `schemaVersion` 1, counts and exact values as strings.
 */
import type { Json } from "../files/json-text.js";
import { packageTag } from "./package.js";

/** The fields that every JSON output begins with. */
export const preamble = () => ({ schemaVersion: 1, package: packageTag() });

/**
 * JSON text of a value, indented by two; arrays of scalars stay on one line, so matrices read row by row.
 *
 * @throws RangeError naming the place, if a number is NaN or infinite or a value is not JSON.
 */
export const jsonText = (value: Json): string => `${write(value, "", "")}\n`;

function write(value: Json, indent: string, place: string): string {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new RangeError(`${place}: expected a finite number, got ${value}`);
  if (value === null || typeof value !== "object") {
    const text = JSON.stringify(value);
    if (text === undefined) throw new RangeError(`${place}: expected a JSON value, got ${typeof value}`);
    return text;
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item, k) => write(item, inner, `${place}[${k}]`));
    if (value.every((item) => item === null || typeof item !== "object")) return `[${items.join(", ")}]`;
    return `[\n${items.map((item) => inner + item).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return "{}";
  const lines = entries.map(
    ([key, item]) =>
      `${inner}${JSON.stringify(key)}: ${write(item as Json, inner, place === "" ? key : `${place}.${key}`)}`,
  );
  return `{\n${lines.join(",\n")}\n${indent}}`;
}
