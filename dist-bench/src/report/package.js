/** Name and version of this package, read once from package.json (two folders up in `src` and in `dist`). */
import { readFileSync } from "node:fs";
let cached;
/** `{ name: "landscape-atlas", version }`. */
export function packageInfo() {
    cached ??= JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    return cached;
}
/** `"landscape-atlas@VERSION"`, the `package` field of JSON output. */
export const packageTag = () => `${packageInfo().name}@${packageInfo().version}`;
