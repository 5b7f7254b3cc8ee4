/**
 * The memory that kernels and their hosts share, described once: `build.mjs` writes from this the constants that the kernels import
 * (`./path-layout`, `./certificate-layout`) and `src/numeric/kernel/layout.ts` for the hosts.
 *
 * A header is a list of 32-bit words: numbers first, then places of arrays in bytes. A record is a list of words, too, with
 * doubles where it says so, at multiples of eight bytes.
 */

/** Words in a row from 0. */
const words = (text) => text.trim().split(/\s+/);

export const LAYOUTS = {
  "path-layout": {
    headers: {
      FAMILY: {
        what: "The header of a family of polynomial systems (`polynomial-family.ts`)",
        fields: words(`
          variables equations nodes terms places entries
          parent factor termStart termNode placeAt placeStart entryTerm entryNode
          exponent start target term entry slope node added out coefficient weight`),
      },
      TAPE: {
        what: "The header of a tape (`structured-family.ts`)",
        fields: words(`
          values slopes tape plane planeBytes inputBytes later laterBytes rows unknowns homogeneous
          value jacobian rowScale columnScale systemEquations systemVariables homogeniser result`),
      },
    },
    records: {
      CONTRACTION: {
        what: "A record of a tape that contracts A with B; steps per row, column and inner index, in bytes",
        prefix: "C_",
        fields: words(`
          kind rows columns inner a aRow aColumn aInner b bRow bColumn bInner out outRow outColumn flags`),
        doubles: ["coefficient"],
      },
      KRONECKER: {
        what: "A record of a tape that adds g (L ⊗ R) to the Jacobian of V; steps in bytes",
        prefix: "K_",
        fields: words(`
          kind rows columns innerRows innerColumns g gStep left leftRow leftInner right rightInner rightColumn out outRow flags`),
        doubles: ["coefficient"],
        after: ["outInner", "outColumn"],
      },
    },
    /** Records of several kinds in one list take as much as the longest. */
    lists: { TAPE_RECORD_BYTES: ["CONTRACTION", "KRONECKER"] },
    flags: {
      CONTRACTION_FLAGS: {
        what: "Flags of a contraction: constant factors, which are real in A's place, and factors that are inputs",
        flags: ["aConstant", "bConstant", "aInput", "bInput"],
      },
      KRONECKER_FLAGS: {
        what: "Flags of a Kronecker product",
        flags: ["lIdentity", "rIdentity", "rReal"],
      },
    },
  },
  "certificate-layout": {
    headers: {
      CERTIFICATE: {
        what: "The header of a certificate (`krawczyk.ts`): of all, of polynomials (`disc-system.ts`) from `parent` on, of balls from `factors` on",
        fields: words(`
          size real nodes places centreRe centreIm slack inverseRe inverseIm inverseSize defect
          valueRe valueIm valueError stepRe stepIm stepError rho spread image room
          parent factor termStart termNode term rowError placeAt placeStart entryNode entry node pointRe pointIm rounding
          factors products order beside lengths block members starts blocks`),
      },
    },
    records: {
      NODE: {
        what: "A node: centre, size, radius, size plus radius, radius plus rounding, and its value as two double-doubles",
        prefix: "NODE_",
        kernelOnly: true,
        fields: [],
        doubles: words("re im size radius reach loose high low imHigh imLow"),
      },
      TERM: {
        what: "A term: coefficient as two double-doubles, size, error, and whether it is ±2^k",
        prefix: "TERM_",
        fields: [],
        doubles: words("re reLow im imLow size error plain"),
      },
      ENTRY: {
        what: "An entry of the Jacobian: coefficient, its bound on radii, its bound on sizes",
        prefix: "ENTRY_",
        fields: [],
        doubles: words("re im onRadius onSize"),
      },
    },
    lists: { NODE_BYTES: ["NODE"], TERM_BYTES: ["TERM"], ENTRY_BYTES: ["ENTRY"] },
    flags: {},
  },
};

const upper = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** Places of the fields of a record in bytes, and its length. */
function placesOf({ fields, doubles = [], after = [] }) {
  let at = 0;
  const places = {};
  for (const [names, bytes] of [
    [fields, 4],
    [doubles, 8],
    [after, 4],
  ])
    for (const name of names) {
      places[name] = at;
      at += bytes;
    }
  return { places, bytes: Math.ceil(at / 8) * 8 };
}

const longest = (records, members) => Math.max(...members.map((name) => placesOf(records[name]).bytes));

/** The constants of one kernel, in AssemblyScript. */
export function kernelConstants(module) {
  const { headers, records, lists, flags } = LAYOUTS[module];
  const lines = [];
  const add = (name, value) => lines.push(`export const ${name}: usize = ${value};`);
  for (const { fields } of Object.values(headers))
    for (const [k, field] of fields.entries()) add(upper(field), 4 * k);
  for (const record of Object.values(records)) {
    for (const [field, at] of Object.entries(placesOf(record).places)) add(record.prefix + upper(field), at);
  }
  for (const [name, members] of Object.entries(lists)) add(name, longest(records, members));
  for (const { flags: names } of Object.values(flags))
    for (const [k, flag] of names.entries()) add(upper(flag), 1 << k);
  return `${lines.join("\n")}\n`;
}

const table = (name, what, entries) =>
  `/** ${what}. */\nexport const ${name} = {\n${entries.map(([key, value]) => `  ${key}: ${value},`).join("\n")}\n} as const;\n`;

/** The tables of the hosts, in TypeScript: words of headers, bytes of records. */
export function hostTables() {
  const parts = [];
  for (const { headers, records, lists, flags } of Object.values(LAYOUTS)) {
    for (const [name, { what, fields }] of Object.entries(headers)) {
      parts.push(
        table(
          `${name}_HEADER`,
          `${what}: words`,
          fields.map((field, k) => [field, k]),
        ),
      );
      parts.push(
        `/** Its length in bytes, in whole pairs of doubles. */\nexport const ${name}_HEADER_BYTES = ${Math.ceil(fields.length / 4) * 16};\n`,
      );
    }
    for (const [name, record] of Object.entries(records))
      if (record.kernelOnly !== true)
        parts.push(table(`${name}_RECORD`, `${record.what}: bytes`, Object.entries(placesOf(record).places)));
    for (const [name, members] of Object.entries(lists))
      parts.push(
        `/** Bytes from one to the next. */\nexport const ${name} = ${longest(records, members)};\n`,
      );
    for (const [name, { what, flags: names }] of Object.entries(flags))
      parts.push(
        table(
          name,
          what,
          names.map((flag, k) => [flag, 1 << k]),
        ),
      );
  }
  return `/** Generated from kernel/layout.mjs by \`npm run build:kernel\`; not to be edited. */\n\n${parts.join("\n")}`;
}
