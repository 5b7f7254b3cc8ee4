/** The kinds of latents: the only list of them. */
import type { z } from "zod";
import { KindTable } from "../../files/kinds.js";
import { bernoulli } from "./bernoulli.js";
import { kSparse } from "./k-sparse.js";
import type { LatentKind } from "./latent.js";
import { givenMoment } from "./moment.js";
import { oneHot } from "./one-hot.js";
import { signedBernoulli } from "./signed-bernoulli.js";
import { signedPattern } from "./signed-pattern.js";

const ROWS = [oneHot, bernoulli, signedBernoulli, kSparse, signedPattern, givenMoment] as const;

type Row = (typeof ROWS)[number];

/** Those of this package. */
export const LATENTS = new KindTable<LatentKind>(ROWS);

/** Latents as they are written. */
export type LatentInput = z.input<Row["schema"]>;

/** Latents with every hypothesis checked and defaults filled in. */
export type LatentSpec = Readonly<ReturnType<Row["complete"]>>;
