"""python make_scorecard.py: writes the scorecard of examples/german-scorecard as a PMML Scorecard, and holds the JPMML evaluator's scores of its 1,000 applicants against those of scorecardpy."""

import json
import re
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pandas as pd
from jpmml_evaluator import make_evaluator

here = Path(__file__).parent
example = here.parents[2] / "examples" / "german-scorecard"
card = pd.read_csv(example / "scorecard.csv", keep_default_na=False)
rows = pd.read_csv(example / "data" / "german_statlog.csv", keep_default_na=False)
policy = json.loads((example / "policy.json").read_text())
reasons = {name: reason["code"] for reason in policy["reasons"] for name in reason["characteristics"]}
numbers = [name for name in rows.columns if pd.api.types.is_numeric_dtype(rows[name])]
read = [name for name in dict.fromkeys(card["variable"]) if name != "basepoints"]


def predicate(name, text):
    """An interval as one or two comparisons; a bin of categories as one of them, or a set."""
    interval = re.fullmatch(r"\[(.*),(.*)\)", text)
    if name not in numbers:
        values = text.split("%,%")
        if len(values) == 1:
            return f'<SimplePredicate field="{name}" operator="equal" value={quoteattr(values[0])}/>'
        items = " ".join(f'"{value}"' for value in values).replace("<", "&lt;")
        return f'<SimpleSetPredicate field="{name}" booleanOperator="isIn"><Array type="string" n="{len(values)}">{items}</Array></SimpleSetPredicate>'
    low, high = interval.groups()
    parts = [f'<SimplePredicate field="{name}" operator="{operator}" value="{edge}"/>' for operator, edge in (("greaterOrEqual", low), ("lessThan", high)) if edge not in ("-inf", "inf")]
    return parts[0] if len(parts) == 1 else f'<CompoundPredicate booleanOperator="and">{"".join(parts)}</CompoundPredicate>'


def characteristic(name):
    attributes = "\n".join(f'        <Attribute partialScore="{row.points}">{predicate(name, row.bin)}</Attribute>' for row in card[card["variable"] == name].itertuples())
    return f'      <Characteristic name="{name} score" reasonCode="{reasons[name]}" baselineScore="0">\n{attributes}\n      </Characteristic>'


def field(name):
    if name in numbers:
        return f'    <DataField name="{name}" optype="continuous" dataType="double"/>'
    values = "".join(f"<Value value={quoteattr(value)}/>" for value in sorted(rows[name].unique()))
    return f'    <DataField name="{name}" optype="categorical" dataType="string">{values}</DataField>'


initial = card.loc[card["variable"] == "basepoints", "points"].iloc[0]
newline = "\n"
document = f"""<?xml version="1.0" encoding="UTF-8"?>
<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4">
  <Header/>
  <DataDictionary>
    <DataField name="score" optype="continuous" dataType="double"/>
{newline.join(field(name) for name in read)}
  </DataDictionary>
  <Scorecard functionName="regression" initialScore="{initial}" useReasonCodes="true" reasonCodeAlgorithm="pointsBelow">
    <MiningSchema>
      <MiningField name="score" usageType="target"/>
{newline.join(f'      <MiningField name="{name}"/>' for name in read)}
    </MiningSchema>
    <Characteristics>
{newline.join(characteristic(name) for name in read)}
    </Characteristics>
  </Scorecard>
</PMML>
"""
(here / "german-scorecard.pmml").write_text(document)

evaluator = make_evaluator(str(here / "german-scorecard.pmml"), backend="jpype").verify()
scores = [evaluator.evaluate({name: row[name].item() if hasattr(row[name], "item") else row[name] for name in read})["score"] for _, row in rows.iterrows()]
expected = pd.read_csv(example / "expected.csv")["score"]
assert (pd.Series(scores).astype(float) == expected).all()
print(len(scores), "scores are those of scorecardpy")
