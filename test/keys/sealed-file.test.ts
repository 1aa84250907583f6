import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isSealed, openSealedFile, sealFile } from "../../src/keys/sealed-file.ts";
import { createTransitKey, parseTransitPublicKey, readTransitKey, type TransitKey } from "../../src/keys/transit-key.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-sealed-"));
const at = (name: string) => join(folder, name);
let validator: TransitKey;

/** What is before the first piece: the format's line and the sender's key. */
const HEAD = 18 + 32;
const PIECE = 65536 + 16;

beforeAll(() => {
  createTransitKey(at("validator.json"), "validator");
  validator = readTransitKey(at("validator.json"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Seals content for the validator. */
function seal(content: Uint8Array): Buffer {
  writeFileSync(at("plain"), content);
  sealFile(at("plain"), at("sealed"), validator.publicKey);
  return readFileSync(at("sealed"));
}

/** Opens bytes as a sealed file. */
function open(sealed: Uint8Array, key = validator): Buffer {
  writeFileSync(at("received"), sealed);
  rmSync(at("opened"), { force: true });
  openSealedFile(at("received"), at("opened"), key);
  return readFileSync(at("opened"));
}

describe("a sealed file", () => {
  test.each([0, 1, 65535, 65536, 65537, 200_000])("of %i bytes is opened by its reader, and is no copy of its content", (length) => {
    const content = randomBytes(length);
    const sealed = seal(content);
    expect(open(sealed).equals(content)).toBe(true);
    if (length > 16) expect(sealed.includes(content.subarray(0, 16))).toBe(false);
    expect([isSealed(at("sealed")), isSealed(at("plain"))]).toEqual([true, false]);
    for (const name of ["sealed", "opened", "validator.json"]) expect(statSync(at(name)).mode & 0o777).toBe(0o600);
  });

  test("is another one each time", () => {
    const content = randomBytes(100);
    expect(seal(content).equals(seal(content))).toBe(false);
  });

  test("is opened by nobody else", () => {
    createTransitKey(at("other.json"), "other");
    expect(() => open(seal(randomBytes(100)), readTransitKey(at("other.json")))).toThrow(expect.objectContaining({ code: "CRD-4008" }));
  });

  test("is refused whole where anything of it was cut, altered, exchanged or added, and nothing is left behind", () => {
    const sealed = seal(randomBytes(150_000));
    const refuse = (altered: Uint8Array) => {
      expect(() => open(altered)).toThrow(expect.objectContaining({ code: "CRD-4008" }));
      expect(existsSync(at("opened"))).toBe(false);
    };
    for (const position of [0, 18, 49, HEAD, HEAD + PIECE - 1, HEAD + PIECE, sealed.length - 1]) {
      const altered = Buffer.from(sealed);
      altered[position] = (altered[position] as number) ^ 1;
      refuse(altered);
    }
    // Cut at the end of a piece, and anywhere.
    for (const length of [sealed.length - 1, HEAD + 2 * PIECE, HEAD + PIECE, HEAD + 5, HEAD, 40, 0]) refuse(sealed.subarray(0, length));
    const [head, first, second, last] = [
      sealed.subarray(0, HEAD),
      sealed.subarray(HEAD, HEAD + PIECE),
      sealed.subarray(HEAD + PIECE, HEAD + 2 * PIECE),
      sealed.subarray(HEAD + 2 * PIECE),
    ];
    refuse(Buffer.concat([head, second, first, last]));
    refuse(Buffer.concat([head, first, last]));
    refuse(Buffer.concat([sealed, last]));
    expect(readdirSync(folder).filter((file) => file.endsWith(".partial"))).toEqual([]);
  });

  test("is not sealed to a key under which anybody could read it, nor to what is no key", () => {
    writeFileSync(at("plain"), "model");
    expect(() => sealFile(at("plain"), at("none"), new Uint8Array(32))).toThrow(expect.objectContaining({ code: "CRD-9001" }));
    expect(existsSync(at("none"))).toBe(false);
    for (const text of ["", "00", "zz".repeat(32), "AB".repeat(32)])
      expect(() => parseTransitPublicKey(text)).toThrow(expect.objectContaining({ code: "CRD-9001" }));
    expect(Buffer.from(parseTransitPublicKey(Buffer.from(validator.publicKey).toString("hex"))).equals(validator.publicKey)).toBe(true);
  });
});
