"""python make_small.py: writes small.json: small documents, one for each operator, strategy, treatment and expression, with what the JPMML evaluator makes of every row. A null is no prediction."""

import itertools
import json
from pathlib import Path

from jpmml_evaluator import make_evaluator

here = Path(__file__).parent

FIELDS = """<DataField name="y" optype="continuous" dataType="double"/>
<DataField name="k" optype="categorical" dataType="string"><Value value="good"/><Value value="bad"/></DataField>
<DataField name="x" optype="continuous" dataType="double"/>
<DataField name="f" optype="continuous" dataType="float"/>
<DataField name="n" optype="continuous" dataType="integer"/>
<DataField name="c" optype="categorical" dataType="string"><Value value="a"/><Value value="b"/><Value value="c"/></DataField>
<DataField name="o" optype="categorical" dataType="string"/>"""
INPUTS = ["x", "f", "n", "c", "o"]


def schema(target, **treated):
    fields = "".join(f'<MiningField name="{name}" {treated.get(name, "")}/>' for name in INPUTS)
    return f'<MiningSchema><MiningField name="{target}" usageType="target"/>{fields}</MiningSchema>'


def document(model, dictionary=""):
    fields = FIELDS
    return f'<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/><DataDictionary>{fields}</DataDictionary>{dictionary}{model}</PMML>'


def tree(nodes, attributes="", local="", **treated):
    return f'<TreeModel functionName="regression" {attributes}>{schema("y", **treated)}{local}{nodes}</TreeModel>'


def node(score, predicate="<True/>", inside="", **attributes):
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<Node score="{score}"{given}>{predicate}{inside}</Node>'


def simple(field, operator, value=None):
    return f'<SimplePredicate field="{field}" operator="{operator}"' + ("" if value is None else f' value="{value}"') + "/>"


def compound(operator, *predicates):
    return f'<CompoundPredicate booleanOperator="{operator}">{"".join(predicates)}</CompoundPredicate>'


def member(field, operator, *values, kind="string"):
    items = " ".join(f'"{value}"' if kind == "string" else value for value in values)
    return f'<SimpleSetPredicate field="{field}" booleanOperator="{operator}"><Array type="{kind}" n="{len(values)}">{items}</Array></SimpleSetPredicate>'


def local(name, kind, expression, optype="continuous"):
    return f'<LocalTransformations><DerivedField name="{name}" optype="{optype}" dataType="{kind}">{expression}</DerivedField></LocalTransformations>'


def apply(function, *args, more=""):
    return f'<Apply function="{function}" {more}>{"".join(args)}</Apply>'


ref = lambda field, more="": f'<FieldRef field="{field}" {more}/>'
const = lambda value, kind="double": f'<Constant dataType="{kind}">{value}</Constant>'

LAST = 'noTrueChildStrategy="returnLastPrediction"'
asked = lambda predicate: node(1, inside=node(2, predicate))
cases = {}

# Every operator: 2 where it is true, 1 where it is not.
for operator in ["equal", "notEqual", "lessThan", "lessOrEqual", "greaterThan", "greaterOrEqual"]:
    cases[f"x {operator}"] = tree(asked(simple("x", operator, "5")), LAST)
    cases[f"f {operator}"] = tree(asked(simple("f", operator, "0.1")), LAST)
    cases[f"n {operator}"] = tree(asked(simple("n", operator, "2")), LAST)
for operator in ["equal", "notEqual"]:
    cases[f"c {operator}"] = tree(asked(simple("c", operator, "b")), LAST)
    cases[f"o {operator}"] = tree(asked(simple("o", operator, "a")), LAST)
for operator in ["isMissing", "isNotMissing"]:
    for field in ["x", "f", "c", "o"]:
        cases[f"{field} {operator}"] = tree(asked(simple(field, operator)), LAST)
cases["c isIn"] = tree(asked(member("c", "isIn", "a", "c")), LAST)
cases["c isNotIn"] = tree(asked(member("c", "isNotIn", "a", "c")), LAST)
cases["o isNotIn"] = tree(asked(member("o", "isNotIn", "a", "b")), LAST)
cases["n isIn"] = tree(asked(member("n", "isIn", "1", "3", kind="int")), LAST)
cases["n isNotIn"] = tree(asked(member("n", "isNotIn", "1", "3", kind="int")), LAST)
cases["False"] = tree(node(1, inside=node(2, "<False/>") + node(3, "<True/>")), LAST)
for operator in ["and", "or", "xor", "surrogate"]:
    cases[operator] = tree(asked(compound(operator, simple("x", "lessThan", "5"), simple("c", "equal", "b"))), LAST)
    cases[f"{operator} of three"] = tree(asked(compound(operator, simple("x", "lessThan", "5"), member("c", "isIn", "a", "b"), simple("f", "greaterThan", "0.1"))), LAST)
