package main

import "encoding/binary"

// Bytes of a witness file besides its values: letters, version, count of sections, two section heads, and the first section.
const witnessOverhead = 12 + 12 + 40 + 12

func witnessBytes(wires int) int { return witnessOverhead + 32*wires }

// readWitness reads a witness file of circom's format, version 2, with `wires` values into `values`.
func readWitness(bytes []byte, values []limbs) error {
	wires := len(values)
	if len(bytes) != witnessBytes(wires) {
		return refuse(badWitness, "%d bytes for a witness of %d wires, not %d", witnessBytes(wires), wires, len(bytes))
	}
	word := func(at int) uint32 { return binary.LittleEndian.Uint32(bytes[at:]) }
	section := func(at int, kind uint32, length int) bool {
		return word(at) == kind && binary.LittleEndian.Uint64(bytes[at+4:]) == uint64(length)
	}
	if string(bytes[:4]) != "wtns" || word(4) != 2 || word(8) != 2 || !section(12, 1, 40) || !section(64, 2, 32*wires) {
		return refuse(badWitness, "a witness file of version 2 with a header and its values")
	}
	if word(24) != 32 || readLimbs(bytes[28:]) != scalarOrder || int(word(60)) != wires {
		return refuse(badWitness, "a header of %d wires over BN254", wires)
	}
	for i := range values {
		values[i] = readLimbs(bytes[witnessOverhead+32*i:])
		if !below(&values[i], &scalarOrder) {
			return refuse(badWitness, "wire %d below the field order", i)
		}
	}
	if values[0] != (limbs{1}) {
		return refuse(badWitness, "the constant 1 as wire 0")
	}
	return nil
}
