/**
 * Reading an atlas file: the JSON of `docs/interface.md` back into an `Atlas`, every field checked for its type.
 *
 * Only the form is checked here; whether the content is true is for `check`.
 */
import { z } from "zod";
import { copyJson, object, parse } from "../../files/fields.js";
import { parseJson } from "../../files/json-text.js";
import { codecOf, shapeOf } from "./codec.js";
import { ATLAS_FIELDS, atlasFieldsWith } from "./fields.js";
import type { Atlas } from "./types.js";

const PACKAGE = codecOf("landscape-atlas@VERSION", (value) =>
  typeof value === "string" && /^landscape-atlas@\d+\.\d+\.\d+[\w.+-]*$/.test(value) ? value : undefined,
);

const fileOf = (fields: typeof ATLAS_FIELDS) =>
  object({ schemaVersion: z.literal(1), package: PACKAGE.schema, ...shapeOf(fields) });

const FILE = fileOf(ATLAS_FIELDS);

const MAX_MEGABYTES = 256;

/** The form of `reason` in files of before there was a field for it. */
const INTERRUPTED = /^interrupted: /;

/**
 * The atlas of a file.
 *
 * @param certificates ways to certify whose kinds may occur besides those of this package.
 * @throws ProblemError, one line with the place and the expectation, for anything that has not the form of an atlas.
 */
export function readStoredAtlas(
  json: string,
  certificates: readonly { readonly kind: string }[] = [],
): Atlas {
  const plain = parseJson(json, { place: "atlas", megabytes: MAX_MEGABYTES });
  const file =
    certificates.length === 0 ? FILE : fileOf(atlasFieldsWith(certificates.map(({ kind }) => kind)));
  const { schemaVersion: _, package: __, ...fields } = parse(file, copyJson(plain), []);
  const atlas = fields as unknown as Atlas;
  return INTERRUPTED.test(atlas.audit.reason ?? "")
    ? { ...atlas, audit: { ...atlas.audit, interrupted: true } }
    : atlas;
}
