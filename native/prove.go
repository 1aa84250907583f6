package main

import (
	"math/big"
	"sync/atomic"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// A proof of J. Groth, "On the size of pairing-based non-interactive arguments" (2016), section 3.2.
type proof struct {
	a, c bn254.G1Affine
	b    bn254.G2Affine
}

// A prover makes proofs under one key, one at a time, with memory that it keeps.
type prover struct {
	key      *key
	quotient *quotient
	witness  []limbs
	// What is added up into C, in one sum: the key's points C, taken times the private wires, and H, taken times the quotient.
	points  []bn254.G1Affine
	scalars []limbs
	pool    *pool
}

// newProver takes a key over.
func newProver(k *key, workers int) (*prover, error) {
	q, err := newQuotient(k.domain)
	if err != nil {
		return nil, err
	}
	points := append(k.c, k.h...)
	k.c, k.h = nil, nil
	return &prover{key: k, quotient: q, witness: make([]limbs, k.wires), points: points, scalars: make([]limbs, len(points)), pool: newPool(workers)}, nil
}

// submit gives the pool a multiplication's windows.
func submit[P, J any, PP point[P], JJ sum[P, J]](p *pool, m *multiplication[P, J, PP, JJ], scratchOf func(*worker) *scratch[P], stop func() bool) {
	for _, share := range m.tasks(p.workers) {
		p.submit(func(w *worker) {
			if !stop() {
				m.sumWindows(share[0], share[1], scratchOf(w))
			}
		})
	}
}

func ofG1(w *worker) *scratch[bn254.G1Affine] { return &w.g1 }
func ofG2(w *worker) *scratch[bn254.G2Affine] { return &w.g2 }

// prove makes a proof of a witness file, and gives its public signals. It draws fresh randomness from the system's generator.
func (p *prover) prove(file []byte, stopped *atomic.Bool) (*proof, []limbs, error) {
	if err := readWitness(file, p.witness); err != nil {
		return nil, nil, err
	}
	k, w, stop := p.key, p.witness, stopped.Load
	var c *multiplicationG1
	p.pool.submit(func(*worker) {
		private := copy(p.scalars, w[k.publicSignals+1:])
		p.quotient.compute(k, w, p.scalars[private:], stop)
		if stop() {
			return
		}
		c = newMultiplication[bn254.G1Affine, bn254.G1Jac](p.points, p.scalars)
		submit(p.pool, c, ofG1, stop)
	})
	// The dearest first, so that no thread ends with a long task alone.
	b := newMultiplication[bn254.G2Affine, bn254.G2Jac](k.b2, w)
	submit(p.pool, b, ofG2, stop)
	a := newMultiplication[bn254.G1Affine, bn254.G1Jac](k.a, w)
	submit(p.pool, a, ofG1, stop)
	p.pool.wait()
	if stop() {
		return nil, nil, refuse(cancelled, "this proof not to be cancelled")
	}

	var u, s fr.Element
	for u.IsZero() {
		if _, err := u.SetRandom(); err != nil {
			return nil, nil, err
		}
	}
	if _, err := s.SetRandom(); err != nil {
		return nil, nil, err
	}
	return k.assemble(a.result(), c.result(), b.result(), &u, &s), append([]limbs{}, w[1:k.publicSignals+1]...), nil
}

// assemble makes the proof: A = u (alpha + a), B = (beta + b + s delta) / u, C = c + s (alpha + a), where c has the quotient's part in it.
//
// That is Groth's proof with r = 0, made anew as K. Baghery, M. Kohlweiss, J. Siim and M. Volkhov, "Another look at extraction and randomization of Groth's zk-SNARK" (2021), section 4, do
// with any proof. A and B are uniform and C follows from them, as in Groth's own; but the sum of the points B in the first group is not needed.
func (k *key) assemble(a, c bn254.G1Jac, b bn254.G2Jac, u, s *fr.Element) *proof {
	var made proof
	var inverse fr.Element
	inverse.Inverse(u)
	var uNumber, inverseNumber, sNumber big.Int
	u.BigInt(&uNumber)
	inverse.BigInt(&inverseNumber)
	s.BigInt(&sNumber)

	var part bn254.G1Jac
	a.AddMixed(&k.alpha1)
	c.AddAssign(part.ScalarMultiplication(&a, &sNumber))
	a.ScalarMultiplication(&a, &uNumber)

	var delta bn254.G2Jac
	delta.FromAffine(&k.delta2)
	b.AddMixed(&k.beta2)
	b.AddAssign(delta.ScalarMultiplication(&delta, &sNumber))
	b.ScalarMultiplication(&b, &inverseNumber)

	made.a.FromJacobian(&a)
	made.b.FromJacobian(&b)
	made.c.FromJacobian(&c)
	return &made
}
