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
	a        multiplierG1
	b        multiplierG2
	// What is added up into C, in one sum: the key's points C, taken times the private wires, and H, taken times the quotient.
	c       multiplierG1
	scalars []limbs
	pool    *pool
	// Proofs so far, and whether the points' tables are small enough to be made.
	made      int
	tablesFit bool
}

const (
	// Making the tables takes about as long as they save in so many proofs (docs/proving.md).
	// A prover that ends before has not paid for them.
	proofsBeforeTables = 32
	// In bytes. Tables of keys of 2^14 rows are smaller; for larger ones they would save little.
	largestTables = 1 << 26
)

// newProver takes a key over.
func newProver(k *key, workers int) (*prover, error) {
	q, err := newQuotient(k.domain)
	if err != nil {
		return nil, err
	}
	p := &prover{key: k, quotient: q, witness: make([]limbs, k.wires), pool: newPool(workers)}
	p.a.points, p.b.points, p.c.points = k.a, k.b2, append(k.c, k.h...)
	k.a, k.b2, k.c, k.h = nil, nil, nil, nil
	p.scalars = make([]limbs, len(p.c.points))
	p.tablesFit = p.a.tableBytes()+p.b.tableBytes()+p.c.tableBytes() <= largestTables
	return p, nil
}

// makeTables makes the tables once enough proofs were made, unless they would be too large. Where it is stopped, the next proof makes them.
func (p *prover) makeTables(stop func() bool) {
	if p.made < proofsBeforeTables || p.a.table != nil || !p.tablesFit {
		return
	}
	b := p.b.submitTable(p.pool, ofG2, stop)
	a, c := p.a.submitTable(p.pool, ofG1, stop), p.c.submitTable(p.pool, ofG1, stop)
	p.pool.wait()
	if !stop() {
		p.a, p.b, p.c = multiplierG1{table: a}, multiplierG2{table: b}, multiplierG1{table: c}
	}
}

// prove makes a proof of a witness file, and gives its public signals. It draws fresh randomness from the system's generator.
func (p *prover) prove(file []byte, stopped *atomic.Bool) (*proof, []limbs, error) {
	if err := readWitness(file, p.witness); err != nil {
		return nil, nil, err
	}
	k, w, stop := p.key, p.witness, stopped.Load
	p.makeTables(stop)
	var c func() bn254.G1Jac
	p.pool.submit(func(*worker) {
		private := copy(p.scalars, w[k.publicSignals+1:])
		p.quotient.compute(k, w, p.scalars[private:], stop)
		if !stop() {
			c = p.c.submit(p.pool, p.scalars, ofG1, stop)
		}
	})
	// The dearest first, so that no thread ends with a long task alone.
	b := p.b.submit(p.pool, w, ofG2, stop)
	a := p.a.submit(p.pool, w, ofG1, stop)
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
	p.made++
	return k.assemble(a(), c(), b(), &u, &s), append([]limbs{}, w[1:k.publicSignals+1]...), nil
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
