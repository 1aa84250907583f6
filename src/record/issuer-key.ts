import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { z } from "zod";
import { CredenceError } from "../errors/credence-error.ts";
import { parseJsonFile, writeJsonFile } from "../files/json.ts";
import { type BabyJubjubPoint, derivePublicKey } from "../record/eddsa.ts";

const hex = z.string().regex(/^([0-9a-f]{2})+$/);
const decimal = z.string().regex(/^\d+$/).transform(BigInt);

/** An issuer's signing key at rest: the 32-byte secret under AES-256-GCM, its key from the pass phrase by scrypt (N 2^17, r 8, p 1). */
const KeyFile = z.strictObject({
  format: z.literal("credence.issuer-key/1"),
  name: z.string(),
  publicKey: z.strictObject({ x: decimal, y: decimal }),
  kdf: z.strictObject({ name: z.literal("scrypt"), N: z.literal(131072), r: z.literal(8), p: z.literal(1), salt: hex }),
  cipher: z.strictObject({ name: z.literal("aes-256-gcm"), nonce: hex, tag: hex, text: hex }),
});

export interface IssuerKey {
  name: string;
  publicKey: BabyJubjubPoint;
  secret: Uint8Array;
}

const derive = (passphrase: string, salt: Buffer) => scryptSync(passphrase.normalize("NFKC"), salt, 32, { N: 131072, r: 8, p: 1, maxmem: 256 * 1024 * 1024 });

/** The name and public key are authenticated with the secret, so that neither can be exchanged in the file. */
const associatedData = (name: string, key: BabyJubjubPoint) => Buffer.from(`credence.issuer-key/1|${name}|${key.x}|${key.y}`);

/** Makes a key from the system's generator and writes it encrypted, readable by its owner only. */
export function createIssuerKey(path: string, name: string, passphrase: string): IssuerKey {
  const secret = randomBytes(32);
  const publicKey = derivePublicKey(secret);
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", derive(passphrase, salt), nonce).setAAD(associatedData(name, publicKey));
  const text = Buffer.concat([cipher.update(secret), cipher.final()]);
  writeJsonFile(
    path,
    {
      format: "credence.issuer-key/1",
      name,
      publicKey,
      kdf: { name: "scrypt", N: 131072, r: 8, p: 1, salt: salt.toString("hex") },
      cipher: { name: "aes-256-gcm", nonce: nonce.toString("hex"), tag: cipher.getAuthTag().toString("hex"), text: text.toString("hex") },
    },
    0o600,
  );
  return { name, publicKey, secret };
}

/** Opens a key file. @throws CredenceError CRD-2006 for a wrong pass phrase or an altered file. */
export function openIssuerKey(path: string, passphrase: string): IssuerKey {
  const file = parseJsonFile(path, KeyFile);
  const key = derive(passphrase, Buffer.from(file.kdf.salt, "hex"));
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(file.cipher.nonce, "hex"))
    .setAAD(associatedData(file.name, file.publicKey))
    .setAuthTag(Buffer.from(file.cipher.tag, "hex"));
  try {
    const secret = Buffer.concat([decipher.update(Buffer.from(file.cipher.text, "hex")), decipher.final()]);
    return { name: file.name, publicKey: file.publicKey, secret };
  } catch {
    throw new CredenceError("CRD-2006", `${path} does not open with this pass phrase, or was altered.`, { place: path });
  }
}
