package main

import (
	"encoding/binary"
	"encoding/hex"
	"io"
	"runtime"

	"github.com/consensys/gnark-crypto/ecc/bn254"
)

// snarkjs digests the quotient's points in pieces of so many.
const digestPiece = 1 << 14

// setupFromPowers writes the first key of constraints from powers of tau, byte for byte as snarkjs does: with gamma and delta the generators until somebody contributes.
// The powers' digest was compared by the caller. `after` is what snarkjs makes of the bytes after the powers where it digests one point too many, in hex; see
// `difference` below.
func setupFromPowers(c *constraints, powers *powersFile, after string, to io.Writer) error {
	domain := c.domain()
	if domain > largestDomain || domain > 1<<powers.power {
		return refuse(badPowers, "powers for %d rows, and at most 2^27 of them", domain)
	}
	p := newPool(runtime.GOMAXPROCS(0))
	defer p.close()
	key, err := newFirstKey(c, powers, domain)
	if err != nil {
		return err
	}
	differences, err := key.differences(p, after)
	if err != nil {
		return err
	}
	if err := key.combine(p); err != nil {
		return err
	}

	h := newBlake2b()
	number := func(n int) { h.Write(binary.BigEndian.AppendUint32(nil, uint32(n))) }
	pointsG1 := func(points []bn254.G1Affine) {
		number(len(points))
		digestG1(h, points)
	}
	h.Write(key.circuitStart())
	pointsG1(key.public)
	number(domain - 1)
	h.Write(differences)
	pointsG1(key.c)
	pointsG1(key.a)
	pointsG1(key.b1)
	number(len(key.b2))
	digestG2(h, key.b2)
	circuit := h.sum()

	return writeSections(to, []keySection{
		{sectionHeader, func() []byte { return key.header }},
		{sectionCoefficients, c.encodeCoefficients},
		{sectionPublicPoints, func() []byte { return encodeG1(key.public) }},
		{sectionH, func() []byte { return encodeG1(key.quotients) }},
		{sectionC, func() []byte { return encodeG1(key.c) }},
		{sectionA, func() []byte { return encodeG1(key.a) }},
		{sectionB1, func() []byte { return encodeG1(key.b1) }},
		{sectionB2, func() []byte { return encodeG2(key.b2) }},
		// The circuit's digest, and no contribution yet.
		{sectionContributions, func() []byte { return append(circuit[:], 0, 0, 0, 0) }},
	})
}

// A firstKey is a key from powers of tau on its way.
type firstKey struct {
	*constraints
	powers                      *powersFile
	domain                      int
	alpha1, beta1               []bn254.G1Affine
	beta2                       []bn254.G2Affine
	header                      []byte
	public, quotients, c, a, b1 []bn254.G1Affine
	b2                          []bn254.G2Affine
}

func newFirstKey(c *constraints, powers *powersFile, domain int) (k *firstKey, err error) {
	k = &firstKey{constraints: c, powers: powers, domain: domain}
	if k.alpha1, err = powers.pointsG1(powersAlphaTau, 0, 1); err != nil {
		return nil, err
	}
	if k.beta1, err = powers.pointsG1(powersBetaTau, 0, 1); err != nil {
		return nil, err
	}
	if k.beta2, err = powers.pointsG2(powersBeta2, 0, 1); err != nil {
		return nil, err
	}
	_, _, one1, one2 := bn254.Generators()
	k.header = encodeHeader(c, domain, &k.alpha1[0], &k.beta1[0], &one1, &k.beta2[0], &one2, &one2)
	// The Lagrange points of the doubled domain; the odd ones are those of the quotient.
	doubled, err := powers.pointsG1(lagrangeTau, 2*domain-1, 2*domain)
	if err != nil {
		return nil, err
	}
	k.quotients = make([]bn254.G1Affine, domain)
	for i := range k.quotients {
		k.quotients[i] = doubled[2*i+1]
	}
	return k, nil
}

// circuitStart is what the circuit's digest begins with: the header's points, uncompressed.
func (k *firstKey) circuitStart() []byte {
	_, _, one1, one2 := bn254.Generators()
	gathered := &gatherer{}
	digestG1(gathered, []bn254.G1Affine{k.alpha1[0], k.beta1[0]})
	digestG2(gathered, []bn254.G2Affine{k.beta2[0], one2})
	digestG1(gathered, []bn254.G1Affine{one1})
	digestG2(gathered, []bn254.G2Affine{one2})
	return gathered.bytes
}

type gatherer struct{ bytes []byte }

