/** A located point as a document and as JSON. */
import type { Location, PlaceReport } from "../dynamics/locate.js";
import type { Json } from "../files/json-text.js";
import { toRows } from "../numeric/linalg/dense.js";
import type { Point } from "../objectives/objective.js";
import { buildTable, type Column, integerCell, numberCell, textCell } from "./columns.js";
import type { ReportDocument } from "./document.js";
import { preamble } from "./json.js";
import { formatNumber } from "./number.js";

type Row = PlaceReport & { readonly place: string; readonly distance?: number };

const COLUMNS: readonly Column<Row>[] = [
  { key: "place", header: "place", align: "left", cell: (row) => textCell(row.place) },
  {
    key: "critical",
    header: "critical",
    align: "left",
    cell: (row) => textCell(row.critical ? "yes" : "no"),
  },
  {
    key: "component",
    header: "component",
    align: "left",
    cell: (row) => textCell(row.components.length === 0 ? undefined : row.components.join(" or ")),
  },
  { key: "value", header: "value", align: "right", cell: (row) => numberCell(row.value) },
  { key: "index", header: "index", align: "right", cell: (row) => integerCell(row.index) },
  { key: "nullity", header: "nullity", align: "right", cell: (row) => integerCell(row.nullity) },
  { key: "residual", header: "residual", align: "right", cell: (row) => numberCell(row.residual, 2) },
  {
    key: "distance",
    header: "distance",
    align: "right",
    meaning: "from the point that was given",
    cell: (row) => numberCell(row.distance, 4),
  },
  { key: "nearest", header: "nearest", align: "left", cell: (row) => textCell(row.nearest?.id) },
  {
    key: "nearest_distance",
    header: "at distance",
    align: "right",
    meaning: "from the nearest component of the atlas, modulo the symmetry",
    cell: (row) => numberCell(row.nearest?.distance, 4),
  },
];

/** The point, where it leads, and its Hessian. */
export function locationDocument(location: Location): ReportDocument {
  const { title, newton, descent, eigenvalues, escape: directions, certificate, infeasibility } = location;
  const places: Row[] = [
    { ...location, place: "the point" },
    ...(newton === undefined ? [] : [{ ...newton, place: "Newton" }]),
    ...(descent === undefined ? [] : [{ ...descent, place: "gradient descent" }]),
  ];
  return {
    title,
    formulas: [],
    tables: [buildTable(places, COLUMNS)],
    notes: [
      {
        heading: "Point",
        lines: [
          location.critical
            ? `critical (residual ${formatNumber(location.residual, 2)}), ${location.components.length === 0 ? "on no component of the atlas" : `on ${location.components.join(" or ")}`}`
            : `not critical: residual ${formatNumber(location.residual, 2)}`,
          ...(location.critical || newton !== undefined
            ? []
            : ["Newton's method does not reach a critical point from here"]),
          ...(infeasibility > 1e-12
            ? [`moved onto its constraints by ${formatNumber(infeasibility, 2)}`]
            : []),
          ...(certificate === undefined
            ? []
            : [`certificate: ${certificate.proved ? "" : "none: "}${certificate.detail}`]),
        ],
      },
      ...(eigenvalues === undefined
        ? []
        : [
            {
              heading: "Eigenvalues of the Hessian",
              lines: [eigenvalues.map((x) => formatNumber(x, 6)).join(", ")],
            },
          ]),
      ...(directions.length === 0
        ? []
        : [
            {
              heading: "Escape directions",
              lines: directions.map(
                ({ eigenvalue, direction }) => `${formatNumber(eigenvalue)}: ${pointText(direction)}`,
              ),
            },
          ]),
    ],
  };
}

const pointText = (point: Point): string =>
  Object.entries(point)
    .map(
      ([name, matrix]) =>
        `${name} = [${toRows(matrix)
          .map((row) => `[${row.map((x) => formatNumber(x, 6)).join(", ")}]`)
          .join(", ")}]`,
    )
    .join(", ");

/** A located point as a plain JSON value. */
export const locationJson = (location: Location): Json => ({
  ...preamble(),
  title: location.title,
  ...placeJson(location),
  infeasibility: location.infeasibility,
  eigenvalues: location.eigenvalues === undefined ? undefined : [...location.eigenvalues],
  escape: location.escape.map(({ eigenvalue, direction }) => ({
    eigenvalue,
    direction: pointJson(direction),
  })),
  certificate: location.certificate === undefined ? undefined : { ...location.certificate },
  newton:
    location.newton === undefined
      ? undefined
      : { ...placeJson(location.newton), distance: location.newton.distance },
  descent:
    location.descent === undefined
      ? undefined
      : { ...placeJson(location.descent), distance: location.descent.distance },
});

const placeJson = ({
  point,
  residual,
  critical,
  value,
  index,
  nullity,
  components,
  nearest,
}: PlaceReport) => ({
  point: pointJson(point),
  residual,
  critical,
  value,
  index,
  nullity,
  components: [...components],
  nearest: nearest === undefined ? undefined : { ...nearest },
});

const pointJson = (point: Point): Json =>
  Object.fromEntries(Object.entries(point).map(([name, matrix]) => [name, toRows(matrix)]));
