// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      below[k] = 1 if the ratio numerator / denominator exists and is less than the cut p[k] / q[k], else 0; where partial is 1, below[cuts] = 1 if the
 *             ratio exists. It does where nothing is missing and the denominator is positive.
 * Assumes     cuts ascend and have positive q (asserted). missing is 0 or 1, from the cells of the features read. Where partial is 0, missing is 0 and the
 *             denominator positive, by the ranges of the features. numerator and denominator are whole numbers so small that no product with
 *             p or q reaches 2^250, and low and high, below, stay under their widths on every honest record: the generator computes both.
 * Guarantees  the bits - one for each cell, one for "no ratio though nothing is missing", and missing itself - sum to 1. The selected edges give
 *             low >= 0 and high >= 0: ratio at or above the edge below and less than the edge above, without any division. Two edges that are
 *             in order leave a positive denominator only; where the cell has one edge or none the denominator itself is checked, and where there is
 *             no ratio that it is not positive. The conditions of two cells exclude each other, so that the cell is unique.
 * Costs       lowWidth + highWidth + cuts + 5 + partial.
 */
template RatioCells(cuts, partial, lowWidth, highWidth, p, q) {
    assert(cuts >= 0 && cuts <= 65536);
    assert(partial == 0 || partial == 1);
    assert(cuts + partial >= 1);
    assert(lowWidth >= 0 && lowWidth <= 250 && highWidth >= 0 && highWidth <= 250);
    for (var k = 0; k < cuts; k++) {
        assert(q[k] > 0);
        if (k > 0) {
            assert(p[k - 1] * q[k] < p[k] * q[k - 1]);
        }
    }
    signal input numerator;
    signal input denominator;
    signal input missing;
    signal output below[cuts + partial];

    for (var k = 0; k < cuts; k++) {
        below[k] <-- (missing == 0 && denominator > 0 && q[k] * numerator < p[k] * denominator) ? 1 : 0;
    }
    if (partial == 1) {
        below[cuts] <-- (missing == 0 && denominator > 0) ? 1 : 0;
    }

    // Coefficients of numerator, denominator and 1 in what must not be negative.
    var low[3] = [0, 0, 0];
    var high[3] = [0, 0, 0];
    var before = 0;
    for (var k = 0; k <= cuts; k++) {
        var next = (k < cuts || partial == 1) ? below[k] : 1;
        var cell = next - before;
        cell * (cell - 1) === 0;
        before = next;
        if (k > 0) {
            low[0] += q[k - 1] * cell;
            low[1] -= p[k - 1] * cell;
        } else if (partial == 1) {
            low[1] += cell;
            low[2] -= cell;
        }
        if (k < cuts) {
            high[0] -= q[k] * cell;
            high[1] += p[k] * cell;
            high[2] -= cell;
        } else if (partial == 1) {
            high[1] += cell;
            high[2] -= cell;
        }
    }
    if (partial == 1) {
        var none = 1 - before - missing;
        none * (none - 1) === 0;
        low[1] -= none;
    }
    signal ofNumerator[2];
    signal ofDenominator[2];
    ofNumerator[0] <== low[0] * numerator;
    ofDenominator[0] <== low[1] * denominator;
    RangeCheck(lowWidth)(ofNumerator[0] + ofDenominator[0] + low[2]);
    ofNumerator[1] <== high[0] * numerator;
    ofDenominator[1] <== high[1] * denominator;
    RangeCheck(highWidth)(ofNumerator[1] + ofDenominator[1] + high[2]);
}
