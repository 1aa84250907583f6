package main

import (
	"unsafe"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
)

// What adderG1 and adderG2 do by the library's vectors, by blocks.
//
// Coordinates in blocks are sixteenths of those of the points. With s, a quarter of the chord's slope, x3 = s^2 - x1 - x2 and y3 = 4 s (x1 - x3) - y1 are sixteenths again.

const blocksAtOnce = additionsAtOnce / 8

// One block more than is used: loads from columns that lie a multiple of 4096 bytes apart wait for each other's stores. An adder has its columns first, so that blocks do not
// straddle lines of the cache.
type columnSpace [blocksAtOnce + 1]block

var (
	positive [blocksAtOnce]uint8
	// The factors for invertBlocks that make a quarter of the slope, which is the difference of y divided by that of x, or of a tangent 3 x^2 / 2 y: in sixteenths 24 x^2 / y,
	// where -y is inverted.
	chord   = *new(fp.Element).SetInt64(256 / 4)
	tangent = *new(fp.Element).SetInt64(-256 * 24 / 4)
)

// additions wait to be made together.
type additions[P any] struct {
	pairs   [additionsAtOnce][2]P
	to      [additionsAtOnce]*P
	count   int
	negated [2][blocksAtOnce]uint8
	doubled []int
}

// put keeps the addition of p and q, or of the same point twice.
func (s *additions[P]) put(to, p, q *P, negateP, negateQ, same bool) {
	i := s.count
	s.to[i], s.pairs[i][0], s.pairs[i][1] = to, *p, *q
	s.negated[0][i/8] |= bit(negateP) << (i % 8)
	s.negated[1][i/8] |= bit(negateQ) << (i % 8)
	if same {
		s.doubled = append(s.doubled, i)
	}
	s.count++
}

func bit(set bool) uint8 {
	if set {
		return 1
	}
	return 0
}

// done hands out the sums, which stand where the first points were.
func (s *additions[P]) done() {
	for i, to := range s.to[:s.count] {
		*to = s.pairs[i][0]
	}
	s.count, s.doubled, s.negated = 0, s.doubled[:0], [2][blocksAtOnce]uint8{}
}

type blockAdderG1 struct {
	columns [7]columnSpace
	additions[bn254.G1Affine]
}

func (s *blockAdderG1) add(to, p, q *bn254.G1Affine, negateP, negateQ bool) {
	if p.IsInfinity() || q.IsInfinity() {
		if p.IsInfinity() {
			p, negateP = q, negateQ
		}
		set(to, p, negateP)
		return
	}
	same := p.X.Equal(&q.X)
	if same && p.Y.Equal(&q.Y) != (negateP == negateQ) {
		to.SetInfinity()
		return
	}
	s.put(to, p, q, negateP, negateQ, same)
	if s.count == additionsAtOnce {
		s.flush()
	}
}

func (s *blockAdderG1) flush() {
	if s.count == 0 {
		return
	}
	c := func(i int) column { return s.columns[i][:(s.count+7)/8] }
	x1, y1, x2, run, slope, inverses := c(0), c(1), c(2), c(3), c(4), c(5)
	p, q := &s.pairs[0][0], &s.pairs[0][1]
	const stride = unsafe.Sizeof(s.pairs[0])
	differences(run, x1, x2, &p.X, &q.X, stride, &positive[0], &positive[0])
	differences(slope, y1, nil, &p.Y, &q.Y, stride, &s.negated[0][0], &s.negated[1][0])
	factor := &chord
	if len(s.doubled) == s.count {
		products(slope, x1, x1, nil, nil)
		opposites(run, y1)
		factor = &tangent
	} else {
		for _, i := range s.doubled {
			double := s.pairs[i][0]
			set(&double, &double, s.negated[0][i/8]>>(i%8)&1 == 1)
			var square, triple fp.Element
			square.Square(&double.X)
			slope.set(i, triple.Double(&square).Add(&triple, &square))
			run.set(i, double.Y.Double(&double.Y))
		}
	}
	// The places that are left in the last block.
	for i := s.count; i < 8*len(run); i++ {
		run.set(i, &fp.Element{1})
	}
	invertBlocks(inverses, run, s.columns[6][:], factor)
	products(slope, slope, inverses, nil, nil)
	left := run
	coordinates(&p.X, stride, left, slope, slope, nil, nil, x1, x2)
	coordinates(&p.Y, stride, nil, slope, left, nil, nil, y1, nil)
	s.done()
}

