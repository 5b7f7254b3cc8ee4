/** The identity dictionary: M = I, d = p. */
import { z } from "zod";
import { RationalMatrix } from "../../exact/matrix.js";
import { dimension, object } from "../../files/fields.js";
import type { DictionaryKind } from "./dictionary.js";

const schema = object({ kind: z.literal("identity"), size: dimension });

type Spec = z.output<typeof schema>;

/** M = I. */
export const identityDictionary = {
  schema,
  shape: ({ size }: Spec) => [size, size] as const,
  build: ({ size }: Spec) => RationalMatrix.identity(size),
  describe: () => "identity dictionary",
} satisfies DictionaryKind<Spec>;
