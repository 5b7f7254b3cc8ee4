/**
 * `npm run build:kernel`: compiles kernel.ts and writes it, as text, to src/numeric/kernel-binary.ts, which is kept in the
 * repository so that building the package needs no second compiler. With `--check`, compares instead; exit status 1 if they differ.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const place = (name) => fileURLToPath(new URL(name, import.meta.url));
const files = new Map();
const { error, stderr } = await asc.main(
  [
    "kernel.ts",
    "--runtime",
    "stub",
    "--importMemory",
    "--enable",
    "simd",
    "-O3",
    "--noAssert",
    "-o",
    "kernel.wasm",
  ],
  {
    readFile: (name) => (name === "kernel.ts" ? readFileSync(place("kernel.ts"), "utf8") : null),
    writeFile: (name, contents) => files.set(name, contents),
    listFiles: () => [],
  },
);
if (error !== null) throw new Error(stderr.toString());
const text = Buffer.from(files.get("kernel.wasm")).toString("base64");
const lines = text.match(/.{1,100}/g).map((line) => `  "${line}",`);
const source = `/** Compiled from kernel/kernel.ts by \`npm run build:kernel\`; not to be edited. */
export const KERNEL = [
${lines.join("\n")}
].join("");
`;
const target = place("../src/numeric/kernel-binary.ts");
if (!process.argv.includes("--check")) writeFileSync(target, source);
else if (readFileSync(target, "utf8") !== source) {
  process.stderr.write(
    "src/numeric/kernel-binary.ts: expected the build of kernel/kernel.ts (npm run build:kernel)\n",
  );
  process.exitCode = 1;
}
