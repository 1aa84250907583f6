import { CredenceError } from "../errors/credence-error.ts";
import type { QuantisedModel, QuantisedScorecard } from "../model/quantised.ts";
import { schemaHash } from "../record/schema.ts";
import { PUBLIC_SIGNALS } from "../statement/signals.ts";
import type { AtomTable } from "./atoms.ts";
import { checkModel } from "./check-model.ts";
import { type DecisionPlan, planDecision } from "./decision-plan.ts";
import { type FeaturePlan, planFeatures } from "./feature-plan.ts";
import { planReasons, type ReasonPlan } from "./reason-plan.ts";
import { type RecordLayout, recordLayout } from "./record-layout.ts";

/** Terms of one sum in circom. Longer ones go through signals of their own: the compiler overflows its stack on one expression of several hundred terms. */
const TERMS = 100;

const list = (values: readonly (bigint | number)[]) => `[${values.join(", ")}]`;

/** Names from the model stand in comments only, as printable ASCII. */
const quoted = (text: string) => JSON.stringify(text).replaceAll(/[^ -~]/gu, (c) => `\\u{${(c.codePointAt(0) as number).toString(16)}}`);

class Source {
  readonly lines: string[] = [];

  add(...lines: string[]): void {
    this.lines.push(...lines.map((line) => (line === "" ? "" : `    ${line}`)));
  }

  /** Declares `name` as the sum of the terms. */
  sum(name: string, terms: readonly string[]): void {
    if (terms.length <= TERMS) {
      this.add(`signal ${name} <== ${terms.length === 0 ? "0" : terms.join(" + ")};`);
      return;
    }
    const parts: string[] = [];
    for (let i = 0; i < terms.length; i += TERMS) {
      const part = `${name}_part${i / TERMS}`;
      this.add(`signal ${part} <== ${terms.slice(i, i + TERMS).join(" + ")};`);
      parts.push(part);
    }
    this.sum(name, parts);
  }
}

const atomsCall = ({ width, atoms }: AtomTable) =>
  `Atoms(${atoms.length}, ${width}, ${list(atoms.map(({ from }) => from))}, ${list(atoms.map(({ to }) => to))})`;

const atomsOf = (feature: FeaturePlan) => `${feature.name}_atom`;

function writeInputs(source: Source, layout: RecordLayout, model: QuantisedScorecard): void {
  source.add("// The statement.", ...PUBLIC_SIGNALS.map((name) => `signal output ${name};`), "");
  source.add("// What the prover knows: signature, blind, and the record in its slots.");
  source.add("signal input signer;", "signal input application;", "signal input issuedAt;");
  source.add("signal input R8x;", "signal input R8y;", "signal input S;", "signal input blind;");
  source.add(`signal input code[${layout.used.length}];`);
  if (layout.unused.length > 0) source.add(`signal input unused[${layout.unused.length}];`);
  if (layout.whole.length > 0) source.add(`signal input whole[${layout.whole.length}];`);
  source.add("", `// ${quoted(model.name)} ${quoted(model.version)}`, "");
}

function writeFeatures(source: Source, features: readonly FeaturePlan[]): void {
  source.add("// The atoms of each feature: codes of one atom are alike to every characteristic.");
  features.forEach((feature, i) => {
    const { table, name } = feature;
    source.add(`signal ${name}_atom[${table.atoms.length}] <== ${atomsCall(table)}(code[${i}]);    // ${table.cost}`);
  });
  source.add("");
}

function writeRecord(source: Source, layout: RecordLayout): void {
  if (layout.unused.length > 0) source.add("// Slots that the model does not read, kept from their neighbours.");
  source.add(...layout.unused.map(({ width }, run) => `RangeCheck(${width})(unused[${run}]);`));
  source.add("// The packed record, as it was signed.");
  for (let element = 0; element < layout.elements; element++) {
    const whole = layout.whole.indexOf(element);
    const terms = whole >= 0 ? [`whole[${whole}]`] : [];
    layout.used.forEach((feature, i) => {
      const slot = layout.slots[feature];
      if (slot?.element === element) terms.push(`code[${i}] * ${1n << BigInt(slot.offset)}`);
    });
    layout.unused.forEach((run, i) => {
      if (run.element === element) terms.push(`unused[${i}] * ${1n << BigInt(run.offset)}`);
    });
    source.sum(`element${element}`, terms);
  }
  source.add("");
}

function writeDecision(source: Source, model: QuantisedScorecard, features: readonly FeaturePlan[], plan: DecisionPlan): void {
  source.add(`// The score: from ${plan.least} to ${plan.most}, in units of 10^-${model.pointsScale}.`);
  source.add(...features.map(({ name, points }) => `signal ${name}_points <== Lookup(${points.length}, ${list(points)})(${name}_atom);`));
  source.sum("score", [`${model.initialPoints}`, ...features.map(({ name }) => `${name}_points`)]);
  const { bandWidth } = model.policy;
  const { disclosure, table } = plan;
  source.add("", "// The band in which the score is disclosed, and the decision by the cut-offs.");
  if (disclosure.kind === "division") {
    source.add(`signal band <== Band(${bandWidth})(score);`);
    if (disclosure.range) source.add(`RangeCheck(${disclosure.range.width})(band - (${disclosure.range.least}));`);
  }
  source.add(`signal cell[${table.atoms.length}] <== ${atomsCall(table)}(${plan.over});    // ${table.cost}`);
  source.add(`signal decision <== Lookup(${table.atoms.length}, ${list(plan.decision)})(cell);`);
  if (disclosure.kind === "exact") source.add("signal disclosedScore <== score;");
  if (disclosure.kind === "division") source.add(`signal disclosedScore <== band * ${bandWidth};`);
  if (disclosure.kind === "atoms") source.add(`signal disclosedScore <== Lookup(${table.atoms.length}, ${list(disclosure.value)})(cell);`);
  source.add("");
}

