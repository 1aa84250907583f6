package main

import (
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/fft"
)

// A quotient computes the numerator A B - C on the coset of the domain on which snarkjs' points H stand: the odd powers of the root of unity of twice the domain.
// That the division by the vanishing polynomial, a constant there, is left out is in those points.
type quotient struct {
	domain  *fft.Domain
	a, b, c fr.Vector
}

func newQuotient(domain int) (*quotient, error) {
	root, err := fft.Generator(2 * uint64(domain))
	if err != nil {
		return nil, refuse(badKey, "a domain that the scalar field has roots of unity for")
	}
	return &quotient{
		domain: fft.NewDomain(uint64(domain), fft.WithShift(root)),
		a:      make(fr.Vector, domain), b: make(fr.Vector, domain), c: make(fr.Vector, domain),
	}, nil
}

// evaluate writes the sums over a matrix' rows of its coefficients times the witness.
func evaluate(rows []coefficient, witness []limbs, into fr.Vector) {
	clear(into)
	for i := range rows {
		value := &witness[rows[i].wire]
		if *value == (limbs{}) {
			continue
		}
		var product fr.Element
		plain := fr.Element(*value)
		product.Mul(&rows[i].value, &plain)
		into[rows[i].row].Add(&into[rows[i].row], &product)
	}
}

// compute fills `scalars`, as plain numbers, from the constraints' rows and a witness. It looks at `stop` between its steps.
func (q *quotient) compute(k *key, witness, scalars []limbs, stop func() bool) {
	evaluate(k.rows[0], witness, q.a)
	evaluate(k.rows[1], witness, q.b)
	q.c.Mul(q.a, q.b)
	one := fft.WithNbTasks(1)
	for _, values := range []fr.Vector{q.a, q.b, q.c} {
		if stop() {
			return
		}
		q.domain.FFTInverse(values, fft.DIF, one)
		q.domain.FFT(values, fft.DIT, fft.OnCoset(), one)
	}
	q.a.Mul(q.a, q.b)
	q.a.Sub(q.a, q.c)
	for i := range q.a {
		scalars[i] = q.a[i].Bits()
	}
}
