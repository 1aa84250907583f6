import { z } from "zod";

/** What a reader's browser needs to verify a decision, and nothing that writes, signs, traces or lists pending transactions. */
const quantity = z.string().regex(/^0x(0|[1-9a-f][0-9a-f]{0,15})$/i, "a quantity");
const block = z.union([quantity, z.enum(["latest", "safe", "finalized", "earliest"])]);
const word = z.string().regex(/^0x[0-9a-f]{64}$/i, "32 bytes");
const address = z.string().regex(/^0x[0-9a-f]{40}$/i, "an address");
const bytes = z
  .string()
  .regex(/^0x([0-9a-f]{2})*$/i, "bytes")
  .max(20_000);
const topic = z.union([word, z.null(), z.array(word).max(16)]);

const id = z.union([z.int(), z.string().max(64), z.null()]).optional();
const call = <M extends string, P extends z.ZodType>(method: M, params: P) => z.object({ jsonrpc: z.literal("2.0"), id, method: z.literal(method), params });
const nothing = z.tuple([]).optional();

export const AllowedCall = z.discriminatedUnion("method", [
  call("eth_chainId", nothing),
  call("eth_blockNumber", nothing),
  // No third parameter: a caller may not ask what the chain would say if its state were another.
  call("eth_call", z.tuple([z.strictObject({ to: address, data: bytes.optional(), input: bytes.optional() }), block])),
  call(
    "eth_getLogs",
    z.tuple([
      z.strictObject({
        address: z.union([address, z.array(address).max(8)]),
        topics: z.array(topic).max(4).optional(),
        fromBlock: block.optional(),
        toBlock: block.optional(),
        blockHash: word.optional(),
      }),
    ]),
  ),
  call("eth_getTransactionByHash", z.tuple([word])),
  call("eth_getTransactionReceipt", z.tuple([word])),
  call("eth_getBlockByNumber", z.tuple([block, z.literal(false)])),
  call("eth_getCode", z.tuple([address, block])),
]);
export type AllowedCall = z.infer<typeof AllowedCall>;

/** Calls in one request: a decision takes about ten. */
export const LARGEST_BATCH = 20;

export const ALLOWED_METHODS: readonly string[] = AllowedCall.options.map((option) => option.shape.method.value);
