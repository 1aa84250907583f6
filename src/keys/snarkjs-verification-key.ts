import { z } from "zod";
import { BASE_FIELD_ORDER } from "../statement/field.ts";

const coordinate = z
  .string()
  .regex(/^(0|[1-9]\d{0,77})$/, "a decimal integer")
  .refine((text) => BigInt(text) < BASE_FIELD_ORDER, "below the base field's order");
const pair = z.tuple([coordinate, coordinate]);
const g1 = z.tuple([coordinate, coordinate, z.literal("1")]);
const g2 = z.tuple([pair, pair, z.tuple([z.literal("1"), z.literal("0")])]);
const sixth = z.tuple([pair, pair, pair]);

/** A Groth16 verification key as snarkjs writes it: projective points of decimal strings, coordinates in F_q2 with the real part first. */
export const SnarkjsVerificationKey = z.strictObject({
  protocol: z.literal("groth16"),
  curve: z.literal("bn128"),
  nPublic: z.int().positive(),
  vk_alpha_1: g1,
  vk_beta_2: g2,
  vk_gamma_2: g2,
  vk_delta_2: g2,
  /** The pairing of alpha and beta, which nothing here relies on. */
  vk_alphabeta_12: z.tuple([sixth, sixth]),
  IC: z.array(g1),
});
export type SnarkjsVerificationKey = z.infer<typeof SnarkjsVerificationKey>;
