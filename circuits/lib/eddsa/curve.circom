// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

// Baby Jubjub (ERC-2494): 168700 x^2 + y^2 = 1 + 168696 x^2 y^2, of order 8 times subgroup_order().
// In Montgomery form, u = (1 + y) / (1 - y) and v = u / x: v^2 = u^3 + montgomery_a() u^2 + u.

function subgroup_order() {
    return 2736030358979909402780800718157159386076813972158567259200215660948447373041;
}

function montgomery_a() {
    return 168698;
}

function edwards_a() {
    return 168700;
}

function edwards_d() {
    return 168696;
}
