/**
 * The certificates of a list of components, within a fixed amount of work, and what they contradict.
 *
 * A certificate costs about (unknowns)³ operations. With `auto` the components are certified in their order until the
 * work is used up: a number, not a clock, so that the same problem always gives the same certificates.
 */
import { pow } from "../../elementary/elementary.js";
import type { Interval } from "../../numeric/rigorous/interval.js";
import type { Objective, Proposal } from "../../objectives/objective.js";
import type { Landscape } from "../../symbolic/landscape.js";
import type { Contradiction } from "../contradictions.js";
import { equilibriumKind, localKind } from "../group/kinds.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import { CERTIFICATES } from "../record/certificate-kinds.js";
import type { CertificateSummary, CriticalComponent, ProvenStatement } from "../record/types.js";
import { type Certified, isCertified, valueAgrees } from "./certified.js";
import { Certifier } from "./certify.js";

/** Which components get a certificate: those that a fixed amount of work pays for, all, or none. */
export type CertifyOption = "auto" | "all" | "none";
/** Who proposes a component. */
export type Proposer = "closed-form" | "solver";

/** Σ n³ that `auto` pays for: about two tenths of a second. */
const CERTIFICATE_WORK = 5e7;
/** Unknowns of one component beyond which `auto` does not begin. */
const AUTO_UNKNOWNS = 128;

/** Why `auto` did not try. */
const BEYOND_WORK = "beyond the work that certificates are given by default";

const CLOSER = "another critical point is closer than doubles tell";

/** A way to prove something of a critical point that is none of this package's own. */
export interface CertificateWay {
  /** The kind of its certificates. */
  readonly kind: string;
  /** What its proofs rest on, in a few words. */
  readonly how: string;
  /** @param x the entries of the point, variable by variable, row-major. @returns null where nothing is proved. */
  prove(landscape: Landscape, x: Float64Array): Omit<Certified, "kind"> | null;
}

/** Certifies a list of components in its order, within a fixed amount of work. */
export class Certification {
  private readonly certifier: Certifier | null;
  private readonly unknowns: number;
  private left = CERTIFICATE_WORK;
  private readonly minimum: NonNullable<Objective["oracle"]>["provenMinimum"];

  constructor(
    objective: Objective,
    private readonly system: LandscapeSystem | null,
    private readonly proposer: Proposer,
    private readonly option: CertifyOption,
    private readonly ways: readonly CertificateWay[] = [],
  ) {
    const { landscape, symmetries, oracle } = objective;
    if (option !== "none") this.minimum = oracle?.provenMinimum;
    this.unknowns = system === null ? 0 : system.size + system.manifold.spheres.length;
    this.certifier =
      landscape === undefined || system === null || option === "none"
        ? null
        : new Certifier(landscape, symmetries, system);
  }

  /** The component with its certificate, and every claim that the certificate refutes. */
  of(
    component: CriticalComponent,
    proposal?: Proposal,
  ): { component: CriticalComponent; failures: Contradiction[] } {
    const { certifier } = this;
    if (this.minimum !== undefined) return this.byTheorem(component, this.minimum(component.representative));
    if (certifier === null || proposal?.nonsmooth === true)
      return { component: this.uncertified(component, undefined), failures: [] };
    if (!this.affordable())
      return {
        component: this.uncertified(component, BEYOND_WORK),
        failures: [],
      };
    const x = certifier.flatten(component.representative);
    const usual = certifier.certify(x, component.nullity, proposal?.exactRepresentative);
    const result = isCertified(usual) ? usual : (this.otherwise(x) ?? usual);
    if (!isCertified(result)) return { component: this.uncertified(component, result.failure), failures: [] };
    if (proposal !== undefined && isOfAnother(result, proposal))
      return { component: this.uncertified(component, CLOSER), failures: [] };
    // A stored component is held against what is proved; a proposal learns from it.
    const settled =
      this.system === null || proposal === undefined
        ? component
        : withProvenInertia(component, proposal, result, this.system);
    return {
      component: { ...settled, certificate: this.summary(settled, result) },
      failures: contradictions(settled, result, this.system?.valueRounding(x)),
    };
  }

  /** By the first of the further ways that proves something. */
  private otherwise(x: Float64Array): Certified | null {
    for (const way of this.ways) {
      const proved = way.prove(this.system!.landscape, x);
      if (proved !== null) return { ...proved, kind: way.kind };
    }
    return null;
  }

