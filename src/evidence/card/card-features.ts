import { CredenceError } from "../../errors/credence-error.ts";
import { featuresOf } from "../../model/column-cell.ts";
import { neededFeatures } from "../../model/needed-features.ts";
import type { QuantisedModel } from "../../model/quantised.ts";
import { cardinality, type Feature } from "../../record/schema.ts";
import { checkLinearClaim } from "../claims/check-linear-claim.ts";
import { checkScorecardClaim } from "../claims/check-scorecard-claim.ts";
import { provedDirections } from "../claims/trees-direction.ts";
import type { ModelCard } from "./model-card.ts";

type CardFeature = ModelCard["features"][number];

/** Words of a name that may stand for what equal-credit law protects. A guess, and called one. */
const PROTECTED =
  /^(age|birth\w*|born|dob|sex|gender|female|male|race|racial|ethnic\w*|black|hispanic|colou?r|religio\w*|marital|marriage|married|spouse|nation\w*|citizen\w*|foreign\w*|disab\w*|pregnan\w*|personal)$/;

const looksProtected = (name: string) => name.split("_").some((word) => PROTECTED.test(word));

function spellValues(feature: Feature): string {
  const missing = feature.missing === "marker" ? ", or missing" : "";
  if (feature.type === "category") return `${feature.values.length} categories${missing}`;
  const unit = feature.type === "number" && feature.unit !== undefined ? ` ${feature.unit}` : "";
  return `${feature.min} to ${feature.max}${unit}${missing}`;
}

const spellDirection = (increasing: boolean, decreasing: boolean, neither: "both-ways" | "not-certain"): CardFeature["direction"] =>
  increasing ? (decreasing ? "constant" : "increasing") : decreasing ? "decreasing" : neither;

function directionOf(model: QuantisedModel, position: number, feature: Feature): CardFeature["direction"] {
  if (feature.type === "category") return "no-order";
  const values = cardinality(feature) - (feature.missing === "marker" ? 1n : 0n);
  if (model.kind === "trees") {
    const { increasing, decreasing } = provedDirections(model, position, values);
    return spellDirection(increasing, decreasing, "not-certain");
  }
  if (model.kind === "network") return "not-certain";
  const holds = (direction: "increasing" | "decreasing") => {
    const claim = { claim: "monotone", feature: feature.name, direction } as const;
    const claimed = { position, values, from: undefined };
    const { result } = model.kind === "linear" ? checkLinearClaim(model, claim, claimed) : checkScorecardClaim(model, claim, claimed);
    return result === "holds";
  };
  return spellDirection(holds("increasing"), holds("decreasing"), "both-ways");
}

/** Names of the characteristics or columns that a feature goes into. */
function readersOf(model: QuantisedModel, position: number): string[] {
  if (model.kind === "scorecard") return model.characteristics.filter(({ feature }) => feature === position).map(({ name }) => name);
  if (model.kind === "linear" || model.kind === "network") return neededFeatures(model).has(position) ? [model.schema.features[position]?.name as string] : [];
  return model.columns.filter((column) => featuresOf(column).includes(position)).map(({ name }) => name);
}

/**
 * What a card says of the schema's features.
 * @param declared features that stand for a protected attribute, by name.
 * @throws CredenceError CRD-1202 for a name that the schema does not have.
 */
export function cardFeatures(model: QuantisedModel, declared: readonly string[]): CardFeature[] {
  const { features } = model.schema;
  const unknown = declared.find((name) => !features.some((feature) => feature.name === name));
  if (unknown !== undefined) {
    throw new CredenceError("CRD-1202", `Found ${unknown} among the protected features, expected some of ${features.map(({ name }) => name).join(", ")}.`);
  }
  return features.map((feature, position) => {
    const through = readersOf(model, position);
    return {
      name: feature.name,
      values: spellValues(feature),
      through,
      direction: through.length === 0 ? "no-order" : directionOf(model, position, feature),
      protected: declared.includes(feature.name) ? "declared" : looksProtected(feature.name) ? "guessed" : "no",
    };
  });
}
