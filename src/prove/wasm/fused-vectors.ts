import { Assembler, f64x2, i32, type Local, v128 } from "./assembler.ts";

export const NO_FUSED_VECTORS =
  "The engine in WebAssembly needs relaxed vector instructions that multiply and add with one rounding, which this processor or this runtime does not have.";

/** Whether the runtime has vector instructions that multiply and add with one rounding: what every multiplication of the engine is made of. */
export function hasFusedVectors(): boolean {
  const assembler = new Assembler();
  assembler.define("probe", 1, (_, place) => {
    const at = (place as Local).get;
    return v128.store(at, f64x2.multiplyAdd(v128.load(at), v128.load(at), v128.load(i32.add(at, i32.const(16)))));
  });
  const code = assembler.assemble();
  if (!WebAssembly.validate(code)) return false;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  const lanes = new Float64Array(memory.buffer, 0, 4);
  // (2^27 + 1)^2 - 2^54 - 2^28 is 1; a product that is rounded first loses it.
  lanes.fill(2 ** 27 + 1, 0, 2).fill(-(2 ** 54) - 2 ** 28, 2);
  (exports.probe as (place: number) => void)(0);
  return lanes[0] === 1 && lanes[1] === 1;
}
