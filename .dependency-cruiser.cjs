/**
 * The rooms of docs/architecture.md as rules: what each folder of `src` may import, and who owns a package from outside.
 * A folder inside a room may be a room of its own (`numeric/linalg`); a name stands for everything under it.
 */
const NUMERIC = ["elementary", "exact", "numeric"];
const MATHEMATICS = [...NUMERIC, "files", "model", "symbolic", "objectives"];

/** Every room, and the rooms it may know beside itself. */
const KNOWS = {
  elementary: [],
  exact: ["elementary"],
  files: ["exact"],
  model: ["elementary", "exact", "files"],
  algebra: ["elementary", "exact", "numeric/polynomial"],
  "numeric/kernel": [],
  "numeric/linalg": ["elementary", "exact", "numeric/kernel"],
  "numeric/statistics": ["elementary"],
  "numeric/polynomial": ["elementary", "exact", "numeric/kernel", "numeric/linalg"],
  "numeric/rigorous": ["elementary", "exact", "numeric/kernel", "numeric/linalg", "numeric/polynomial"],
  "numeric/real": ["elementary", "numeric/linalg", "numeric/polynomial"],
  "numeric/homotopy": NUMERIC,
  "numeric/monodromy": NUMERIC,
  "numeric/parallel": NUMERIC,
  symbolic: ["elementary", "exact", "numeric/linalg", "numeric/polynomial", "numeric/rigorous"],
  quotient: ["elementary", "exact", "symbolic"],
  objectives: [
    "elementary",
    "exact",
    "algebra",
    "files",
    "model",
    "symbolic",
    "numeric/linalg",
    "numeric/polynomial",
    "numeric/rigorous",
  ],
  systems: [...NUMERIC, "algebra", "files", "symbolic"],
  // The record is data: it knows neither how components are found nor how they are written.
  "atlas/record": ["elementary", "exact", "files", "numeric/linalg", "objectives"],
  atlas: [...MATHEMATICS, "algebra", "quotient", "systems"],
  dynamics: [...MATHEMATICS, "atlas"],
  theorems: [...MATHEMATICS, "atlas"],
  report: [
    "elementary",
    "exact",
    "files",
    "numeric/linalg",
    "symbolic",
    "objectives",
    "systems",
    "atlas",
    "dynamics",
    "theorems",
  ],
  reproduce: [...MATHEMATICS, "atlas", "dynamics", "report"],
  cli: [...MATHEMATICS, "systems", "atlas", "dynamics", "theorems", "report", "reproduce"],
};

/** Packages that one room hides from the others. */
const OWNED = {
  "^nerdamer": "symbolic",
  "^ml-matrix": "numeric/linalg",
  "^odex": "numeric/real",
  "^commander|^cli-progress|^jiti": "cli",
  "^d3-": "report",
  "^jsonc-parser|^fastest-levenshtein|^csv-parse": "files",
};

/** Types without a room of their own. */
const COMMON = ["^src/result[.]ts$"];

const folders = (rooms) => rooms.map((room) => `^src/${room}/`);
const inner = (room) => Object.keys(KNOWS).filter((other) => other.startsWith(`${room}/`));

module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(KNOWS).map(([room, known]) => ({
      name: `what-${room.replace("/", "-")}-knows`,
      severity: "error",
      from: { path: `^src/${room}/`, pathNot: folders(inner(room)) },
      to: { path: "^(src|proofs)/", pathNot: [...folders([room, ...known]), ...COMMON] },
    })),
    {
      name: "every-room-is-named",
      comment: "A new folder of `src` gets its line in KNOWS, and in docs/architecture.md.",
      severity: "error",
      from: { path: "^src/.+/", pathNot: folders(Object.keys(KNOWS)) },
      to: {},
    },
    {
      name: "proofs-use-the-public-api",
      severity: "error",
      from: { path: "^proofs/" },
      to: { path: "^src/", pathNot: ["^src/index[.]ts$", "^src/theorems/index[.]ts$"] },
    },
    ...Object.entries(OWNED).map(([name, room]) => ({
      name: `package-of-${room.replace("/", "-")}`,
      severity: "error",
      from: { path: "^(src|proofs)/", pathNot: `^src/${room}/` },
      to: { path: name.replaceAll("^", "^node_modules/") },
    })),
  ],
  options: {
    // Imports of types count: a cycle of types is a cycle of ideas.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
  },
};