function writeReasons(source: Source, features: readonly FeaturePlan[], plan: ReasonPlan): void {
  if (plan.kind === "none") {
    source.add("// No characteristic can fall short of its baseline.", "signal packedReasons <== 0;");
  } else if (plan.kind === "ordered") {
    source.add("// The reasons that apply, pushed from the smallest key to the largest.");
    let list = "0";
    plan.steps.forEach(({ feature, present, code, cut }, i) => {
      if (cut !== undefined) {
        source.add(`signal cut${i}[4] <== LowestDigits(${plan.digit}, ${cut})(${list});`);
        list = `kept${i}`;
        source.sum(
          list,
          [0, 1, 2, 3].map((slot) => `cut${i}[${slot}] * ${1n << BigInt(slot * plan.digit)}`),
        );
      }
      const atoms = atomsOf(features[feature] as FeaturePlan);
      const ones = present.flatMap((is, atom) => (is ? [`${atoms}[${atom}]`] : []));
      source.sum(`present${i}`, ones);
      source.add(`signal list${i} <== PushReason(${plan.digit}, ${code})(present${i}, ${list});`);
      list = `list${i}`;
    });
    source.add(`signal slot[4] <== LowestDigits(${plan.digit}, ${plan.digits})(${list});`);
    source.add("signal packedReasons <== PackReasons()(slot);");
  } else {
    source.add("// The shortfall of each reason against the baseline.");
    plan.codes.forEach((code, i) => {
      const terms: string[] = [];
      for (const feature of features) {
        const values = feature.shortfall.get(code - 1);
        if (!values) continue;
        source.add(`signal ${feature.name}_shortfall${code} <== Lookup(${values.length}, ${list(values)})(${atomsOf(feature)});`);
        terms.push(`${feature.name}_shortfall${code}`);
      }
      source.sum(`shortfall${i}`, terms);
    });
    source.add(`signal shortfall[${plan.codes.length}];`);
    source.add(...plan.codes.map((_, i) => `shortfall[${i}] <== shortfall${i};`));
    source.add(`signal slot[4] <== TopFour(${plan.codes.length}, ${plan.least}, ${plan.most}, ${list(plan.codes)})(shortfall);    // ${plan.cost}`);
    source.add("signal packedReasons <== PackReasons()(slot);");
  }
  source.add("");
}

const INCLUDES = [
  "range/range-check.circom",
  "bins/atoms.circom",
  "bins/lookup.circom",
  "decision/band.circom",
  "reasons/push-reason.circom",
  "reasons/lowest-digits.circom",
  "reasons/top-four.circom",
  "reasons/pack-reasons.circom",
  "shell/decision-shell.circom",
];

/**
 * The circuit of a model in fixed mode: circom text with a main, in which every parameter of the model is a constant. The same model and commitment
 * give the same text, byte for byte. It holds the whole model: it is the lender's secret, as all that is compiled from it.
 * Includes are relative to circuits/lib and circomlib. Every public signal is an output, in the order of PUBLIC_SIGNALS.
 * @throws CredenceError CRD-3001 for a model that no circuit can be made for.
 */
export function generateDecisionCircuit(model: QuantisedModel, modelCommitment: bigint): string {
  if (model.kind !== "scorecard") throw new CredenceError("CRD-3001", `Found ${model.kind}, expected a scorecard.`, { place: `model ${model.name}` });
  checkModel(model);
  const layout = recordLayout(model);
  const features = planFeatures(model);
  const source = new Source();
  writeInputs(source, layout, model);
  writeFeatures(source, features);
  writeRecord(source, layout);
  writeDecision(source, model, features, planDecision(model, features));
  writeReasons(source, features, planReasons(features));

  source.add(
    "// The shell of every decision.",
    `component shell = DecisionShell(${layout.elements}, ${schemaHash(model.schema)});`,
    `modelCommitment <== ${modelCommitment};`,
    "issuerKey <== signer;",
    "applicationId <== application;",
    "shell.modelCommitment <== modelCommitment;",
    "shell.issuerKey <== signer;",
    "shell.applicationId <== application;",
    ...["R8x", "R8y", "S", "issuedAt", "blind", "decision", "score", "disclosedScore", "packedReasons"].map((name) => `shell.${name} <== ${name};`),
    ...Array.from({ length: layout.elements }, (_, element) => `shell.element[${element}] <== element${element};`),
    "decisionCommitment <== shell.decisionCommitment;",
    "outcome <== shell.outcome;",
  );
  return [
    "// Generated from a model in fixed mode: holds the model, never publish it.",
    "pragma circom 2.2.0;",
    "",
    ...INCLUDES.map((path) => `include "${path}";`),
    "",
    "template Decision() {",
    ...source.lines,
    "}",
    "",
    "component main = Decision();",
    "",
  ].join("\n");
}
