/**
 * `npm run build:kernel`: compiles the kernels and writes them, as text, into src, with the layout of the memory that they
 * share with their hosts; all of it is kept in the repository, so that building the package needs no second compiler. With `--check`, compares instead; exit status 1 if they differ.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { hostTables, kernelConstants, LAYOUTS } from "./layout.mjs";

/** Source, its build in src, and the name that it is exported by. */
const KERNELS = [
  ["kernel.ts", "numeric/kernel/path-kernel-binary.ts", "KERNEL"],
  ["eigen.ts", "numeric/kernel/eigen-kernel-binary.ts", "EIGEN"],
  ["certificates.ts", "numeric/kernel/certificate-kernel-binary.ts", "CERTIFICATES"],
  ["algebra.ts", "algebra/elimination-kernel-binary.ts", "ALGEBRA"],
];

const place = (name) => fileURLToPath(new URL(name, import.meta.url));

async function build(name) {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      name,
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
      readFile: (file) => {
        const module = file.replace(/\.ts$/, "");
        if (module in LAYOUTS) return kernelConstants(module);
        return file === name ? readFileSync(place(name), "utf8") : null;
      },
      writeFile: (file, contents) => files.set(file, contents),
      listFiles: () => [],
    },
  );
  if (error !== null) throw new Error(stderr.toString());
  return Buffer.from(files.get("kernel.wasm")).toString("base64");
}

/** Writes a file of src, or compares it. */
function emit(path, source, from) {
  const target = place(`../src/${path}`);
  if (!process.argv.includes("--check")) writeFileSync(target, source);
  else if (readFileSync(target, "utf8") !== source) {
    process.stderr.write(`src/${path}: expected what is made from ${from} (npm run build:kernel)\n`);
    process.exitCode = 1;
  }
}

emit("numeric/kernel/layout.ts", hostTables(), "kernel/layout.mjs");
for (const [name, binary, exported] of KERNELS) {
  const lines = (await build(name)).match(/.{1,100}/g).map((line) => `  "${line}",`);
  const source = `/** Compiled from kernel/${name} by \`npm run build:kernel\`; not to be edited. */
export const ${exported} = [
${lines.join("\n")}
].join("");
`;
  emit(binary, source, `kernel/${name}`);
}
