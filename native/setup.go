package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"
	"os"
	"runtime"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
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
	header := make([]byte, 84, headerBytes)
	for at, order := range map[int]*limbs{0: &baseOrder, 36: &scalarOrder} {
		binary.LittleEndian.PutUint32(header[at:], 32)
		putLimbs(header[at+4:], order)
	}
	for i, count := range []int{c.wires, c.publicSignals, domain} {
		binary.LittleEndian.PutUint32(header[72+4*i:], uint32(count))
	}
	for _, part := range [][]byte{
		encodeG1(single[:1]), encodeG1(single[1:2]), encodeG2(twin[:1]), encodeG2(twin[1:2]), encodeG1(single[2:]), encodeG2(twin[2:]),
	} {
		header = append(header, part...)
	}

	out := bufio.NewWriterSize(to, 1<<18)
	out.WriteString("zkey")
	binary.Write(out, binary.LittleEndian, []uint32{1, sectionContributions})
	section := func(kind uint32, content []byte) error {
		binary.Write(out, binary.LittleEndian, kind)
		binary.Write(out, binary.LittleEndian, uint64(len(content)))
		_, err := out.Write(content)
		return err
	}
	g1 := func(scalars []fr.Element) []byte { return encodeG1(timesOne1(scalars)) }
	for _, write := range []struct {
		kind    uint32
		content func() []byte
	}{
		{sectionProtocol, func() []byte { return []byte{groth16, 0, 0, 0} }},
		{sectionHeader, func() []byte { return header }},
		{sectionCoefficients, c.encodeCoefficients},
		{sectionPublicPoints, func() []byte { return g1(k[:c.publicSignals+1]) }},
		{sectionH, func() []byte { return g1(quotients) }},
		{sectionC, func() []byte { return g1(k[c.publicSignals+1:]) }},
		{sectionA, func() []byte { return g1(at[0]) }},
		{sectionB1, func() []byte { return g1(at[1]) }},
		{sectionB2, func() []byte { return encodeG2(timesOne2(at[1])) }},
		{sectionContributions, func() []byte { return encodeDevelopmentMark(header[468:532]) }},
	} {
		if err := section(write.kind, write.content()); err != nil {
			return err
		}
	}
	return out.Flush()
}

// encodeCoefficients writes A and B row by row, A's first in each, and the public signals' own rows of A.
func (c *constraints) encodeCoefficients() []byte {
	count := len(c.terms[0]) + len(c.terms[1]) + c.publicSignals + 1
	bytes := make([]byte, 4, 4+coefficientBytes*count)
	binary.LittleEndian.PutUint32(bytes, uint32(count))
	push := func(matrix int, t *term) {
		var head [12]byte
		binary.LittleEndian.PutUint32(head[:], uint32(matrix))
		binary.LittleEndian.PutUint32(head[4:], t.row)
		binary.LittleEndian.PutUint32(head[8:], t.wire)
		// Twice in Montgomery form, so that a product with a plain witness is in it once.
		once := toElement(&t.value)
		twice := limbs(once)
		double := limbs(toElement(&twice))
		bytes = append(bytes, head[:]...)
		bytes = append(bytes, make([]byte, 32)...)
		putLimbs(bytes[len(bytes)-32:], &double)
	}
	var next [2]int
	for row := range c.rows {
		for matrix := range next {
			for terms := c.terms[matrix]; next[matrix] < len(terms) && int(terms[next[matrix]].row) == row; next[matrix]++ {
				push(matrix, &terms[next[matrix]])
			}
		}
	}
	for wire := range c.publicSignals + 1 {
		push(0, &term{uint32(c.rows + wire), uint32(wire), limbs{1}})
	}
	return bytes
}

func putLimbs(to []byte, l *limbs) {
	for i, word := range l {
		binary.LittleEndian.PutUint64(to[8*i:], word)
	}
}

// encodeBase writes coordinates in Montgomery form.
func encodeBase(bytes []byte, elements ...*fp.Element) []byte {
	for _, element := range elements {
		for _, word := range element {
			bytes = binary.LittleEndian.AppendUint64(bytes, word)
		}
	}
	return bytes
}

func encodeG1(points []bn254.G1Affine) []byte {
	bytes := make([]byte, 0, 64*len(points))
	for i := range points {
		bytes = encodeBase(bytes, &points[i].X, &points[i].Y)
	}
	return bytes
}

func encodeG2(points []bn254.G2Affine) []byte {
	bytes := make([]byte, 0, 128*len(points))
	for i := range points {
		bytes = encodeBase(bytes, &points[i].X.A0, &points[i].X.A1, &points[i].Y.A0, &points[i].Y.A1)
	}
	return bytes
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

// setUp makes a development key of the constraints at one path and writes it, whole or not at all and readable by its owner only, to another.
func setUp(from, to string) error {
	c, err := readConstraints(from)
	if err != nil {
		return err
	}
	s, err := drawSecrets()
	if err != nil {
		return err
	}
	partial := fmt.Sprintf("%s.%d.partial", to, os.Getpid())
	file, err := os.OpenFile(partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return refuse(unreadable, "a file that can be written: %v", err)
	}
	defer os.Remove(partial)
	err = developmentSetup(c, &s, file)
	s = secrets{}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(partial, to)
}
