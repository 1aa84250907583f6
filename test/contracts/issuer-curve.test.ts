import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addPoint, Base8, mulPointEscalar, order, type Point, subOrder } from "@zk-kit/baby-jubjub";
import fc from "fast-check";
import { network } from "hardhat";
import { getContract, parseAbi } from "viem";
import { FIELD_ORDER } from "../../src/statement/field.ts";

const { viem } = await network.create();
const client = await viem.getPublicClient();
const { address } = await viem.deployContract("BabyJubjubCaller");
const abi = parseAbi([
  "struct Point { uint256 x; uint256 y; }",
  "function isOnCurve(Point point) pure returns (bool)",
  "function generatesSubgroup(Point point) pure returns (bool)",
  "function isSchnorrProof(Point key, Point commitment, uint256 response, uint256 challenge) pure returns (bool)",
]);
const curve = getContract({ abi, address, client }).read;

/** The generator of the whole group, of eight times the subgroup's order (ERC-2494). */
const GENERATOR: Point<bigint> = [
  995203441582195749578291179787384436505546430278305826713579947235728471134n,
  5472060717959818805561601436314318772137091100104008585924551046643952123905n,
];
const IDENTITY: Point<bigint> = [0n, 1n];
const point = ([x, y]: Point<bigint>) => ({ x, y });
/** The eight points whose order divides eight. */
const TORSION = Array.from({ length: 8 }, (_, i) => mulPointEscalar(GENERATOR, subOrder * BigInt(i)));

const scalar = fc.bigInt({ min: 1n, max: subOrder - 1n });
const RUNS = { numRuns: 8, seed: 2494 };

describe("Baby Jubjub on chain", () => {
  it("knows the curve: its points, and none whose coordinate is off by one or not reduced", async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 0n, max: order - 1n }), async (multiple) => {
        const [x, y] = mulPointEscalar(GENERATOR, multiple);
        assert.equal(await curve.isOnCurve([{ x, y }]), true);
        assert.equal(await curve.isOnCurve([{ x: (x + 1n) % FIELD_ORDER, y }]), false);
        assert.equal(await curve.isOnCurve([{ x: x + FIELD_ORDER, y }]), false);
        assert.equal(await curve.isOnCurve([{ x, y: y + FIELD_ORDER }]), false);
      }),
      RUNS,
    );
  });

  it("takes every multiple of Base8 but the identity for one of the subgroup", async () => {
    await fc.assert(
      fc.asyncProperty(scalar, async (multiple) => {
        assert.equal(await curve.generatesSubgroup([point(mulPointEscalar(Base8, multiple))]), true);
      }),
      RUNS,
    );
    for (const multiple of [1n, 2n, subOrder - 1n]) assert.equal(await curve.generatesSubgroup([point(mulPointEscalar(Base8, multiple))]), true);
  });

  it("refuses the points of small order, the identity and the two with y = 1 or -1 among them", async () => {
    assert.equal(new Set(TORSION.map(String)).size, 8);
    assert.deepEqual(TORSION[0], IDENTITY);
    assert.deepEqual(TORSION[4], [0n, FIELD_ORDER - 1n]);
    for (const torsion of TORSION) {
      assert.equal(await curve.isOnCurve([point(torsion)]), true);
      assert.equal(await curve.generatesSubgroup([point(torsion)]), false, String(torsion));
    }
  });

  it("refuses a point of the subgroup to which one of small order was added", async () => {
    const own = mulPointEscalar(Base8, 123456789n);
    for (const torsion of TORSION.slice(1)) {
      const shifted = addPoint(own, torsion);
      assert.equal(await curve.isOnCurve([point(shifted)]), true);
      assert.equal(await curve.generatesSubgroup([point(shifted)]), false);
    }
    assert.equal(await curve.generatesSubgroup([point(GENERATOR)]), false);
  });

  it("decides Schnorr's equation as the other library does", async () => {
    await fc.assert(
      fc.asyncProperty(scalar, scalar, scalar, fc.boolean(), async (secret, nonce, challenge, spoiled) => {
        const [key, commitment] = [mulPointEscalar(Base8, secret), mulPointEscalar(Base8, nonce)];
        const response = (nonce + challenge * secret + (spoiled ? 1n : 0n)) % subOrder;
        const expected = String(mulPointEscalar(Base8, response)) === String(addPoint(commitment, mulPointEscalar(key, challenge)));
        assert.equal(expected, !spoiled);
        assert.equal(await curve.isSchnorrProof([point(key), point(commitment), response, challenge]), expected);
      }),
      RUNS,
    );
  });

  it("adds without exceptions: a nonce of zero, a challenge of zero, a key that cancels the nonce", async () => {
    const key = mulPointEscalar(Base8, 7n);
    const negated: Point<bigint> = [FIELD_ORDER - key[0], key[1]];
    assert.equal(await curve.isSchnorrProof([point(key), point(IDENTITY), 21n, 3n]), true);
    assert.equal(await curve.isSchnorrProof([point(key), point(key), 7n, 0n]), true);
    assert.equal(await curve.isSchnorrProof([point(key), point(key), 14n, 1n]), true);
    assert.equal(await curve.isSchnorrProof([point(key), point(negated), 0n, 1n]), true);
    assert.equal(await curve.isSchnorrProof([point(key), point(negated), 14n, 1n]), false);
  });
});
