/** The kinds of dictionaries: the only list of them. */
import type { z } from "zod";
import { KindTable } from "../../files/kinds.js";
import type { DictionaryKind } from "./dictionary.js";
import { identityDictionary } from "./identity.js";
import { givenMatrix } from "./matrix.js";
import { randomOrthonormal } from "./random-orthonormal.js";
import { rationalOrthonormal } from "./rational-orthonormal.js";

const ROWS = [identityDictionary, givenMatrix, randomOrthonormal, rationalOrthonormal] as const;

/** Those of this package. */
export const DICTIONARIES = new KindTable<DictionaryKind>(ROWS);

/** Dictionaries as they are written. */
export type DictionaryInput = z.input<(typeof ROWS)[number]["schema"]>;

/** Dictionaries with every hypothesis checked. */
export type DictionarySpec = Readonly<z.output<(typeof ROWS)[number]["schema"]>>;
