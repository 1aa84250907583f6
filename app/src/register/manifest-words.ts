import { z } from "zod";
import { formatQuantity } from "../format/number.ts";
import { disclosureOf, formatDisclosed } from "./disclosure.ts";

/** Parts of a public manifest that a reader is told; a part that is missing is left out. */
const Told = z.object({
  schema: z
    .object({ name: z.string(), version: z.int(), features: z.array(z.unknown()) })
    .optional()
    .catch(undefined),
  circuit: z.object({ constraints: z.int() }).optional().catch(undefined),
  key: z
    .object({ contributions: z.array(z.object({ name: z.string(), type: z.enum(["contribution", "beacon"]) })) })
    .optional()
    .catch(undefined),
  compilers: z.record(z.string(), z.string()).optional().catch(undefined),
});

/** What a model's public manifest says of it, in words; undefined where there is none. */
export function manifestWords(manifest: unknown, locale: string) {
  const parsed = Told.safeParse(manifest);
  if (!parsed.success) return undefined;
  const { schema, circuit, key, compilers } = parsed.data;
  const disclosure = disclosureOf(manifest);
  const people = key?.contributions.filter(({ type }) => type === "contribution").map(({ name }) => name || "unnamed") ?? [];
  const beacon = key?.contributions.some(({ type }) => type === "beacon");
  return {
    schema: schema && `${schema.name} ${schema.version}, ${formatQuantity(schema.features.length, "feature", "features", locale)}`,
    circuit: circuit && formatQuantity(circuit.constraints, "constraint", "constraints", locale),
    disclosure: disclosure && (disclosure.bandWidth === 1n ? "exact" : `by bands of ${formatDisclosed(disclosure.bandWidth, disclosure, locale)} points`),
    ceremony:
      people.length === 0
        ? undefined
        : `a ceremony with ${formatQuantity(people.length, "contribution", "contributions", locale)}${beacon ? " and a beacon" : ""}: ${people.join(", ")}`,
    compilers:
      compilers &&
      Object.entries(compilers)
        .map(([name, version]) => `${name} ${version}`)
        .join(", "),
  };
}