// A column2 has elements of the quadratic extension, real and imaginary parts apart.
type column2 struct{ re, im column }

func (c column2) set(i int, e *bn254.E2) {
	c.re.set(i, &e.A0)
	c.im.set(i, &e.A1)
}

func (c column2) differences(a, b column2, p, q *bn254.E2, stride uintptr, negatedP, negatedQ *uint8) {
	differences(c.re, a.re, b.re, &p.A0, &q.A0, stride, negatedP, negatedQ)
	differences(c.im, a.im, b.im, &p.A1, &q.A1, stride, negatedP, negatedQ)
}

// times makes c = a b. `opposite` is that of b.im; c is neither a nor b.
func (c column2) times(a, b column2, opposite column) {
	products(c.re, a.re, b.re, a.im, opposite)
	products(c.im, a.re, b.im, a.im, b.re)
}

type blockAdderG2 struct {
	columns [16]columnSpace
	additions[bn254.G2Affine]
}

func (s *blockAdderG2) add(to, p, q *bn254.G2Affine, negateP, negateQ bool) {
	if p.IsInfinity() || q.IsInfinity() {
		if p.IsInfinity() {
			p, negateP = q, negateQ
		}
		set(to, p, negateP)
		return
	}
	same := p.X.Equal(&q.X)
	// Outside the subgroup a point may be its own opposite: y = 0.
	if same && (p.Y.IsZero() || p.Y.Equal(&q.Y) != (negateP == negateQ)) {
		to.SetInfinity()
		return
	}
	s.put(to, p, q, negateP, negateQ, same)
	if s.count == additionsAtOnce {
		s.flush()
	}
}

func (s *blockAdderG2) flush() {
	if s.count == 0 {
		return
	}
	c := func(i int) column { return s.columns[i][:(s.count+7)/8] }
	c2 := func(i int) column2 { return column2{c(i), c(i + 1)} }
	x1, y1, x2, run, rise, slope := c2(0), c2(2), c2(4), c2(6), c2(8), c2(10)
	opposite, norm, inverses := c(12), c(13), c(14)
	p, q := &s.pairs[0][0], &s.pairs[0][1]
	const stride = unsafe.Sizeof(s.pairs[0])
	run.differences(x1, x2, &p.X, &q.X, stride, &positive[0], &positive[0])
	rise.differences(y1, column2{}, &p.Y, &q.Y, stride, &s.negated[0][0], &s.negated[1][0])
	factor := &chord
	if len(s.doubled) == s.count {
		opposites(opposite, x1.im)
		rise.times(x1, x1, opposite)
		opposites(run.re, y1.re)
		opposites(run.im, y1.im)
		factor = &tangent
	} else {
		for _, i := range s.doubled {
			double := s.pairs[i][0]
			set(&double, &double, s.negated[0][i/8]>>(i%8)&1 == 1)
			var square, triple bn254.E2
			square.Square(&double.X)
			rise.set(i, triple.Double(&square).Add(&triple, &square))
			run.set(i, double.Y.Double(&double.Y))
		}
	}
	for i := s.count; i < 8*len(run.re); i++ {
		run.set(i, &bn254.E2{A0: fp.Element{1}})
	}
	// 1 / (re + im u) = (re - im u) / (re^2 + im^2), since u^2 = -1.
	products(norm, run.re, run.re, run.im, run.im)
	invertBlocks(inverses, norm, s.columns[15][:], factor)
	products(run.re, run.re, inverses, nil, nil)
	products(opposite, run.im, inverses, nil, nil)
	opposites(run.im, opposite)
	slope.times(rise, run, opposite)
	left := run
	opposites(opposite, slope.im)
	coordinates(&p.X.A0, stride, left.re, slope.re, slope.re, slope.im, opposite, x1.re, x2.re)
	coordinates(&p.X.A1, stride, left.im, slope.re, slope.im, slope.im, slope.re, x1.im, x2.im)
	coordinates(&p.Y.A0, stride, nil, slope.re, left.re, opposite, left.im, y1.re, nil)
	coordinates(&p.Y.A1, stride, nil, slope.re, left.im, slope.im, left.re, y1.im, nil)
	s.done()
}