cases["nested"] = tree(asked(compound("or", compound("and", simple("x", "lessThan", "5"), simple("c", "equal", "b")), compound("xor", simple("o", "equal", "a"), simple("c", "equal", "a")))), LAST)
cases["within one field"] = tree(asked(compound("and", simple("x", "greaterThan", "2"), simple("x", "lessOrEqual", "5"))), LAST)

# Every strategy of missing values, over several children, nested.
inner = node(20, simple("x", "lessThan", "5"), node(21, simple("c", "equal", "a"), id="ca") + node(22, simple("c", "equal", "b"), id="cb") + node(23, "<True/>", id="ct"), id="low", defaultChild="cb")
outer = node(30, simple("x", "greaterOrEqual", "5"), node(31, member("o", "isIn", "a"), id="oa") + node(32, member("o", "isNotIn", "a"), id="ob"), id="high", defaultChild="oa")
for strategy in ["none", "lastPrediction", "nullPrediction", "defaultChild"]:
    for child in ["returnNullPrediction", "returnLastPrediction"]:
        cases[f"{strategy} {child}"] = tree(node(10, inside=inner + outer, id="root", defaultChild="high"), f'missingValueStrategy="{strategy}" noTrueChildStrategy="{child}"')
cases["no score above"] = tree(f'<Node id="r" defaultChild="b"><True/>{node(2, simple("x", "lessThan", "5"), id="a")}{node(3, simple("x", "greaterOrEqual", "5"), id="b")}</Node>', 'missingValueStrategy="defaultChild"')
cases["default is the child itself"] = tree(node(1, inside=node(2, simple("x", "lessThan", "5"), id="a") + node(3, "<True/>", id="b"), id="r", defaultChild="a"), 'missingValueStrategy="defaultChild"')
cases["surrogate then default"] = tree(
    node(1, inside=node(2, compound("surrogate", simple("x", "lessThan", "5"), simple("c", "equal", "a")), id="a") + node(3, compound("surrogate", simple("x", "greaterOrEqual", "5"), simple("c", "notEqual", "a")), id="b"), id="r", defaultChild="b"),
    'missingValueStrategy="defaultChild"',
)

# Treatments of the mining schema.
two = node(1, inside=node(2, simple("x", "lessThan", "5")) + node(3, simple("c", "equal", "b")) + node(4, simple("x", "greaterThan", "8")))
cases["replacement"] = tree(two, LAST, x='missingValueReplacement="2" missingValueTreatment="asMean"', c='missingValueReplacement="b"')
cases["extremes"] = tree(two, LAST, x='outliers="asExtremeValues" lowValue="6" highValue="7.5"')
cases["extremes and replacement"] = tree(two, LAST, x='outliers="asExtremeValues" lowValue="1" highValue="7.5" missingValueReplacement="2"')
cases["float extremes"] = tree(asked(simple("f", "greaterThan", "0.1")), LAST, f='outliers="asExtremeValues" lowValue="0.125" highValue="1"')

cases["mean of an integer"] = tree(asked(simple("n", "lessThan", "4")), LAST, n='missingValueReplacement="4.5" missingValueTreatment="asMean"')

# Expressions.
cases["NormDiscrete"] = tree(asked(simple("d", "equal", "1")), LAST, local("d", "double", '<NormDiscrete field="c" value="b"/>'))
cases["NormDiscrete mapMissingTo"] = tree(asked(simple("d", "lessThan", "0.5")), LAST, local("d", "double", '<NormDiscrete field="c" value="b" mapMissingTo="0"/>'))
cases["NormContinuous"] = tree(asked(simple("d", "lessOrEqual", "0.5")), LAST, local("d", "double", '<NormContinuous field="x"><LinearNorm orig="0" norm="0"/><LinearNorm orig="10" norm="1"/></NormContinuous>'))
cases["NormContinuous missing"] = tree(asked(simple("d", "lessOrEqual", "0.25")), LAST, local("d", "double", '<NormContinuous field="x" mapMissingTo="0.2" outliers="asExtremeValues"><LinearNorm orig="2.5" norm="0"/><LinearNorm orig="7.5" norm="1"/></NormContinuous>'))
bins = "".join(f'<DiscretizeBin binValue="{value}"><Interval closure="{closure}" {margins}/></DiscretizeBin>' for value, closure, margins in [("low", "openOpen", 'rightMargin="2.5"'), ("mid", "closedOpen", 'leftMargin="2.5" rightMargin="5"'), ("top", "openClosed", 'leftMargin="5" rightMargin="7.5"')])
for value in ["low", "mid", "top", "rest", "none"]:
    cases[f"Discretize {value}"] = tree(asked(simple("d", "equal", value)), LAST, local("d", "string", f'<Discretize field="x" mapMissingTo="none" defaultValue="rest">{bins}</Discretize>', "categorical"))
