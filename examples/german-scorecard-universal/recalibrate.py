"""Fits the card anew with other bins, as a lender does once a month, and writes recalibrated/scorecard.csv and recalibrated/expected.csv.

    python3.11 -m venv /tmp/scorecardpy && /tmp/scorecardpy/bin/pip install -r ../german-scorecard/requirements.txt
    /tmp/scorecardpy/bin/python recalibrate.py
"""

import json
import sys
from pathlib import Path

import pandas as pd
import scorecardpy as sc
from sklearn.metrics import roc_auc_score

here = Path(__file__).parent
card_of = here.parent / "german-scorecard"
sys.path.insert(0, str(card_of))

import train  # noqa: E402
from reasons import decide, four_reasons  # noqa: E402

# Round terms and amounts, and a third step of age, where the first card has the tool's own breaks.
train.BREAKS = {"age": [25, 30, 40], "duration": [12, 24, 36], "credit_amount": [1500, 4000, 8000]}


def main():
    rows = pd.read_csv(card_of / "data" / "german_statlog.csv", keep_default_na=False)
    card, _, _, names = train.fit(rows)
    pd.concat(card, ignore_index=True).to_csv(here / "recalibrated" / "scorecard.csv", index=False)

    points = sc.scorecard_ply(rows, card, only_total_score=False)
    policy = json.loads((here / "recalibrated" / "policy.json").read_text())
    reasons, _ = four_reasons(points, policy)
    decisions = [decide(score, policy) for score in points["score"]]
    expected = pd.DataFrame({"row": range(1, len(rows) + 1), "score": points["score"].astype(int), "decision": decisions})
    for slot in range(4):
        expected[f"reason_{slot + 1}"] = [codes[slot] if slot < len(codes) else "" for codes in reasons]
    expected.to_csv(here / "recalibrated" / "expected.csv", index=False)

    bad = (rows[train.TARGET] == "bad").astype(int)
    before = pd.read_csv(card_of / "expected.csv")["decision"]
    print(f"characteristics: {len(names)}, AUC on the rows fitted: {roc_auc_score(bad, -points['score']):.4f}")
    print(f"decisions that the first card gave otherwise: {(expected['decision'] != before).sum()}")


if __name__ == "__main__":
    main()
