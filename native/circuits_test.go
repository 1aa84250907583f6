package main

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

const testPublic = 5

// randomSystem makes constraints that the witness satisfies: random sides A and B, and for C what makes the row hold, as a multiple of the constant and of one other wire.
func randomSystem(rows, wires int, valueOf func(i int) limbs) (*constraints, []limbs) {
	witness := make([]limbs, wires)
	witness[0] = limbs{1}
	for i := 1; i < wires; i++ {
		witness[i] = valueOf(i)
	}
	c := &constraints{wires: wires, publicSignals: testPublic, rows: rows}
	for row := range rows {
		var sides [2]fr.Element
		for matrix := range sides {
			for range 1 + testRandom.IntN(3) {
				t := term{uint32(row), uint32(testRandom.IntN(wires)), randomScalar()}
				if testRandom.IntN(2) == 0 {
					t.value = limbs{1}
				}
				value, wire := toElement(&t.value), toElement(&witness[t.wire])
				sides[matrix].Add(&sides[matrix], value.Mul(&value, &wire))
				c.terms[matrix] = append(c.terms[matrix], t)
			}
		}
		other := term{uint32(row), uint32(1 + testRandom.IntN(wires-1)), randomScalar()}
		value, wire := toElement(&other.value), toElement(&witness[other.wire])
		var rest fr.Element
		rest.Mul(&sides[0], &sides[1]).Sub(&rest, value.Mul(&value, &wire))
		c.terms[2] = append(c.terms[2], term{uint32(row), 0, rest.Bits()}, other)
	}
	return c, witness
}

func keyBytes(t testing.TB, c *constraints) []byte {
	s, err := drawSecrets()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := developmentSetup(c, &s, &file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func parseKey(file []byte, digest string) (*key, error) {
	return readKey(bytes.NewReader(file), int64(len(file)), digest)
}

func openProver(t testing.TB, file []byte) *prover {
	k, err := parseKey(file, "")
	if err != nil {
		t.Fatal(err)
	}
	p, err := newProver(k, 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.pool.close)
	return p
}

func witnessFile(witness []limbs) []byte {
	file := make([]byte, witnessBytes(len(witness)))
	copy(file, "wtns")
	for at, word := range map[int]uint32{4: 2, 8: 2, 12: 1, 16: 40, 24: 32, 60: uint32(len(witness)), 64: 2, 68: uint32(32 * len(witness))} {
		binary.LittleEndian.PutUint32(file[at:], word)
	}
	putLimbs(file[28:], &scalarOrder)
	for i := range witness {
		putLimbs(file[witnessOverhead+32*i:], &witness[i])
	}
	return file
}

// holds verifies a proof by the library's pairing: e(A, B) = e(alpha, beta) e(public, gamma) e(C, delta).
func holds(t testing.TB, k *key, p *proof, signals []limbs) bool {
	var public, part bn254.G1Jac
	public.FromAffine(&k.public[0])
	for i := range signals {
		signal, number := toElement(&signals[i]), bigOf(0)
		part.FromAffine(&k.public[i+1])
		public.AddAssign(part.ScalarMultiplication(&part, signal.BigInt(number)))
	}
	var minusA, sum bn254.G1Affine
	sum.FromJacobian(&public)
	minusA.Neg(&p.a)
	same, err := bn254.PairingCheck([]bn254.G1Affine{minusA, k.alpha1, sum, p.c}, []bn254.G2Affine{p.b, k.beta2, k.gamma2, k.delta2})
	if err != nil {
		t.Fatal(err)
	}
	return same
}
