/** The messages of the native program, as native/serve.go frames them: length, kind, proof's number, content. */

export const FRAME = { open: 0x4f, prove: 0x50, cancel: 0x43, hello: 0x48, ready: 0x52, started: 0x53, done: 0x44, refused: 0x45 } as const;

export interface Frame {
  kind: number;
  /** 0 where it is about no proof. */
  id: number;
  content: Uint8Array;
}

/** Bytes of the length, and of kind and number. */
const LENGTH = 4;
const HEAD = 5;
/** More than the program ever says at once. */
const LARGEST_CONTENT = 1 << 20;

/** The bytes to write before a message's content. */
export function encodeFrameHead(kind: number, id: number, contentLength: number): Uint8Array {
  const head = Buffer.alloc(LENGTH + HEAD);
  head.writeUInt32LE(HEAD + contentLength, 0);
  head.writeUInt8(kind, LENGTH);
  head.writeUInt32LE(id, LENGTH + 1);
  return head;
}

/**
 * Puts a stream's pieces together again.
 * @returns takes a piece and gives the messages that are whole by it.
 * @throws RangeError (from what it returns) for a length that no message has: what comes after it could not be told apart.
 */
export function frameReader(): (piece: Uint8Array) => Frame[] {
  let rest = Buffer.alloc(0);
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    const frames: Frame[] = [];
    while (rest.length >= LENGTH + HEAD) {
      const length = rest.readUInt32LE(0);
      if (length < HEAD || length > HEAD + LARGEST_CONTENT) throw new RangeError(`a message of ${length} bytes`);
      if (rest.length < LENGTH + length) break;
      frames.push({ kind: rest.readUInt8(LENGTH), id: rest.readUInt32LE(LENGTH + 1), content: rest.subarray(LENGTH + HEAD, LENGTH + length) });
      rest = rest.subarray(LENGTH + length);
    }
    return frames;
  };
}

const WORD = 32;
const PROOF_WORDS = 8;

/** A proof and its signals out of a message's content. @throws RangeError where it is not as long as they are. */
export function decodeProven(content: Uint8Array, publicSignals: number): { proof: bigint[]; signals: bigint[] } {
  if (content.length !== WORD * (PROOF_WORDS + publicSignals)) throw new RangeError(`a proof of ${content.length} bytes`);
  const words = Array.from({ length: PROOF_WORDS + publicSignals }, (_, i) =>
    BigInt(`0x${Buffer.from(content.subarray(WORD * i, WORD * (i + 1))).toString("hex")}`),
  );
  return { proof: words.slice(0, PROOF_WORDS), signals: words.slice(PROOF_WORDS) };
}
