import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { addPoint, Base8, mulPointEscalar, subOrder } from "@zk-kit/baby-jubjub";
import { getAddress, type Hex, parseEventLogs, zeroAddress, zeroHash } from "viem";
import { issuerRegistryAbi } from "../../src/chain/abi/issuer-registry.ts";
import { issuerId } from "../../src/chain/issuer-id.ts";
import { type BabyJubjubPoint, derivePublicKey, deriveSecretScalar } from "../../src/record/eddsa.ts";
import { type Possession, type PossessionPlace, possessionChallenge, provePossession } from "../../src/record/possession.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { addKey, CHAIN_ID, ISSUER, registerIssuer, secretOf } from "./fixture/issuers.ts";
import { SCHEMA } from "./fixture/models.ts";
import { refused } from "./fixture/refusal.ts";
import { DAY, deployRegister, field, hash, KEY_DELAY } from "./fixture/register.ts";

const register = await deployRegister();
const { accounts, addresses, client, issuers, networkHelpers, now, wait } = register;
const issuer = await registerIssuer(register);
const prepared = await networkHelpers.takeSnapshot();
beforeEach(() => prepared.restore());

const secret = secretOf(0x5e);
const key = derivePublicKey(secret);
const here: PossessionPlace = { chainId: CHAIN_ID, registry: addresses.IssuerRegistry, issuer, schemaHash: SCHEMA };
const possession = provePossession({ secret, ...here });
const add = (point: BabyJubjubPoint, shown: Possession, of: Hex = issuer, schemaHash = SCHEMA, account = accounts.controller) =>
  issuers.write.addKey([of, point, schemaHash, shown], { account });
const valid = (signedAt: bigint, usedAt = signedAt, schemaHash = SCHEMA) => issuers.read.wasKeyValid([key.y, schemaHash, Number(signedAt), Number(usedAt)]);

describe("An issuer", () => {
  it("is its name and its controller, once", async () => {
    assert.equal(await issuers.read.controllerOf([issuer]), getAddress(accounts.controller));
    assert.equal(issuer, issuerId(ISSUER, accounts.controller));
    const by = { account: accounts.issuerAdministrator };
    await refused(issuers.write.registerIssuer([ISSUER, accounts.controller], by), "IssuerAlreadyRegistered", [issuer]);
    await issuers.write.registerIssuer([ISSUER, accounts.stranger], by);
    await refused(issuers.write.registerIssuer(["", accounts.controller], by), "IssuerNameMissing");
    await refused(issuers.write.registerIssuer([ISSUER, zeroAddress], by), "IssuerControllerMissing");
  });
});

describe("A key", () => {
  it("is kept with its issuer, schema and times", async () => {
    const { logs } = await client.waitForTransactionReceipt({ hash: await add(key, possession) });
    const validFrom = Number((await now()) + KEY_DELAY);
    assert.deepEqual(await issuers.read.keyOf([key.y]), { issuer, schemaHash: SCHEMA, validFrom, revokedAt: 0 });
    const [event] = parseEventLogs({ abi: issuerRegistryAbi, eventName: "KeyAdded", logs });
    assert.deepEqual(event?.args, { issuer, key: key.y, schemaHash: SCHEMA, validFrom });
    assert.deepEqual(await issuers.read.keyOf([1n]), { issuer: zeroHash, schemaHash: 0n, validFrom: 0, revokedAt: 0 });
  });

  it("is valid from its delay on, for its schema only", async () => {
    await add(key, possession);
    const from = (await now()) + KEY_DELAY;
    assert.deepEqual([await valid(from - 1n), await valid(from), await valid(from + 1000n * DAY)], [false, true, true]);
    assert.equal(await valid(from, from, field("another schema")), false);
    assert.equal(await issuers.read.wasKeyValid([key.y + 1n, SCHEMA, Number(from), Number(from)]), false);
  });

  it("is of no use from its revocation on, for records of any time", async () => {
    await add(key, possession);
    const from = (await now()) + KEY_DELAY;
    await wait(10n * DAY);
    await issuers.write.revokeKey([key.y], { account: accounts.controller });
    const revoked = await now();
    assert.equal((await issuers.read.keyOf([key.y])).revokedAt, Number(revoked));
    assert.deepEqual([await valid(from, revoked - 1n), await valid(from, revoked), await valid(revoked, revoked)], [true, false, false]);
    // A record that says it was signed after it was used does not escape either.
    assert.equal(await valid(revoked, revoked - 1n), false);
  });

  it("that was revoked never comes back, for any issuer or schema", async () => {
    await add(key, possession);
    await issuers.write.revokeKey([key.y], { account: accounts.controller });
    await refused(add(key, possession), "KeyAlreadyKnown", [key.y]);
    const schemaHash = field("another schema");
    await refused(add(key, provePossession({ secret, ...here, schemaHash }), issuer, schemaHash), "KeyAlreadyKnown", [key.y]);
    await refused(issuers.write.revokeKey([key.y], { account: accounts.controller }), "KeyAlreadyRevoked", [key.y]);
  });

  it("is known by its y: the point with the other x is the same key", async () => {
    await add(key, possession);
    const opposite = { x: FIELD_ORDER - key.x, y: key.y };
    await refused(add(opposite, possession), "KeyAlreadyKnown", [key.y]);
  });

  it("may be added as the opposite point by who holds it", async () => {
    const opposite = { x: FIELD_ORDER - key.x, y: key.y };
    // s Base8 = R + h (-A) for s = r - h a, which is what the holder of a can compute.
    const nonce = 123456789n;
    const [x, y] = mulPointEscalar(Base8, nonce);
    const challenge = possessionChallenge(here, opposite, { x, y });
    const response = (nonce - challenge * (deriveSecretScalar(secret) % subOrder)) % subOrder;
    await add(opposite, { commitment: { x, y }, response: (response + subOrder) % subOrder });
    assert.equal((await issuers.read.keyOf([key.y])).issuer, issuer);
  });

  it("is revoked by its controller or a guardian, and nobody else", async () => {
    await add(key, possession);
    for (const party of ["governance", "issuerAdministrator", "developer", "lender", "stranger"] as const) {
      await refused(issuers.write.revokeKey([key.y], { account: accounts[party] }), "AccessManagedUnauthorized", [getAddress(accounts[party])]);
    }
    const { logs } = await client.waitForTransactionReceipt({ hash: await issuers.write.revokeKey([key.y], { account: accounts.guardian }) });
    const [event] = parseEventLogs({ abi: issuerRegistryAbi, eventName: "KeyRevoked", logs });
    assert.deepEqual(event?.args, { issuer, key: key.y, by: getAddress(accounts.guardian), revokedAt: Number(await now()) });
    await refused(issuers.write.revokeKey([5n], { account: accounts.guardian }), "KeyUnknown", [5n]);
  });
});

