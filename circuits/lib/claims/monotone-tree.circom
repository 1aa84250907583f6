// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      below every split that asks, no leaf of its first branch has a greater rank than one of its second (decreasing = 1), or a smaller one (decreasing = 0); all ranks are in [0, 2^width).
 * Assumes     shape has the nodes of one tree, each split followed by all of its first branch and then of its second: 1 for a split, 0 for a leaf. asks and decreasing are 0 or 1. bound is the prover's:
 *             for each split that asks what the first branch does not exceed and the second does not fall short of, ranks being counted from above where decreasing is 0.
 * Guarantees  a node's leaves are held between low and high: 0 and 2^width - 1 at the root; at a split that asks, bound takes the place of high in the first branch and of low in the second. A leaf is above its
 *             low, and below its high, by a difference in [0, 2^width). So wherever a node is, high is above low by a sum of such differences: by one leaf's two; at a split that asks, by what the branches' sums
 *             come to. At the root this is 2^width - 1, and no sum of fewer than 2^17 of them wraps: bounds and turned ranks are all in [0, 2^width), and a bound needs no check of its own.
 * Costs       2 for a split, (2 width + 1) for a leaf.
 */
template MonotoneTree(nodes, shape, width) {
    assert(nodes >= 1 && nodes <= 65535);
    assert(width >= 1 && width <= 32);
    var splits = (nodes - 1) \ 2;
    signal input asks[splits];
    signal input bound[splits];
    signal input rank[splits + 1];
    signal input decreasing;

    signal fromLow[splits];
    signal toHigh[splits];
    signal turned[splits + 1];
    var most = (1 << width) - 1;
    var low = 0;
    var high = most;
    // Of the second branches that are still to come.
    var laterLow[splits + 1];
    var laterHigh[splits + 1];
    var later = 0;
    var s = 0;
    for (var i = 0; i < nodes; i++) {
        if (shape[i] == 1) {
            fromLow[s] <== asks[s] * (bound[s] - low);
            toHigh[s] <== asks[s] * (high - bound[s]);
            laterLow[later] = low + fromLow[s];
            laterHigh[later] = high;
            later++;
            high = high - toHigh[s];
            s++;
        } else {
            var leaf = i - s;
            turned[leaf] <== (1 - decreasing) * (most - 2 * rank[leaf]);
            RangeCheck(width)(rank[leaf] + turned[leaf] - low);
            RangeCheck(width)(high - rank[leaf] - turned[leaf]);
            if (later > 0) {
                later--;
                low = laterLow[later];
                high = laterHigh[later];
            }
        }
    }
}
