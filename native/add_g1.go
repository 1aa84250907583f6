package main

import (
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
)

// additionsAtOnce is how many additions share an inversion: enough to make its cost small, and few enough to stay in a core's own cache.
const additionsAtOnce = 1024

// An adderG1 adds affine points of the first group, many at once. Column by column, so that every step is one operation on vectors.
type adderG1 struct {
	count              int
	to                 [additionsAtOnce]*bn254.G1Affine
	doubled            []int
	x1, y1, x2, y2     fp.Vector
	slope, run, column fp.Vector
}

func newAdderG1() *adderG1 {
	return &adderG1{
		x1: make(fp.Vector, additionsAtOnce), y1: make(fp.Vector, additionsAtOnce),
		x2: make(fp.Vector, additionsAtOnce), y2: make(fp.Vector, additionsAtOnce),
		slope: make(fp.Vector, additionsAtOnce), run: make(fp.Vector, additionsAtOnce),
		column: make(fp.Vector, 2*additionsAtOnce+64),
	}
}

// add writes the sum of p and q, each negated first where asked, to `to`, at the latest at the next flush. p and q are read now; until the flush nobody may read `to`.
func (s *adderG1) add(to, p, q *bn254.G1Affine, negateP, negateQ bool) {
	if p.IsInfinity() || q.IsInfinity() {
		if p.IsInfinity() {
			p, negateP = q, negateQ
		}
		set(to, p, negateP)
		return
	}
	i := s.count
	s.x1[i], s.y1[i], s.x2[i], s.y2[i] = p.X, p.Y, q.X, q.Y
	if negateP {
		s.y1[i].Neg(&s.y1[i])
	}
	if negateQ {
		s.y2[i].Neg(&s.y2[i])
	}
	if p.X.Equal(&q.X) {
		if !s.y1[i].Equal(&s.y2[i]) {
			to.SetInfinity()
			return
		}
		s.doubled = append(s.doubled, i)
	}
	s.to[i] = to
	s.count++
	if s.count == additionsAtOnce {
		s.flush()
	}
}

// flush makes the additions that are still to be made: x3 = slope^2 - x1 - x2 and y3 = slope (x1 - x3) - y1.
func (s *adderG1) flush() {
	n := s.count
	if n == 0 {
		return
	}
	x1, y1, x2, slope, run := s.x1[:n], s.y1[:n], s.x2[:n], s.slope[:n], s.run[:n]
	run.Sub(x2, x1)
	slope.Sub(s.y2[:n], y1)
	doubled := s.doubled
	if len(doubled) == n {
		slope.Mul(x1, x1)
		run.Add(slope, slope)
		slope.Add(slope, run)
		run.Add(y1, y1)
		doubled = nil
	}
	for _, i := range doubled {
		// The tangent's slope is 3 x^2 / 2 y. No point of this curve has y = 0, since its order is odd.
		var square fp.Element
		square.Square(&x1[i])
		slope[i].Double(&square).Add(&slope[i], &square)
		run[i].Double(&y1[i])
	}
	invertAll(run, s.column)
	slope.Mul(slope, run)
	run.Mul(slope, slope)
	run.Sub(run, x1)
	run.Sub(run, x2)
	x1.Sub(x1, run)
	x1.Mul(x1, slope)
	x1.Sub(x1, y1)
	for i, to := range s.to[:n] {
		to.X, to.Y = run[i], x1[i]
	}
	s.count, s.doubled = 0, s.doubled[:0]
}
