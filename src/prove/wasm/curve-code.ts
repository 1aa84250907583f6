import { type Assembler, type Code, f64x2, i32, type Local, repeatWhile, v128 } from "./assembler.ts";
import type { Constants, Places } from "./constants.ts";
import { gatherLimbs } from "./convert-code.ts";
import type { CoordinateField } from "./quadratic-code.ts";

/**
 * Exports `name`(points, end, wrong): writes to `wrong`, where sixteen bytes are, something other than zeros if a point is not on the curve y^2 = x^3 + b.
 * @param b the address of a pair.
 */
export function defineCurveCheck(name: string, assembler: Assembler, constants: Constants, places: Places, field: CoordinateField, b: number): void {
  const { bytes } = field;
  const [x, y, square] = [places.take(bytes), places.take(bytes), places.take(bytes)].map(i32.const) as [Code, Code, Code];
  const isWrong = Array.from({ length: bytes / 16 }, (_, i) => f64x2.ne(v128.load(y, 16 * i), constants.number(0))).reduce((any, each) => v128.or(any, each));
  assembler.define(name, 3, (_, ...parameters) => {
    const [point, end, wrong] = parameters as [Local, Local, Local];
    const second = i32.add(point.get, i32.const(bytes / 2));
    return [
      v128.store(wrong.get, constants.number(0)),
      repeatWhile(
        [
          gatherLimbs(bytes / 16, x, point.get, point.get),
          gatherLimbs(bytes / 16, y, second, second),
          field.multiply(y, y, y),
          field.subtract(y, y, i32.const(b)),
          field.multiply(square, x, x),
          field.multiply(x, x, square),
          field.subtract(y, y, x),
          v128.store(wrong.get, v128.or(v128.load(wrong.get), isWrong)),
        ],
        i32.ltU(point.tee(i32.add(point.get, i32.const(bytes))), end.get),
      ),
    ];
  });
}
