import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { importBytes } from "../../src/import/import-model.ts";
import { expectRefusedCheaply } from "./hostile-bytes.ts";
import { PMML_CHAIN, PMML_REGRESSION, PMML_SCORECARD, PMML_TREE } from "./pmml-files.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const read = (content: string | Uint8Array) => importBytes("m.pmml", typeof content === "string" ? encode(content) : content);

/** What is wrong, the document, what stands in the place of what, the error's code, the text at whose start it is told, what its message names. */
type Twin = [what: string, document: string, from: string | RegExp, to: string, code: string, at: string | RegExp, message: RegExp];

const DECADES = '<Apply function="/"><FieldRef field="age"/><Constant dataType="double">10</Constant></Apply>';
const LOW = '<SimplePredicate field="decades" operator="lessThan" value="3.5"/>';
const ARRAY = '<Array type="string" n="1">"rent"</Array>';
const PREDICTOR = '<NumericPredictor name="age" coefficient="-0.25"/>';
const SEGMENT = '<Segmentation multipleModelMethod="sum">';

/** Told where the parser stands when it knows. */
const SOMEWHERE = /^m\.pmml:\d+:\d+$/;

const twins: Twin[] = [
  // The document.
  ["a document type declaration", PMML_TREE, "<PMML", "<!DOCTYPE PMML>\n<PMML", "CRD-1101", SOMEWHERE, /document type declaration/],
  [
    "a billion laughs",
    PMML_TREE,
    "<PMML",
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>\n<PMML a="&c;"',
    "CRD-1101",
    SOMEWHERE,
    /document type declaration/,
  ],
  [
    "an external entity",
    PMML_TREE,
    "<PMML",
    '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<PMML a="&a;"',
    "CRD-1101",
    SOMEWHERE,
    /document type declaration/,
  ],
  ["an entity that nothing defines", PMML_TREE, ">10<", ">&ten;<", "CRD-1101", SOMEWHERE, /undefined entity/],
  ["an element that is not closed", PMML_TREE, "</TreeModel>", "", "CRD-1101", SOMEWHERE, /not well formed/],
  ["an element that another closes", PMML_TREE, "</TransformationDictionary>", "</TreeModel>", "CRD-1101", SOMEWHERE, /not well formed/],
  ["an attribute twice", PMML_TREE, 'id="1"', 'id="1" id="1"', "CRD-1101", SOMEWHERE, /duplicate attribute/],
  ["an attribute without quotes", PMML_TREE, 'id="1"', "id=1", "CRD-1101", SOMEWHERE, /not well formed/],
  ["something after the end", PMML_TREE, "</PMML>", "</PMML><PMML/>", "CRD-1101", SOMEWHERE, /not well formed/],
  ["another encoding", PMML_TREE, "UTF-8", "ISO-8859-1", "CRD-1002", SOMEWHERE, /ISO-8859-1, expected UTF-8/],
  ["another language", PMML_TREE, "http://www.dmg.org/PMML-4_4", "http://www.w3.org/1999/xhtml", "CRD-1101", "<PMML", /expected PMML of/],
  ["PMML 3", PMML_TREE, "http://www.dmg.org/PMML-4_4", "http://www.dmg.org/PMML-3_2", "CRD-1101", "<PMML", /PMML-4_0 to PMML-4_4/],
  ["a version of the future", PMML_TREE, 'version="4.4"', 'version="5.0"', "CRD-1103", "<PMML", /"5.0", expected 4.0 to 4.4/],
  ["no version", PMML_TREE, ' version="4.4">', ">", "CRD-1101", "<PMML", /no version/],
  ["no dictionary", PMML_TREE, /<DataDictionary[\s\S]*<\/DataDictionary>/, "", "CRD-1101", "<PMML", /no DataDictionary/],
  ["no model", PMML_TREE, /<TreeModel[\s\S]*<\/TreeModel>/, "", "CRD-1101", "<PMML", /no model/],
  ["two models", PMML_REGRESSION, /(<RegressionModel[\s\S]*<\/RegressionModel>)/, "$1<TreeModel/>", "CRD-1103", "<TreeModel", /second model/],
  ["a network", PMML_TREE, "</PMML>", "<NeuralNetwork/></PMML>", "CRD-1103", "<NeuralNetwork", /NeuralNetwork, expected one of/],
  ["a model that is not for scoring", PMML_TREE, "<TreeModel", '<TreeModel isScorable="false"', "CRD-1103", "<TreeModel", /not for scoring/],
  ["an unknown element", PMML_TREE, "<True/>", "<True/><Guess/>", "CRD-1101", "<Guess", /"Guess" in Node/],
  ["an unknown attribute", PMML_TREE, 'id="1"', 'id="1" weight="2"', "CRD-1101", '<Node id="1"', /attribute "weight" of Node/],
  ["a prototype key", PMML_TREE, 'id="1"', 'id="1" __proto__="2"', "CRD-1101", '<Node id="1"', /"__proto__" of Node/],

  // Fields.
  ["a count of fields that is wrong", PMML_TREE, 'numberOfFields="4"', 'numberOfFields="10000000"', "CRD-1101", "<DataDictionary", /expected 4/],
  [
    "a field twice",
    PMML_TREE,
    'name="income" optype',
    'name="age" optype',
    "CRD-1101",
    '<DataField name="age" optype="continuous" dataType="float"',
    /"age" stands twice/,
  ],
  ["a value twice", PMML_TREE, '<Value value="rent"/>', '<Value value="own"/>', "CRD-1101", '<Value value="own"/></', /"own" stands twice/],
  [
    "a field without a type",
    PMML_TREE,
    'name="age" optype="continuous" dataType="double"',
    'name="age" optype="continuous"',
    "CRD-1101",
    '<DataField name="age"',
    /no dataType/,
  ],
  [
    "a type of no kind",
    PMML_TREE,
    'dataType="float"',
    'dataType="constructor"',
    "CRD-1101",
    '<DataField name="income"',
    /"constructor" of DataField, expected integer/,
  ],
  ["a date", PMML_TREE, 'dataType="float"', 'dataType="date"', "CRD-1103", '<DataField name="income"', /dates and times are not read/],
  [
    "a range that is no number",
    PMML_TREE,
    'dataType="double"/>',
    'dataType="double"><Interval closure="closedClosed" leftMargin="NaN"/></DataField>',
    "CRD-1105",
    "<Interval",
    /"NaN" as the leftMargin/,
  ],
  [
    "a mining field twice",
    PMML_TREE,
    '<MiningField name="home"/>',
    '<MiningField name="income"/>',
    "CRD-1101",
    /<MiningField name="income"\/>\s*<\/M/,
    /"income" stands twice/,
  ],
  [
    "a field that the schema does not show",
    PMML_TREE,
    '<MiningField name="home"/>',
    "",
    "CRD-1101",
    '<NormDiscrete field="home"',
    /"home", expected one of the model's mining schema/,
  ],
  [
    "a field from the prototype",
    PMML_TREE,
    'field="decades"',
    'field="__proto__"',
    "CRD-1101",
    '<SimplePredicate field="__proto__"',
    /"__proto__", expected one of/,
  ],
  ["the target as an input", PMML_TREE, 'field="decades"', 'field="bad"', "CRD-1101", '<SimplePredicate field="bad"', /no active field/],
  [
    "a replacement that is no number",
    PMML_TREE,
    'missingValueReplacement="40"',
    'missingValueReplacement="forty"',
    "CRD-1105",
    '<MiningField name="age"',
    /"forty" as the missingValueReplacement/,
  ],
  ["an infinite replacement", PMML_TREE, 'missingValueReplacement="40"', 'missingValueReplacement="1e999"', "CRD-1105", '<MiningField name="age"', /1e999/],
  [
    "outliers without their bounds",
    PMML_TREE,
    'missingValueReplacement="40"',
    'outliers="asExtremeValues"',
    "CRD-1101",
    '<MiningField name="age"',
    /no lowValue/,
  ],
  [
    "outliers that are missing",
    PMML_TREE,
    'missingValueReplacement="40"',
    'outliers="asMissingValues"',
    "CRD-1103",
    '<MiningField name="age"',
    /no place in the pipeline/,
  ],

  // Derived fields.
  [
    "a field that is made of itself",
    PMML_TREE,
    '<FieldRef field="age"/>',
    '<FieldRef field="decades"/>',
    "CRD-1104",
    '<FieldRef field="decades"',
    /made of itself/,
  ],
  [
    "a derived field twice",
    PMML_TREE,
    'name="owner"',
    'name="decades"',
    "CRD-1101",
    '<DerivedField name="decades" optype="continuous" dataType="double"><Norm',
    /"decades" stands twice/,
  ],
  ["a derived field of two expressions", PMML_TREE, DECADES, `${DECADES}<Constant>1</Constant>`, "CRD-1101", '<DerivedField name="decades"', /2 expressions/],
  ["a function of no name", PMML_TREE, 'function="/"', 'function="toString"', "CRD-1103", "<Apply", /"toString", expected one of/],
  ["a logarithm", PMML_TREE, 'function="/"', 'function="ln"', "CRD-1103", "<Apply", /"ln"/],
  ["an argument too many", PMML_TREE, '<FieldRef field="age"/>', '<FieldRef field="age"/><FieldRef field="age"/>', "CRD-1101", "<Apply", /3 arguments of \//],
  ["a division by 0", PMML_TREE, ">10<", ">0<", "CRD-1103", "<Apply", /by 0/],
  [
    "a product of two fields",
    PMML_TREE,
    DECADES,
    '<Apply function="*"><FieldRef field="age"/><FieldRef field="age"/></Apply>',
    "CRD-1103",
    "<Apply",
    /imputed/,
  ],
  ["a constant that is no number", PMML_TREE, ">10<", ">ten<", "CRD-1105", "<Constant", /"ten" as the text/],
  [
    "a table outside the document",
    PMML_TREE,
    '<NormDiscrete field="home" value="own"/>',
    '<MapValues outputColumn="y"><FieldColumnPair field="home" column="x"/><TableLocator/></MapValues>',
    "CRD-1103",
    "<MapValues",
    /outside the document/,
  ],

  // Trees.
  [
    "no score and no counts",
    PMML_TREE,
    / score="yes">\s*<SimplePredicate field="decades" operator="lessThan" value="3.5"\/>\s*<Score[^>]*>\s*<Score[^>]*>/,
    `>${LOW}`,
    "CRD-1103",
    '<Node id="2"',
    /For some records it gives no prediction/,
  ],
  ["a predicate too many", PMML_TREE, LOW, `${LOW}<True/>`, "CRD-1101", /<True\/>\s*<ScoreDistribution/, /second predicate/],
  ["no predicate", PMML_TREE, LOW, "", "CRD-1101", '<Node id="2"', /no predicate/],
  [
    "an operator of no kind",
    PMML_TREE,
    'operator="lessThan"',
    'operator="almost"',
    "CRD-1101",
    '<SimplePredicate field="decades"',
    /"almost" of SimplePredicate/,
  ],
  [
    "an order of categories",
    PMML_TREE,
    'field="decades" operator="lessThan" value="3.5"',
    'field="home" operator="lessThan" value="own"',
    "CRD-1101",
    '<SimplePredicate field="home"',
    /no order/,
  ],
  ["NaN as a threshold", PMML_TREE, 'value="3.5"', 'value="NaN"', "CRD-1105", '<SimplePredicate field="decades"', /"NaN" as the value/],
  ["a threshold beyond float64", PMML_TREE, 'value="3.5"', 'value="1e400"', "CRD-1105", '<SimplePredicate field="decades"', /1e400/],
  [
    "a threshold beyond float32",
    PMML_TREE,
    'field="decades" operator="lessThan" value="3.5"',
    'field="income" operator="lessThan" value="1e39"',
    "CRD-1105",
    '<SimplePredicate field="income"',
    /finite float32/,
  ],
  ["a node twice", PMML_TREE, 'id="3" score', 'id="2" score', "CRD-1104", '<Node id="2" score="no"', /"2" stands twice/],
  ["a default child that there is not", PMML_TREE, 'defaultChild="3"', 'defaultChild="9"', "CRD-1104", '<Node id="1"', /"9" is none of its children/],
  ["counts below 0", PMML_TREE, 'recordCount="10"', 'recordCount="-10"', "CRD-1101", '<ScoreDistribution value="yes" recordCount="-10"', /not negative/],
  ["counts that are 0", PMML_TREE, /recordCount="(6|10)"/g, 'recordCount="0"', "CRD-1105", '<Node id="2"', /records are 0/],
  ["infinite counts", PMML_TREE, 'recordCount="10"', 'recordCount="INF"', "CRD-1105", '<ScoreDistribution value="yes" recordCount="INF"', /INF/],
  ["an array of another length", PMML_TREE, 'n="1"', 'n="1000000"', "CRD-1101", "<Array", /expected 1/],
  ["an array whose quote is open", PMML_TREE, ARRAY, '<Array type="string">"rent</Array>', "CRD-1101", "<Array", /not closed/],
  ["an empty array", PMML_TREE, ARRAY, '<Array type="string"/>', "CRD-1101", "<Array", /no value/],
  [
    "one predicate of several",
    PMML_TREE,
    '<SimplePredicate field="owner" operator="equal" value="1"/>',
    "",
    "CRD-1101",
    "<CompoundPredicate",
    /Found 1 predicates/,
  ],
  ["a strategy of no kind", PMML_TREE, '"defaultChild">', '"hasOwnProperty">', "CRD-1101", "<TreeModel", /hasOwnProperty/],
  ["a penalty", PMML_TREE, "<TreeModel", '<TreeModel missingValuePenalty="0.5"', "CRD-1101", "<TreeModel", /confidences/],
  ["classes without a target", PMML_TREE, 'usageType="target"', 'usageType="active"', "CRD-1101", "<MiningSchema", /no target/],
  ["one class", PMML_TREE, '<Value value="no"/>', "", "CRD-1101", '<DataField name="bad"', /lists 1 values/],
  [
    "a tree that answers nobody",
    PMML_TREE,
    '<Node id="1" defaultChild="3">\n      <True/>',
    '<Node id="1" defaultChild="3">\n      <False/>',
    "CRD-1103",
    "<TreeModel",
    /no prediction for any record/,
  ],

  // Ensembles and chains.
  [
    "a median",
    PMML_CHAIN,
    SEGMENT,
    '<Segmentation multipleModelMethod="median">',
    "CRD-1103",
    '<Segmentation multipleModelMethod="median"',
    /no sum of their leaves/,
  ],
  ["no method", PMML_CHAIN, SEGMENT, "<Segmentation>", "CRD-1101", "<Segmentation>", /no multipleModelMethod/],
  ["a segment twice", PMML_CHAIN, 'id="b"', 'id="a"', "CRD-1104", /<Segment id="a">(?![\s\S]*<Segment id="a")/, /"a" stands twice/],
  ["a leaf that is no number", PMML_CHAIN, 'score="0.25"', 'score="NaN"', "CRD-1105", '<Node score="NaN"', /"NaN" as the score/],
  ["an infinite leaf", PMML_CHAIN, 'score="0.25"', 'score="-Infinity"', "CRD-1105", '<Node score="-Infinity"', /-Infinity/],
  ["a target that is cut", PMML_CHAIN, 'rescaleFactor="0.5"', 'min="0"', "CRD-1103", "<Target ", /Found min of Target/],
  ["a target times 0", PMML_CHAIN, 'rescaleFactor="0.5"', 'rescaleFactor="0"', "CRD-1103", "<Target ", /rescaleFactor is 0/],
  [
    "a chain that hands nothing on",
    PMML_CHAIN,
    '<OutputField name="margin" dataType="double" isFinalResult="false"/>',
    "",
    "CRD-1103",
    '<MiningModel functionName="regression"',
    /gives nothing/,
  ],
  [
    "a link over another number",
    PMML_CHAIN,
    'NumericPredictor name="margin"',
    'NumericPredictor name="age"',
    "CRD-1103",
    "<NumericPredictor",
    /expected the number of an earlier model/,
  ],
  [
    "a chain without a link",
    PMML_CHAIN,
    /<Segment id="link">[\s\S]*<\/RegressionModel>\s*<\/Segment>/,
    "",
    "CRD-1103",
    '<MiningModel functionName="regression"',
    /ends with a MiningModel/,
  ],

  // Regressions.
  ["a power", PMML_REGRESSION, PREDICTOR, '<NumericPredictor name="age" exponent="2" coefficient="1"/>', "CRD-1101", "<NumericPredictor", /no linear term/],
  [
    "an interaction",
    PMML_REGRESSION,
    PREDICTOR,
    '<PredictorTerm coefficient="1"><FieldRef field="age"/><FieldRef field="income"/></PredictorTerm>',
    "CRD-1103",
    "<PredictorTerm",
    /multiplies fields/,
  ],
  ["an infinite coefficient", PMML_REGRESSION, '"-0.25"', '"INF"', "CRD-1105", "<NumericPredictor", /"INF" as the coefficient/],
  ["no intercept", PMML_REGRESSION, 'intercept="0.5" ', "", "CRD-1101", '<RegressionTable targetCategory="yes"', /no intercept/],
  [
    "a category weighed as a number",
    PMML_REGRESSION,
    'NumericPredictor name="age"',
    'NumericPredictor name="home"',
    "CRD-1101",
    "<NumericPredictor",
    /has the text "own"/,
  ],
  [
    "a field with two coefficients",
    PMML_REGRESSION,
    PREDICTOR,
    PREDICTOR + PREDICTOR,
    "CRD-1101",
    /<NumericPredictor(?![\s\S]*<NumericPredictor)/,
    /two coefficients/,
  ],
  [
    "a category with two tables",
    PMML_REGRESSION,
    'targetCategory="no"',
    'targetCategory="yes"',
    "CRD-1101",
    '<RegressionTable intercept="0" targetCategory="yes"',
    /"yes" stands twice/,
  ],
  ["a simplemax", PMML_REGRESSION, '"logit"', '"simplemax"', "CRD-1103", "<RegressionModel", /divides a margin by the sum/],
  [
    "a second table that says more",
    PMML_REGRESSION,
    'intercept="0" targetCategory="no"',
    'intercept="1" targetCategory="no"',
    "CRD-1103",
    '<RegressionTable intercept="1"',
    /a table of its own/,
  ],

  // Scorecards.
  [
    "points that are no number",
    PMML_SCORECARD,
    'partialScore="-10"',
    'partialScore="nan"',
    "CRD-1105",
    '<Attribute partialScore="nan"',
    /"nan" as the partialScore/,
  ],
  ["no points", PMML_SCORECARD, 'partialScore="-10"', "", "CRD-1101", "<Attribute >", /no partialScore/],
  ["points above the baseline", PMML_SCORECARD, "pointsBelow", "pointsAbove", "CRD-1103", "<Scorecard", /a higher score is worse/],
  [
    "two fields in one characteristic",
    PMML_SCORECARD,
    'field="age" operator="lessThan" value="30"',
    'field="home" operator="equal" value="own"',
    "CRD-1103",
    '<Characteristic name="by age"',
    /age together|home and age/,
  ],
  [
    "two characteristics of one field",
    PMML_SCORECARD,
    'field="home" operator="equal" value="own"',
    'field="age" operator="lessThan" value="50"',
    "CRD-1103",
    '<Characteristic name="by home"',
    /as the characteristic of line/,
  ],
  [
    "a characteristic of nothing",
    PMML_SCORECARD,
    '<SimplePredicate field="home" operator="equal" value="own"/>',
    "<True/>",
    "CRD-1103",
    '<Characteristic name="by home"',
    /no field of the record/,
  ],
  [
    "a characteristic without attributes",
    PMML_SCORECARD,
    /<Characteristic name="by home">[\s\S]*?<\/Characteristic>/,
    '<Characteristic name="by home"/>',
    "CRD-1101",
    '<Characteristic name="by home"',
    /no Attribute/,
  ],
  [
    "points that rise with a number",
    PMML_SCORECARD,
    '<Attribute partialScore="-10">',
    '<Attribute><ComplexPartialScore><FieldRef field="age"/></ComplexPartialScore>',
    "CRD-1103",
    "<ComplexPartialScore",
    /rise or fall with a number/,
  ],
];

const documents = { tree: PMML_TREE, regression: PMML_REGRESSION, scorecard: PMML_SCORECARD, chain: PMML_CHAIN };

/** Line and column of a text's start. */
function placeOf(text: string, at: string | RegExp): string {
  const offset = typeof at === "string" ? text.indexOf(at) : text.search(at);
  const before = text.slice(0, offset);
  return `m.pmml:${before.split("\n").length}:${offset - before.lastIndexOf("\n")}`;
}

describe("a malformed PMML document is refused with file, line, column and what was expected", () => {
  it("and the documents that the twins are made of are whole", () => {
    expect(Object.values(documents).map((text) => read(text).kind)).toEqual(["trees", "linear", "scorecard", "trees"]);
    expect(twins.length).toBeGreaterThanOrEqual(90);
  });

  it.each(twins)("%s", (_, document, from, to, code, at, message) => {
    const text = document.replace(from, to);
    expect(text).not.toBe(document);
    const place = at === SOMEWHERE ? expect.stringMatching(SOMEWHERE) : placeOf(text, at);
    expect(() => read(text)).toThrow(expect.objectContaining({ code, place, message: expect.stringMatching(message) }));
  });

  it.each(Object.entries(documents))("a %s cut short anywhere", (_, text) => {
    const bytes = encode(text);
    for (let length = 0; length < text.trimEnd().length; length += 7) expect(() => read(bytes.subarray(0, length)), `${length} bytes`).toThrow(CredenceError);
  });

  it("in another encoding", () => {
    const utf16 = Uint8Array.from([0xff, 0xfe, ...Buffer.from(PMML_TREE, "utf16le")]);
    expect(() => read(utf16)).toThrow(expect.objectContaining({ code: "CRD-1002" }));
    expect(() => read(Uint8Array.from([...encode(PMML_TREE.slice(0, 200)), 0xe4, 0x20, ...encode(PMML_TREE.slice(200))]))).toThrow(
      expect.objectContaining({ code: "CRD-1002" }),
    );
  });

  it.each(Object.entries(documents))("a %s with words exchanged is read or refused, and never fails otherwise", (_, text) => {
    const parts = text.split(/(?<=[\s"<>/])|(?=["<>/])/);
    const words = [...new Set(parts), "NaN", "1e999", "-0", "__proto__", "isMissing", "xor", "&lt;", "<True/>", "<False/>"];
    let refused = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: parts.length - 1 }), fc.nat({ max: words.length - 1 })), { minLength: 1, maxLength: 3 }), (changes) => {
        const changed = [...parts];
        for (const [at, word] of changes) changed[at] = words[word] as string;
        try {
          read(changed.join(""));
        } catch (error) {
          if (!(error instanceof CredenceError)) throw error;
          refused += 1;
        }
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

describe("a PMML document that claims too much is refused before it takes the machine", () => {
  const inside = (content: string) => PMML_TREE.replace("<True/>", `<True/>${content}`);
  it.each([
    ["a million nodes in nodes", inside("<Node>".repeat(1_000_000))],
    ["a million nodes in a row", inside("<Node/>".repeat(1_000_000))],
    ["a million predicates in predicates", inside('<CompoundPredicate booleanOperator="or">'.repeat(1_000_000))],
    ["a thousand attributes", PMML_TREE.replace('id="1"', Array.from({ length: 1000 }, (_, i) => `a${i}=""`).join(" "))],
    ["four million items", PMML_TREE.replace(ARRAY, `<Array type="string">${"1 ".repeat(4_000_000)}</Array>`)],
    ["an attribute of 8 MB that is not closed", PMML_TREE.replace('id="1"', `id="${"x".repeat(8_000_000)}`).slice(0, 8_001_000)],
    [
      "an xor of forty fields",
      inside(
        `<Node score="yes"><CompoundPredicate booleanOperator="xor">${Array.from({ length: 40 }, (_, i) => `<SimplePredicate field="income" operator="equal" value="${i}"/>`).join("")}</CompoundPredicate></Node>`,
      ),
    ],
  ])("%s", (_, text) => {
    const bytes = encode(text);
    expectRefusedCheaply(() => read(bytes));
  });
});
