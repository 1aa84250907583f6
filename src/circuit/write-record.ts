import type { CircuitSource } from "./circuit-source.ts";
import type { RecordLayout } from "./record-layout.ts";

/** Writes the packed elements of the record, as they were signed: element0, element1, ... */
export function writeRecord(source: CircuitSource, layout: RecordLayout): void {
  if (layout.unused.length > 0) source.add("// Slots that the model does not read, kept from their neighbours.");
  source.add(...layout.unused.map(({ width }, run) => `RangeCheck(${width})(unused[${run}]);`));
  source.add("// The packed record, as it was signed.");
  for (let element = 0; element < layout.elements; element++) {
    const whole = layout.whole.indexOf(element);
    const terms = whole >= 0 ? [`whole[${whole}]`] : [];
    layout.used.forEach((feature, i) => {
      const slot = layout.slots[feature];
      if (slot?.element === element) terms.push(`code[${i}] * ${1n << BigInt(slot.offset)}`);
    });
    layout.unused.forEach((run, i) => {
      if (run.element === element) terms.push(`unused[${i}] * ${1n << BigInt(run.offset)}`);
    });
    source.sum(`element${element}`, terms);
  }
  source.add("");
}