  /** At kinks: a global minimum by its theorem, with an enclosure of the value. */
  private byTheorem(
    component: CriticalComponent,
    value: Interval | null,
  ): { component: CriticalComponent; failures: Contradiction[] } {
    if (value === null)
      return {
        component: this.uncertified(
          component,
          "the theorem of the global minima does not apply at the point",
        ),
        failures: [],
      };
    const listed = component.value;
    const agrees = listed === undefined || valueAgrees({ value }, listed);
    const failures: Contradiction[] = agrees
      ? []
      : [{ kind: "value-not-as-proved", component: component.id, listed, proved: value }];
    const detail = "a global minimum by its theorem, hypotheses and constraints decided exactly";
    return {
      component: {
        ...component,
        certificate: { kind: "exact", detail, proven: ["existence", "value"], radius: 0 },
      },
      failures,
    };
  }

  private summary(component: CriticalComponent, certified: Certified): CertificateSummary {
    const { kind, of, radius, dimension, value } = certified;
    const proven: ProvenStatement[] = [
      "existence",
      ...(of === "isolated" || of === "orbit" ? (["uniqueness"] as const) : []),
      ...(of === "point" ? [] : (["dimension"] as const)),
      ...(component.index === undefined ? [] : (["index", "nullity"] as const)),
      ...(value === undefined ? [] : (["value"] as const)),
    ];
    const known: readonly { readonly kind: string; readonly how?: string }[] = [
      ...CERTIFICATES,
      ...this.ways,
    ];
    const how = known.find((row) => row.kind === kind)?.how;
    // The types of the record know the kinds of this package.
    const name = kind as CertificateSummary["kind"];
    return { kind: name, detail: `${SETS[of](dimension ?? 0)}: ${how}`, proven, radius };
  }

  private affordable(): boolean {
    if (this.option === "all") return true;
    const cost = pow(this.unknowns, 3);
    if (this.unknowns > AUTO_UNKNOWNS || cost > this.left) return false;
    this.left -= cost;
    return true;
  }

  private uncertified(component: CriticalComponent, reason: string | undefined): CriticalComponent {
    const { kind, detail } = component.certificate;
    return {
      ...component,
      certificate: {
        kind: this.proposer === "solver" && kind === "closed-form" ? "numerical" : kind,
        detail: reason === undefined ? detail : `${detail}; not certified: ${reason}`,
      },
    };
  }
}

/**
 * Whether what is certified next to the representative has other signs than the point that is located exactly: then it is another critical
 * point, closer than doubles tell.
 */
const isOfAnother = ({ index, nullity }: Certified, { exactSigns }: Proposal): boolean =>
  exactSigns !== undefined &&
  exactSigns !== "undecided" &&
  (exactSigns.index !== index || exactSigns.nullity !== nullity);

/** The component with the index and nullity that are proved: they outrank what is read off a spectrum in floating point. */
function withProvenInertia(
  component: CriticalComponent,
  proposal: Proposal,
  { index, nullity, positive }: Certified,
  system: LandscapeSystem,
): CriticalComponent {
  const { dimension } = component;
  if ((component.index === index && component.nullity === nullity) || dimension === undefined)
    return component;
  const signs = { decided: true, index, nullity, dimension };
  // What its proposer notes stays; that eigenvalues are undecided is no longer so.
  const { notes: _, ...rest } = component;
  return {
    ...rest,
    index,
    nullity,
    morseBott: nullity === dimension,
    kind: system.isField
      ? equilibriumKind(signs)
      : component.kind === "global-minimum" && index === 0
        ? "global-minimum"
        : localKind(signs, system),
    ...(system.isField ? { stability: { stable: positive, zero: nullity, unstable: index } } : {}),
    ...(proposal.notes === undefined || proposal.notes.length === 0 ? {} : { notes: proposal.notes }),
  };
}

/** What the certificate proves otherwise than listed. */
export function contradictions(
  component: CriticalComponent,
  certified: Certified,
  valueRounding?: number,
): Contradiction[] {
  const found: Contradiction[] = [];
  const { id } = component;
  const compare = (
    what: "index" | "nullity" | "dimension",
    listed: number | undefined,
    proved: number | undefined,
  ) => {
    if (listed !== undefined && proved !== undefined && listed !== proved)
      found.push({ kind: "not-as-proved", component: id, what, listed, proved });
  };
  compare("index", component.index, certified.index);
  compare("nullity", component.nullity, certified.nullity);
  if (certified.of !== "point") compare("dimension", component.dimension, certified.dimension);
  if (component.value !== undefined && !valueAgrees(certified, component.value, valueRounding))
    found.push({
      kind: "value-not-as-proved",
      component: id,
      listed: component.value,
      proved: certified.value,
    });
  return found;
}

const SETS: Readonly<Record<Certified["of"], (dimension: number) => string>> = {
  isolated: () => "an isolated critical point",
  orbit: (k) => `a critical orbit of dimension ${k} under a proved symmetry`,
  "zero-set": (k) => `a critical manifold of dimension ${k} cut out by linear conditions and the constraint`,
  point: () => "a critical point",
};
