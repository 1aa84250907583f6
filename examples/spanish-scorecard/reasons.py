"""Decision and principal adverse reasons from points, in a few lines that share nothing with Credence."""

from math import floor


def decide(score, policy):
    cut = policy["cutOffs"]
    return "approve" if score >= int(cut["approveFrom"]) else "refer" if score >= int(cut["referFrom"]) else "decline"


def four_reasons(points, policy):
    """points: a column of the tool's points a characteristic, and `score`. Returns the codes of every row, largest loss first, and the baseline."""
    cut, window = int(policy["cutOffs"]["approveFrom"]), int(policy["baseline"]["window"])
    near = points[(points["score"] >= cut) & (points["score"] < cut + window)]
    names = [name for reason in policy["reasons"] for name in reason["characteristics"]]
    baseline = {name: floor(near[name].mean() + 0.5) for name in names}
    codes = []
    for _, row in points.iterrows():
        losses = [
            (sum(baseline[name] - int(row[name]) for name in reason["characteristics"]), -position, reason["code"])
            for position, reason in enumerate(policy["reasons"])
        ]
        codes.append([code for loss, _, code in sorted(losses, reverse=True) if loss > 0][:4])
    return codes, baseline
