package main

import (
	"encoding/binary"
	"os"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// The constraints are not circom's, or are damaged.
const badConstraints = "constraints"

// A term is a coefficient of one side of a constraint.
type term struct {
	row, wire uint32
	value     limbs
}

// Constraints are a rank-1 constraint system: for every row, (A w)(B w) = C w over the witness w, whose wire 0 is the constant 1.
type constraints struct {
	wires, publicSignals, rows int
	// Of A, B and C, row by row.
	terms [3][]term
}

// readConstraints reads circom's binary format, version 1.
func readConstraints(path string) (*constraints, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return nil, refuse(unreadable, "a file that can be read: %v", err)
	}
	return parseConstraints(bytes)
}

func parseConstraints(bytes []byte) (*constraints, error) {
	if len(bytes) < 12 || string(bytes[:4]) != "r1cs" || binary.LittleEndian.Uint32(bytes[4:]) != 1 {
		return nil, refuse(badConstraints, "an r1cs file of version 1")
	}
	sections := map[uint32][]byte{}
	rest := bytes[12:]
	for range binary.LittleEndian.Uint32(bytes[8:]) {
		if len(rest) < 12 {
			return nil, refuse(badConstraints, "a section where the file ends")
		}
		kind, length := binary.LittleEndian.Uint32(rest), binary.LittleEndian.Uint64(rest[4:])
		rest = rest[12:]
		if _, twice := sections[kind]; twice || length > uint64(len(rest)) {
			return nil, refuse(badConstraints, "section %d once, and whole", kind)
		}
		sections[kind], rest = rest[:length], rest[length:]
	}
	header, rows := sections[1], sections[2]
	if len(header) < 64 || binary.LittleEndian.Uint32(header) != 32 || readLimbs(header[4:]) != scalarOrder {
		return nil, refuse(badConstraints, "a header over the scalar field of BN254")
	}
	word := func(at int) int { return int(binary.LittleEndian.Uint32(header[at:])) }
	c := &constraints{wires: word(36), publicSignals: word(40) + word(44), rows: word(60)}
	// The map of wires to labels, which is not needed, holds the number of wires to the size of the file.
	if c.publicSignals+1 > c.wires || len(sections[3]) != 8*c.wires {
		return nil, refuse(badConstraints, "%d wires with their labels, and %d public signals among them", c.wires, c.publicSignals)
	}
	for row := range c.rows {
		for matrix := range c.terms {
			if len(rows) < 4 {
				return nil, refuse(badConstraints, "row %d where the section ends", row)
			}
			count := int(binary.LittleEndian.Uint32(rows))
			rows = rows[4:]
			if len(rows)/36 < count {
				return nil, refuse(badConstraints, "%d terms in row %d", count, row)
			}
			for range count {
				t := term{uint32(row), binary.LittleEndian.Uint32(rows), readLimbs(rows[4:])}
				if int(t.wire) >= c.wires || !below(&t.value, &scalarOrder) {
					return nil, refuse(badConstraints, "a wire below %d and a reduced coefficient in row %d", c.wires, row)
				}
				c.terms[matrix] = append(c.terms[matrix], t)
				rows = rows[36:]
			}
		}
	}
	return c, nil
}

// domain is the power of two of rows of a set-up: room for the constraints, the public signals and the constant.
func (c *constraints) domain() int {
	domain := 2
	for domain < c.rows+c.publicSignals+1 {
		domain *= 2
	}
	return domain
}

// toElement brings a plain number into Montgomery form: times 2^512, of which a product divides 2^256 off.
func toElement(value *limbs) fr.Element {
	plain := fr.Element(*value)
	return *plain.Mul(&plain, &toMontgomery)
}

// toMontgomery is 2^512 mod r as a plain number.
var toMontgomery = func() fr.Element {
	var power fr.Element
	power.SetUint64(2).Exp(power, bigOf(512))
	return fr.Element(power.Bits())
}()
