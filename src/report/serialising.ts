/**
 * Results that `JSON.stringify` writes as their JSON contract: JSON.stringify(r) = JSON.stringify(json(r)), r frozen or not.
 *
 * Counts are bigints in the library and text in JSON; without this JSON.stringify refuses the first of them. `toJSON` is not
 * enumerable: it is no field of the result, in copies by spread it is absent.
 */
import type { Json } from "../files/json-text.js";

/** A result, or the promise of one, with its `toJSON`. */
export type Serialising<R> =
  R extends Promise<infer T> ? Promise<T & { toJSON(): Json }> : R & { toJSON(): Json };

/** The object itself, with `toJSON`. */
function withJson<T extends object>(result: T, json: (result: T) => Json): T & { toJSON(): Json } {
  Object.defineProperty(result, "toJSON", { value: () => json(result), enumerable: false });
  return result as T & { toJSON(): Json };
}

/** The same function, whose results have `toJSON`. */
export const serialising =
  <A extends readonly unknown[], R extends object>(
    compute: (...input: A) => R,
    json: (result: Awaited<R>) => Json,
  ): ((...input: A) => Serialising<R>) =>
  (...input) => {
    const done = (result: object) => withJson(result, json as (result: object) => Json);
    const result = compute(...input);
    return (result instanceof Promise ? result.then(done) : done(result)) as Serialising<R>;
  };