cases["Discretize without defaults"] = tree(node(1, inside=node(2, simple("d", "equal", "mid")) + node(3, simple("d", "isMissing"))), LAST, local("d", "string", f'<Discretize field="x">{bins}</Discretize>', "categorical"))
table = "".join(f"<row><from>{a}</from><to>{b}</to></row>" for a, b in [("a", "one"), ("b", "one"), ("z", "two")])
values = lambda field, more: f'<MapValues outputColumn="to" {more}><FieldColumnPair field="{field}" column="from"/><InlineTable>{table}</InlineTable></MapValues>'
for value in ["one", "two", "other", "gone"]:
    cases[f"MapValues {value}"] = tree(asked(simple("d", "equal", value)), LAST, local("d", "string", values("o", 'defaultValue="other" mapMissingTo="gone"'), "categorical"))
cases["MapValues without defaults"] = tree(node(1, inside=node(2, simple("d", "equal", "one")) + node(3, simple("d", "isMissing"))), LAST, local("d", "string", values("c", ""), "categorical"))
for name, expression, test in [
    ("scaled", apply("/", apply("-", ref("x"), const("1.5")), const("3")), simple("d", "lessThan", "1")),
    ("scaled and shifted", apply("+", apply("*", ref("x"), const("0.7")), const("-1.3")), simple("d", "lessThan", "2.2")),
    ("shifted twice", apply("+", apply("-", ref("x"), const("1.1")), const("0.3")), simple("d", "lessOrEqual", "4.2")),
    ("a shifted one from a constant", apply("-", const("10"), apply("-", ref("x"), const("2"))), simple("d", "lessThan", "7")),
    ("clip of a scaled one", apply("max", apply("min", apply("/", apply("-", ref("x"), const("1.5")), const("3")), const("2")), const("0.5")), simple("d", "greaterThan", "0.5")),
    ("clip of a falling one", apply("min", apply("*", ref("x"), const("-2")), const("-10")), simple("d", "equal", "-10")),
    ("times", apply("*", ref("x"), const("-2")), simple("d", "lessOrEqual", "-10")),
    ("from a constant", apply("-", const("10"), ref("x")), simple("d", "greaterThan", "5")),
    ("plus with a default", apply("+", ref("x"), const("1"), more='defaultValue="100"'), simple("d", "greaterThan", "5")),
    ("plus mapMissingTo", apply("+", ref("x"), const("1"), more='mapMissingTo="0"'), simple("d", "greaterThan", "5")),
    ("min", apply("min", ref("x"), const("3")), simple("d", "greaterOrEqual", "3")),
    ("max", apply("max", ref("x"), const("3")), simple("d", "lessOrEqual", "3")),
    ("imputed by if", apply("if", apply("isMissing", ref("x")), const("7"), ref("x")), simple("d", "greaterThan", "5")),
    ("FieldRef mapMissingTo", ref("x", 'mapMissingTo="7"'), simple("d", "greaterThan", "5")),
    ("threshold", apply("threshold", ref("x"), const("5")), simple("d", "equal", "1")),
    ("as a float", ref("x"), simple("d", "lessThan", "5")),
]:
    cases[name] = tree(asked(test), LAST, local("d", "float" if name == "as a float" else "double", expression))
for name, expression in [
    ("isMissing", apply("isMissing", ref("c"))),
    ("isNotMissing", apply("isNotMissing", ref("x"))),
    ("and of comparisons", apply("and", apply("greaterThan", ref("x"), const("2")), apply("lessOrEqual", ref("x"), const("5")))),
    ("or with missing", apply("or", apply("isMissing", ref("x")), apply("lessThan", ref("x"), const("5")))),
    ("not equal", apply("not", apply("equal", ref("c"), const("b", "string")))),
    ("isIn", apply("isIn", ref("c"), const("a", "string"), const("b", "string"))),
    ("if of categories", apply("if", apply("equal", ref("c"), const("a", "string")), apply("equal", ref("c"), const("a", "string")), apply("notEqual", ref("c"), const("c", "string")))),
]:
    cases[name] = tree(asked(simple("d", "equal", "true")), LAST, local("d", "boolean", expression, "categorical"))


# Several models.
def mining(method, segments, more="", function="regression", target="y"):
    return f'<MiningModel functionName="{function}">{schema(target)}{more}<Segmentation multipleModelMethod="{method}">{"".join(segments)}</Segmentation></MiningModel>'


