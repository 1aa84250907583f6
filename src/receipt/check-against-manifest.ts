import type { Address } from "viem";
import { faultOfManifest } from "../build/fault-of-manifest.ts";
import type { Manifest } from "../build/manifest.ts";
import { floorDivide } from "../model/floor-divide.ts";
import { modelId } from "../statement/model-id.ts";
import { type Check, check } from "./check-receipt.ts";
import type { Receipt } from "./receipt.ts";

/** The checks of a receipt against the public manifest of the model that it names: that the two speak of one model, and what the manifest says of its scores. */
export function checkAgainstManifest(receipt: Receipt, manifest: Manifest): Check[] {
  const { model, application, opening, outcome } = receipt;
  const { pointsScale, bandWidth } = manifest.disclosure;
  const lender = application.lender.toLowerCase() as Address;
  const band = BigInt(bandWidth);
  return [
    check("The manifest holds together", "it does", faultOfManifest(manifest) ?? "it does"),
    check("The manifest is of the model that the receipt names", `${manifest.name} ${manifest.version}`, `${model.name} ${model.version}`),
    check("The manifest has the model's commitment", manifest.modelCommitment, model.commitment),
    check("The model's id belongs to its lender, name and version", modelId(lender, model.name, model.version), model.id),
    check("Scores are in the model's units", `10^-${pointsScale}`, `10^-${receipt.pointsScale}`),
    check("The disclosed score is the exact one, rounded down to its band", floorDivide(opening.score, band) * band, outcome.disclosedScore),
  ];
}

/** The name of the check by which a receipt for a real decision is told from one for development. */
export const PRODUCTION_CHECK = "The key was made so that nobody can forge proofs with it";

/** Fails for a key that one party made, or that nobody contributed to. */
export const checkForProduction = ({ key }: Manifest): Check =>
  check(PRODUCTION_CHECK, "a ceremony with contributions", key.insecure ? `an insecure key of origin ${key.origin}` : "a ceremony with contributions");
