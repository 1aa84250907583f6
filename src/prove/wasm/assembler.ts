/** Just enough of an assembler to write a WebAssembly module with vector instructions by hand: expressions are nested bytes, in the order in which they are executed. */

export type Code = number | readonly Code[];

const VALUE_TYPE = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;
export type ValueType = keyof typeof VALUE_TYPE;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

function signed(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const low = Number(rest & 127n);
    if (rest >= -64n && rest < 64n) return [...bytes, low];
    bytes.push(low | 128);
  }
}

const simple =
  (...opcode: number[]) =>
  (...operands: Code[]): Code => [operands, opcode];
const vector = (opcode: number) => simple(0xfd, ...unsigned(opcode));
/** A vector instruction on memory: alignment is a promise about the address, 2^3 bytes throughout. */
const vectorMemory =
  (opcode: number) =>
  (address: Code, offset = 0): Code => [address, 0xfd, unsigned(opcode), 3, unsigned(offset)];
const memory =
  (opcode: number, alignment: number) =>
  (address: Code, offset = 0): Code => [address, opcode, alignment, unsigned(offset)];

export const i32 = {
  const: (value: number): Code => [0x41, signed(BigInt(value))],
  load: memory(0x28, 2),
  add: simple(0x6a),
  sub: simple(0x6b),
  mul: simple(0x6c),
  and: simple(0x71),
  eqz: simple(0x45),
  ltU: simple(0x49),
  store: (address: Code, value: Code, offset = 0): Code => [address, value, 0x36, 2, unsigned(offset)],
};

export const i64 = {
  const: (value: bigint): Code => [0x42, signed(BigInt.asIntN(64, value))],
  load: memory(0x29, 3),
  extend: simple(0xad),
  shl: simple(0x86),
  shrU: simple(0x88),
  or: simple(0x84),
  store: (address: Code, value: Code, offset = 0): Code => [address, value, 0x37, 3, unsigned(offset)],
};

export const i64x2 = {
  shrS: vector(0xcc),
  splat: vector(0x12),
  shl: vector(0xcb),
  shrU: vector(0xcd),
  add: vector(0xce),
  sub: vector(0xd1),
  eq: vector(0xd6),
};

export const f64x2 = {
  eq: vector(0x47),
  ne: vector(0x48),
  nearest: vector(0x94),
  add: vector(0xf0),
  sub: vector(0xf1),
  mul: vector(0xf2),
  /** a b + c. Whether it is rounded once or twice is the machine's choice; what is written here needs once. */
  multiplyAdd: vector(0x107),
  /** c - a b. */
  multiplySubtract: vector(0x108),
};

export const v128 = {
  load: vectorMemory(0x00),
  load64Splat: vectorMemory(0x0a),
  load64Zero: vectorMemory(0x5d),
  store: (address: Code, value: Code, offset = 0): Code => [address, value, 0xfd, 0x0b, 3, unsigned(offset)],
  load64High: (address: Code, value: Code, offset = 0): Code => [address, value, 0xfd, 0x57, 3, unsigned(offset), 1],
  store64: (address: Code, value: Code, lane: 0 | 1, offset = 0): Code => [address, value, 0xfd, 0x5b, 3, unsigned(offset), lane],
  insert64: (value: Code, lane: 0 | 1, word: Code): Code => [value, word, 0xfd, 0x1e, lane],
  extract64: (value: Code, lane: 0 | 1): Code => [value, 0xfd, 0x1d, lane],
  swap: (value: Code): Code => [value, value, 0xfd, 0x0d, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7],
  and: vector(0x4e),
  andNot: vector(0x4f),
  or: vector(0x50),
  xor: vector(0x51),
  /** Bits of `a` where `mask` is set, of `b` elsewhere. */
  select: (a: Code, b: Code, mask: Code): Code => [a, b, mask, 0xfd, 0x52],
  anyTrue: vector(0x53),
};

const END = 0x0b;
const NO_RESULT = 0x40;
export const when = (condition: Code, then: Code, otherwise?: Code): Code => [
  condition,
  0x04,
  NO_RESULT,
  then,
  otherwise === undefined ? [] : [0x05, otherwise],
  END,
];
export const repeatWhile = (body: Code, condition: Code): Code => [0x03, NO_RESULT, body, condition, 0x0d, 0, END];

export interface Local {
  readonly get: Code;
  set(value: Code): Code;
  tee(value: Code): Code;
}

/** The places of a function that is being written. */
export class Scope {
  readonly types: ValueType[] = [];
  readonly #parameters: number;

  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  parameter(index: number): Local {
    const at = unsigned(index);
    return { get: [0x20, at], set: (value) => [value, 0x21, at], tee: (value) => [value, 0x22, at] };
  }

  local(type: ValueType): Local {
    this.types.push(type);
    return this.parameter(this.#parameters + this.types.length - 1);
  }
}

const flatten = (code: Code, into: number[] = []): number[] => {
  if (typeof code === "number") into.push(code);
  else for (const part of code) flatten(part, into);
  return into;
};
const vectorOf = (items: readonly Code[]): Code => [unsigned(items.length), items];
const sized = (code: Code): Code => {
  const bytes = flatten(code);
  return [unsigned(bytes.length), bytes];
};
const text = (value: string): Code => vectorOf([...new TextEncoder().encode(value)]);

/** Calls a function of the module. */
export type Call = (...operands: Code[]) => Code;

/** A module whose functions take numbers of 32 bits and return nothing, or one such number, on a memory that is imported. */
export class Assembler {
  readonly #functions: { parameters: number; body: Code; types: ValueType[] }[] = [];
  readonly #exports: [name: string, index: number][] = [];

  /** Writes a function. @param name under which it is exported; none for one that only the module calls. */
  define(name: string | undefined, parameters: number, write: (scope: Scope, ...parameters: Local[]) => Code): Call {
    const scope = new Scope(parameters);
    const body = write(scope, ...Array.from({ length: parameters }, (_, i) => scope.parameter(i)));
    const index = this.#functions.push({ parameters, body, types: scope.types }) - 1;
    if (name !== undefined) this.#exports.push([name, index]);
    return (...operands) => [operands, 0x10, unsigned(index)];
  }

  assemble(): Uint8Array<ArrayBuffer> {
    const most = Math.max(...this.#functions.map(({ parameters }) => parameters));
    const types = Array.from({ length: most + 1 }, (_, count): Code => [0x60, vectorOf(new Array<Code>(count).fill(VALUE_TYPE.i32)), 0]);
    const bodies = this.#functions.map(({ body, types: locals }) => sized([vectorOf(locals.map((type): Code => [1, VALUE_TYPE[type]])), body, END]));
    const sections: [number, Code][] = [
      [1, vectorOf(types)],
      [2, vectorOf([[text("env"), text("memory"), 2, 0, 1]])],
      [3, vectorOf(this.#functions.map(({ parameters }) => unsigned(parameters)))],
      [7, vectorOf(this.#exports.map(([name, index]): Code => [text(name), 0, unsigned(index)]))],
      [10, vectorOf(bodies)],
    ];
    return new Uint8Array(flatten([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, sections.map(([id, content]): Code => [id, sized(content)])]));
  }
}