func (g *gatherer) Write(bytes []byte) (int, error) {
	g.bytes = append(g.bytes, bytes...)
	return len(bytes), nil
}

// combine computes the points of all wires from the Lagrange points of the domain.
func (k *firstKey) combine(p *pool) error {
	var points []bn254.G1Affine
	for _, kind := range []uint32{lagrangeTau, lagrangeAlpha, lagrangeBeta} {
		some, err := k.powers.pointsG1(kind, k.domain-1, k.domain)
		if err != nil {
			return err
		}
		points = append(points, some...)
	}
	// A wire's public or private point takes its terms of A times beta, of B times alpha, and of C.
	sums := k.entries([]flow{{0, 0, 0}, {1, 1, 0}, {0, 2, 2}, {1, 2, 1}, {2, 2, 0}})
	all := combine[bn254.G1Affine, bn254.G1Jac, *bn254.G1Affine, *bn254.G1Jac](p, points, sums, ofG1)
	k.a, k.b1 = all[:k.wires], all[k.wires:2*k.wires]
	k.public, k.c = all[2*k.wires:][:k.publicSignals+1], all[2*k.wires:][k.publicSignals+1:]

	points2, err := k.powers.pointsG2(lagrangeTau2, k.domain-1, k.domain)
	if err != nil {
		return err
	}
	k.b2 = combine[bn254.G2Affine, bn254.G2Jac, *bn254.G2Affine, *bn254.G2Jac](p, points2, k.entries([]flow{{1, 0, 0}}), ofG2)
	return nil
}

// A flow says that the terms of a matrix go to a group of sums, one sum a wire, with a group of points, one point a row.
type flow struct{ matrix, sums, points int }

func (k *firstKey) entries(flows []flow) [][]entry {
	groups := 0
	for _, s := range flows {
		groups = max(groups, s.sums+1)
	}
	sums := make([][]entry, groups*k.wires)
	add := func(s flow, t *term) {
		sum := &sums[s.sums*k.wires+int(t.wire)]
		*sum = append(*sum, entry{uint32(s.points*k.domain) + t.row, &t.value})
	}
	for _, s := range flows {
		for i := range k.terms[s.matrix] {
			add(s, &k.terms[s.matrix][i])
		}
		if s.matrix == 0 {
			// The public signals' own rows of A.
			for wire := range k.publicSignals + 1 {
				add(s, &term{uint32(k.rows + wire), uint32(wire), limbs{1}})
			}
		}
	}
	return sums
}

// differences are what the circuit's digest takes of the quotient, uncompressed: tau^(i + domain) - tau^i, for one i less than the domain has rows. Beyond its first piece
// snarkjs takes one more; where the powers end before, that one comes of whatever bytes stand after them, and the caller says what snarkjs makes of these.
func (k *firstKey) differences(p *pool, after string) ([]byte, error) {
	count := k.domain - 1
	if count > digestPiece {
		count++
	}
	available := min(count, 1<<(k.powers.power+1)-1-k.domain)
	low, err := k.powers.pointsG1(powersTau, 0, available)
	if err != nil {
		return nil, err
	}
	high, err := k.powers.pointsG1(powersTau, k.domain, available)
	if err != nil {
		return nil, err
	}
	for from := 0; from < available; from += batchSums {
		p.submit(func(w *worker) {
			for i := from; i < min(from+batchSums, available); i++ {
				w.g1.adder.add(&high[i], &high[i], &low[i], false, true)
			}
			w.g1.adder.flush()
		})
	}
	p.wait()
	gathered := &gatherer{bytes: make([]byte, 0, 64*count)}
	digestG1(gathered, high)
	if available < count {
		last, err := hex.DecodeString(after)
		if err != nil || len(last) != 64 {
			return nil, refuse(badPowers, "more than %d powers", available+k.domain)
		}
		gathered.Write(last)
	}
	return gathered.bytes, nil
}

// digestG1 writes points as ceremonies digest them: coordinates plain, highest byte first; zeros for the point at infinity.
func digestG1(to io.Writer, points []bn254.G1Affine) {
	for i := range points {
		x, y := points[i].X.Bytes(), points[i].Y.Bytes()
		to.Write(x[:])
		to.Write(y[:])
	}
}

// digestG2 does so for the second group, the imaginary parts first.
func digestG2(to io.Writer, points []bn254.G2Affine) {
	for i := range points {
		for _, part := range [][32]byte{points[i].X.A1.Bytes(), points[i].X.A0.Bytes(), points[i].Y.A1.Bytes(), points[i].Y.A0.Bytes()} {
			to.Write(part[:])
		}
	}
}