describe("A key is refused", () => {
  it("from anybody but its issuer's controller", async () => {
    for (const party of ["stranger", "issuerAdministrator", "guardian", "governance"] as const) {
      await refused(add(key, possession, issuer, SCHEMA, accounts[party]), "NotController", [issuer, getAddress(accounts[party])]);
    }
    await refused(add(key, possession, hash("nobody")), "IssuerUnknown", [hash("nobody")]);
  });

  it("for a schema hash that is none", async () => {
    for (const schemaHash of [0n, FIELD_ORDER]) await refused(add(key, possession, issuer, schemaHash), "SchemaHashInvalid", [schemaHash]);
  });

  it("off the curve, or with a coordinate that is not reduced", async () => {
    for (const point of [
      { x: key.x + 1n, y: key.y },
      { x: key.x, y: key.y + 1n },
      { x: key.x + FIELD_ORDER, y: key.y },
      { x: key.x, y: key.y + FIELD_ORDER },
      { x: 0n, y: 0n },
    ]) {
      await refused(add(point, possession), "KeyNotOnCurve", [point.x, point.y]);
    }
  });

  it("of small order, or shifted by a point of small order, whatever its possession", async () => {
    const identity = { x: 0n, y: 1n };
    const two = { x: 0n, y: FIELD_ORDER - 1n };
    const shifted = { x: FIELD_ORDER - key.x, y: FIELD_ORDER - key.y };
    assert.deepEqual(addPoint([key.x, key.y], [two.x, two.y]), [shifted.x, shifted.y]);
    // For the identity, 0 Base8 = O + h O always holds: without the check anybody holds it.
    for (const point of [identity, two, shifted]) {
      await refused(add(point, { commitment: identity, response: 0n }), "KeyNotInSubgroup", [point.x, point.y]);
    }
  });

  it("with a possession of another key, schema, issuer, registry or chain", async () => {
    const otherIssuer = await registerIssuer(register, "Alster Open Banking");
    const elsewhere: Record<string, Possession> = {
      "another key": provePossession({ secret: secretOf(0x77), ...here }),
      "another schema": provePossession({ secret, ...here, schemaHash: field("another schema") }),
      "another issuer": provePossession({ secret, ...here, issuer: otherIssuer }),
      "another registry": provePossession({ secret, ...here, registry: accounts.stranger }),
      "another chain": provePossession({ secret, ...here, chainId: 1n }),
    };
    for (const shown of Object.values(elsewhere)) await refused(add(key, shown), "PossessionNotShown", [key.y]);
    // What was shown in public by one issuer does not let another take the key.
    await refused(add(key, possession, otherIssuer), "PossessionNotShown", [key.y]);
    await add(key, possession);
  });

  it("with a possession in which anything is altered", async () => {
    const { commitment, response } = possession;
    const altered: Possession[] = [
      { commitment, response: (response + 1n) % subOrder },
      { commitment, response: response + subOrder },
      { commitment: { x: FIELD_ORDER - commitment.x, y: commitment.y }, response },
      { commitment: { x: commitment.x + 1n, y: commitment.y }, response },
      { commitment: { x: commitment.x + FIELD_ORDER, y: commitment.y }, response },
      { commitment: { x: 0n, y: 1n }, response: 0n },
      { commitment: key, response: 0n },
    ];
    for (const shown of altered) {
      assert.notDeepEqual(shown, possession);
      await refused(add(key, shown), "PossessionNotShown", [key.y]);
    }
  });
});

describe("A proof of possession", () => {
  it("is made with a fresh nonce each time, and says nothing that repeats", () => {
    const again = provePossession({ secret, ...here });
    assert.notDeepEqual(again.commitment, possession.commitment);
    assert.notEqual(again.response, possession.response);
  });

  it("is one that the library of the signatures agrees with", () => {
    const challenge = possessionChallenge(here, key, possession.commitment);
    const right = addPoint([possession.commitment.x, possession.commitment.y], mulPointEscalar([key.x, key.y], challenge));
    assert.deepEqual(mulPointEscalar(Base8, possession.response), right);
  });

  it("is taken by the registry for keys of any secret", async () => {
    for (const byte of [1, 0x80, 0xff]) assert.equal((await issuers.read.keyOf([(await addKey(register, issuer, secretOf(byte))).y])).issuer, issuer);
  });
});
