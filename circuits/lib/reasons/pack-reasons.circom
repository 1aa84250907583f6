// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

/*
 * States      packed holds slot i in bits 8 i to 8 i + 7 (packReasons in src/model/evaluation.ts).
 * Assumes     every slot is below 2^8: codes are 1 .. 255, 0 is an empty slot (asserted where the codes are constants: PushReason, the generator).
 * Guarantees  packed < 2^32, opening in one way only.
 * Costs       nothing: it is linear.
 */
template PackReasons() {
    signal input slot[4];
    signal output packed;

    packed <== slot[0] + slot[1] * (1 << 8) + slot[2] * (1 << 16) + slot[3] * (1 << 24);
}
