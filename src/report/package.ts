/** Name and version of this package, read once from package.json (two folders up in `src` and in `dist`). */
import { readFileSync } from "node:fs";

let cached: { readonly name: string; readonly version: string } | undefined;

/** `{ name: "landscape-atlas", version }`. */
export function packageInfo(): { readonly name: string; readonly version: string } {
  cached ??= JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    name: string;
    version: string;
  };
  return cached;
}

/** `"landscape-atlas@VERSION"`, the `package` field of JSON output. */
export const packageTag = (): string => `${packageInfo().name}@${packageInfo().version}`;
