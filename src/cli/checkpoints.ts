/**
 * Checkpoints as files of a folder, one per run: `KEY.json` with the parameters as base64 of little-endian doubles, so
 * that −0 and every digit survive.
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { CheckpointStore } from "../dynamics/experiments/experiment.js";
import { UsageError } from "./exit.js";
import { makeFolder, writeAtomically } from "./files.js";

const number = z.number();
const optional = number.exactOptional();

const schema = z.strictObject({
  epoch: z.int().min(0),
  loss: optional,
  parameters: z.base64(),
  records: z
    .array(
      z.strictObject({
        epoch: z.int().min(0),
        loss: optional,
        recovery: z.strictObject({ min: number, median: number, max: number }),
        effectiveRank: number,
        retained: optional,
      }),
    )
    .min(1),
});

/** @throws UsageError if the folder cannot be made, or a file in it is no checkpoint. */
export async function folderStore(folder: string): Promise<CheckpointStore> {
  await makeFolder(folder);
  const place = (key: string) => join(folder, `${key}.json`);
  return {
    async load(key) {
      const text = await readFile(place(key), "utf8").catch(() => undefined);
      if (text === undefined) return undefined;
      const refuse = () =>
        new UsageError(`${place(key)}: expected a checkpoint, got something else (delete it to start over)`);
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch {
        throw refuse();
      }
      const { success, data } = schema.safeParse(json);
      if (!success) throw refuse();
      const bytes = Buffer.from(data.parameters, "base64");
      if (bytes.length % 8 !== 0) throw refuse();
      const parameters = new Float64Array(bytes.length / 8);
      for (let k = 0; k < parameters.length; k++) parameters[k] = bytes.readDoubleLE(8 * k);
      return { ...data, parameters };
    },
    async save(key, { parameters, ...rest }) {
      const bytes = Buffer.alloc(8 * parameters.length);
      parameters.forEach((value, k) => {
        bytes.writeDoubleLE(value, 8 * k);
      });
      await writeAtomically(
        place(key),
        `${JSON.stringify({ ...rest, parameters: bytes.toString("base64") })}\n`,
      );
    },
  };
}
