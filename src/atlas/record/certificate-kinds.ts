/**
 * The kinds of certificates, strongest first: one row each.
 *
 * `how` is what a proof of that kind rests on; without it nothing is proved of the component but what its proposer knows.
 */

/** The rows; their order is that of strength. */
export const CERTIFICATES = [
  { kind: "exact", how: "stationarity and inertia over the rationals" },
  { kind: "interval", how: "interval Newton and interval inertia" },
  { kind: "closed-form" },
  { kind: "numerical" },
] as const satisfies readonly { readonly kind: string; readonly how?: string }[];

/** The name of a kind of certificates. */
export type CertificateName = (typeof CERTIFICATES)[number]["kind"];

/** The names, in the order of the rows. */
export const CERTIFICATE_KINDS = CERTIFICATES.map(({ kind }) => kind) as unknown as readonly [
  CertificateName,
  ...CertificateName[],
];
