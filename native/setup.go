package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/big"
	"runtime"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// developmentMark names a key that one party made: the same in src/keys/key-origin.ts, which finds it.
const developmentMark = "credence development set-up: INSECURE"

func bigOf(n int64) *big.Int { return big.NewInt(n) }

// Secrets of a set-up. Whoever knows them can prove anything.
type secrets struct{ tau, alpha, beta, delta fr.Element }

func drawSecrets() (s secrets, err error) {
	for _, to := range []*fr.Element{&s.tau, &s.alpha, &s.beta, &s.delta} {
		for to.IsZero() {
			if _, err = to.SetRandom(); err != nil {
				return s, err
			}
		}
	}
	return s, nil
}

// lagrangeAt evaluates the Lagrange polynomials of the domain of `count` roots of unity at tau: L_j(tau) = (tau^n - 1) w^j / (n (tau - w^j)).
func lagrangeAt(tau *fr.Element, count int) ([]fr.Element, error) {
	root, err := fr.Generator(uint64(count))
	if err != nil {
		return nil, err
	}
	var scale, number fr.Element
	number.SetUint64(uint64(count))
	one := fr.One()
	scale.Exp(*tau, bigOf(int64(count))).Sub(&scale, &one).Div(&scale, &number)
	if scale.IsZero() {
		return nil, fmt.Errorf("tau is a root of unity of the domain")
	}
	differences := make([]fr.Element, count)
	roots := make([]fr.Element, count)
	for j, w := 0, one; j < count; j++ {
		roots[j] = w
		differences[j].Sub(tau, &w)
		w.Mul(&w, &root)
	}
	values := fr.BatchInvert(differences)
	for j := range values {
		values[j].Mul(&values[j], &roots[j]).Mul(&values[j], &scale)
	}
	return values, nil
}

// developmentSetup writes a proving key straight from constraints, in the form of snarkjs: J. Groth, "On the size of pairing-based non-interactive arguments" (2016),
// section 3.2, with gamma = 1 and the odd half of the doubled domain for the quotient. The same as src/keys/development-setup.ts.
func developmentSetup(c *constraints, s *secrets, to io.Writer) error {
	domain := c.domain()
	if domain > largestDomain {
		return refuse(badConstraints, "at most %d rows", largestDomain)
	}
	lagrange, err := lagrangeAt(&s.tau, domain)
	if err != nil {
		return err
	}
	doubled, err := lagrangeAt(&s.tau, 2*domain)
	if err != nil {
		return err
	}
	var deltaInverse fr.Element
	deltaInverse.Inverse(&s.delta)
	quotients := make([]fr.Element, domain)
	for j := range quotients {
		quotients[j].Mul(&doubled[2*j+1], &deltaInverse)
	}
	// The polynomials A, B and C of every wire at tau.
	var at [3][]fr.Element
	for matrix, terms := range c.terms {
		at[matrix] = make([]fr.Element, c.wires)
		for i := range terms {
			value := toElement(&terms[i].value)
			value.Mul(&value, &lagrange[terms[i].row])
			at[matrix][terms[i].wire].Add(&at[matrix][terms[i].wire], &value)
		}
	}
	// The public signals' own rows of A keep proofs from being turned into others'.
	for wire := range c.publicSignals + 1 {
		at[0][wire].Add(&at[0][wire], &lagrange[c.rows+wire])
	}
	k := make([]fr.Element, c.wires)
	for wire := range k {
		var a, b fr.Element
		k[wire].Add(a.Mul(&s.beta, &at[0][wire]), b.Mul(&s.alpha, &at[1][wire])).Add(&k[wire], &at[2][wire])
		if wire > c.publicSignals {
			k[wire].Mul(&k[wire], &deltaInverse)
		}
	}

	one1, one2, _, _ := bn254.Generators()
	p := newPool(runtime.GOMAXPROCS(0))
	defer p.close()
	timesOne1 := func(scalars []fr.Element) []bn254.G1Affine {
		return multiplyBase(p, one1, func(j *bn254.G1Jac) (a bn254.G1Affine) { return *a.FromJacobian(j) }, scalars, ofG1)
	}
	timesOne2 := func(scalars []fr.Element) []bn254.G2Affine {
		return multiplyBase(p, one2, func(j *bn254.G2Jac) (a bn254.G2Affine) { return *a.FromJacobian(j) }, scalars, ofG2)
	}
	single := timesOne1([]fr.Element{s.alpha, s.beta, s.delta})
	twin := timesOne2([]fr.Element{s.beta, fr.One(), s.delta})
	header := encodeHeader(c, domain, &single[0], &single[1], &single[2], &twin[0], &twin[1], &twin[2])
	g1 := func(scalars []fr.Element) []byte { return encodeG1(timesOne1(scalars)) }
	return writeSections(to, []keySection{
		{sectionHeader, func() []byte { return header }},
		{sectionCoefficients, c.encodeCoefficients},
		{sectionPublicPoints, func() []byte { return g1(k[:c.publicSignals+1]) }},
		{sectionH, func() []byte { return g1(quotients) }},
		{sectionC, func() []byte { return g1(k[c.publicSignals+1:]) }},
		{sectionA, func() []byte { return g1(at[0]) }},
		{sectionB1, func() []byte { return g1(at[1]) }},
		{sectionB2, func() []byte { return encodeG2(timesOne2(at[1])) }},
		{sectionContributions, func() []byte { return encodeDevelopmentMark(header[468:532]) }},
	})
}

// encodeDevelopmentMark makes the list of contributions of a development key: one record that says what the key is and that no verifier of ceremonies accepts.
func encodeDevelopmentMark(delta1 []byte) []byte {
	bytes := make([]byte, 64, 600)
	bytes = binary.LittleEndian.AppendUint32(bytes, 1)
	bytes = append(bytes, delta1...)
	// No public key and no transcript: zeros. Then the type, and the name as a parameter of type 1.
	bytes = append(bytes, make([]byte, 64+64+128+64+4)...)
	bytes = binary.LittleEndian.AppendUint32(bytes, uint32(2+len(developmentMark)))
	bytes = append(bytes, 1, byte(len(developmentMark)))
	return append(bytes, developmentMark...)
}

// setUp makes the key that is ordered and writes it, whole or not at all and readable by its owner only.
func setUp(order *setupOrder) error {
	c, err := readConstraints(order.R1cs)
	if err != nil {
		return err
	}
	return writeWhole(order.Zkey, func(file io.Writer) error {
		if order.Powers == "" {
			s, err := drawSecrets()
			if err != nil {
				return err
			}
			err = developmentSetup(c, &s, file)
			s = secrets{}
			return err
		}
		powers, closePowers, err := openPowersAt(order.Powers)
		if err != nil {
			return err
		}
		defer closePowers()
		return setupFromPowers(c, powers, order.AfterPowers, file)
	})
}