def segment(model, predicate="<True/>", weight=None):
    given = "" if weight is None else f' weight="{weight}"'
    return f"<Segment{given}>{predicate}{model}</Segment>"


one = tree(node(1, inside=node(2.5, simple("x", "lessThan", "5"))), LAST)
other = tree(node(-0.5, inside=node(4, simple("c", "equal", "b"))), LAST)
cases["sum"] = mining("sum", [segment(one), segment(other)])
cases["sum of a segment"] = mining("sum", [segment(one), segment(other, simple("f", "greaterThan", "0.1"))])
cases["average"] = mining("average", [segment(one), segment(other)])
cases["weightedAverage"] = mining("weightedAverage", [segment(one, weight=0.5), segment(other, weight=1.5)])
cases["weightedSum"] = mining("weightedSum", [segment(one, weight=0.5), segment(other, weight=4)])
cases["selectFirst"] = mining("selectFirst", [segment(one, simple("c", "equal", "b")), segment(other, simple("x", "greaterOrEqual", "5")), segment(tree(node(9)))])
cases["selectFirst of a sum"] = mining("selectFirst", [segment(mining("sum", [segment(one), segment(other)]), simple("o", "equal", "a")), segment(other)])
cases["rescaled"] = mining("sum", [segment(one), segment(other)], '<Targets><Target field="y" rescaleFactor="0.5" rescaleConstant="-3"/></Targets>')

# Classes.
shares = lambda bad, good: f'<ScoreDistribution value="good" recordCount="{good}"/><ScoreDistribution value="bad" recordCount="{bad}"/>'
output = '<Output><OutputField name="p" optype="continuous" dataType="double" feature="probability" value="bad"/></Output>'


def classes(inside, attributes=""):
    return f'<TreeModel functionName="classification" {attributes}>{schema("k")}{inside}</TreeModel>'


split = f'<Node score="good" recordCount="10"><True/>{shares(3, 7)}<Node score="bad" recordCount="4">{simple("x", "lessThan", "5")}{shares(3, 1)}</Node><Node score="good" recordCount="6">{simple("x", "greaterOrEqual", "5")}{shares(1, 5)}</Node></Node>'
bare = f'<Node score="good"><True/><Node score="bad">{simple("c", "equal", "b")}</Node></Node>'
whole = lambda model: model.replace("</MiningSchema>", f"</MiningSchema>{output}", 1)
cases["classes"] = whole(classes(split, 'missingValueStrategy="lastPrediction"'))
forest = lambda method: whole(mining(method, [segment(classes(split, 'missingValueStrategy="lastPrediction"'), weight=1), segment(classes(bare, LAST), weight=2), segment(classes(bare, LAST), weight=1)], function="classification", target="k"))
for method in ["majorityVote", "weightedMajorityVote"]:
    cases[f"classes by {method}"] = forest(method)
parts = [segment(classes(split, 'missingValueStrategy="lastPrediction"'), weight=1), segment(classes(split.replace("lessThan", "lessOrEqual").replace("greaterOrEqual", "greaterThan"), 'missingValueStrategy="lastPrediction"'), weight=2)]
for method in ["average", "weightedAverage"]:
    cases[f"classes by {method}"] = whole(mining(method, parts, function="classification", target="k"))

rows = [dict(zip(INPUTS, values)) for values in itertools.product([None, 0, 2.5, 5, 7.5, 10], [None, 0.1, 0.2], [2], [None, "a", "b", "c"], [None, "a", "z"])]
rows += [{"x": 5, "f": 0.1, "n": n, "c": "a", "o": "a"} for n in [None, 1, 3]]


def expected(text):
    evaluator = make_evaluator(text, backend="jpype").verify()
    names = [field.getName() for field in evaluator.getInputFields()]
    found = []
    for row in rows:
        try:
            result = evaluator.evaluate({name: row[name] for name in names})
        except Exception as error:
            # A comparison of an expression that misses its argument, or a fraction in the place of an integer: the evaluator gives up on the row.
            assert "cannot accept missing value" in str(error) or "NumberFormatException" in str(error), error
            result = {}
        value = result["p"] if "p" in result else result.get("y")
        found.append(None if value is None else float(value))
    return found


def run_length(values):
    return [[value, len(list(group))] for value, group in itertools.groupby(values)]


if __name__ == "__main__":
    written = []
    for name, model in cases.items():
        try:
            written.append({"name": name, "model": model, "expected": run_length(expected(document(model)))})
        except Exception as error:
            print(name, "->", str(error)[:300])
    (here / "small.json").write_text(json.dumps({"head": document("MODEL"), "rows": [list(row.values()) for row in rows], "cases": written}, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")
    print(len(written), "of", len(cases))
