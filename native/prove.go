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
	pool     *pool
}

func newProver(k *key, workers int) (*prover, error) {
	q, err := newQuotient(k.domain)
	if err != nil {
		return nil, err
	}
	return &prover{key: k, quotient: q, witness: make([]limbs, k.wires), pool: newPool(workers)}, nil
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
	var quotients *multiplicationG1
	p.pool.submit(func(*worker) {
		p.quotient.compute(k, w, stop)
		if stop() {
			return
		}
		quotients = newMultiplication[bn254.G1Affine, bn254.G1Jac](k.quotients, p.quotient.scalars)
		submit(p.pool, quotients, ofG1, stop)
	})
	// The dearest first, so that no thread ends with a long task alone.
	b2 := newMultiplication[bn254.G2Affine, bn254.G2Jac](k.b2, w)
	submit(p.pool, b2, ofG2, stop)
	a := newMultiplication[bn254.G1Affine, bn254.G1Jac](k.a, w)
	submit(p.pool, a, ofG1, stop)
	c := newMultiplication[bn254.G1Affine, bn254.G1Jac](k.c, w[k.publicSignals+1:])
	submit(p.pool, c, ofG1, stop)
	b1 := newMultiplication[bn254.G1Affine, bn254.G1Jac](k.b1, w)
	submit(p.pool, b1, ofG1, stop)
	p.pool.wait()
	if stop() {
		return nil, nil, refuse(cancelled, "this proof not to be cancelled")
	}

	var r, s fr.Element
	if _, err := r.SetRandom(); err != nil {
		return nil, nil, err
	}
	if _, err := s.SetRandom(); err != nil {
		return nil, nil, err
	}
	return k.assemble(a.result(), b1.result(), c.result(), quotients.result(), b2.result(), &r, &s), append([]limbs{}, w[1:k.publicSignals+1]...), nil
}

// assemble makes the proof: A = alpha + a + r delta, B = beta + b + s delta, C = c + h + s A + r B1 - r s delta.
func (k *key) assemble(a, b1, c, h bn254.G1Jac, b2 bn254.G2Jac, r, s *fr.Element) *proof {
	var made proof
	var rs fr.Element
	rs.Mul(r, s)
	var rNumber, sNumber, rsNumber big.Int
	r.BigInt(&rNumber)
	s.BigInt(&sNumber)
	rs.BigInt(&rsNumber)

	var delta1, part bn254.G1Jac
	delta1.FromAffine(&k.delta1)
	a.AddMixed(&k.alpha1)
	a.AddAssign(part.ScalarMultiplication(&delta1, &rNumber))
	b1.AddMixed(&k.beta1)
	b1.AddAssign(part.ScalarMultiplication(&delta1, &sNumber))

	var delta2, part2 bn254.G2Jac
	delta2.FromAffine(&k.delta2)
	b2.AddMixed(&k.beta2)
	b2.AddAssign(part2.ScalarMultiplication(&delta2, &sNumber))

	c.AddAssign(&h)
	c.AddAssign(part.ScalarMultiplication(&a, &sNumber))
	c.AddAssign(part.ScalarMultiplication(&b1, &rNumber))
	c.SubAssign(part.ScalarMultiplication(&delta1, &rsNumber))

	made.a.FromJacobian(&a)
	made.b.FromJacobian(&b2)
	made.c.FromJacobian(&c)
	return &made
}
