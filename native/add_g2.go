package main

import (
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
)

// columns are elements of the quadratic extension, real and imaginary parts apart.
type columns struct{ re, im fp.Vector }

func newColumns() columns {
	return columns{make(fp.Vector, additionsAtOnce), make(fp.Vector, additionsAtOnce)}
}

func (c columns) first(n int) columns { return columns{c.re[:n], c.im[:n]} }

func (c columns) set(i int, x *bn254.E2) { c.re[i], c.im[i] = x.A0, x.A1 }

func (c columns) at(i int) bn254.E2 { return bn254.E2{A0: c.re[i], A1: c.im[i]} }

func (c columns) minus(a, b columns) {
	c.re.Sub(a.re, b.re)
	c.im.Sub(a.im, b.im)
}

// times makes c = a b with three multiplications. c may be a or b.
func (c columns) times(a, b columns, sumA, sumB, product fp.Vector) {
	sumA.Add(a.re, a.im)
	sumB.Add(b.re, b.im)
	sumA.Mul(sumA, sumB)
	product.Mul(a.re, b.re)
	sumB.Mul(a.im, b.im)
	sumA.Sub(sumA, product)
	c.im.Sub(sumA, sumB)
	c.re.Sub(product, sumB)
}

// An adderG2 is an adderG1 for the second group.
type adderG2 struct {
	count           int
	to              [additionsAtOnce]*bn254.G2Affine
	doubled         []int
	x1, y1, x2, y2  columns
	slope, run      columns
	a, b, c, column fp.Vector
}

func newAdderG2() *adderG2 {
	return &adderG2{
		x1: newColumns(), y1: newColumns(), x2: newColumns(), y2: newColumns(), slope: newColumns(), run: newColumns(),
		a: make(fp.Vector, additionsAtOnce), b: make(fp.Vector, additionsAtOnce), c: make(fp.Vector, additionsAtOnce),
		column: make(fp.Vector, 2*additionsAtOnce+64),
	}
}

func (s *adderG2) add(to, p, q *bn254.G2Affine, negateP, negateQ bool) {
	if p.IsInfinity() || q.IsInfinity() {
		if p.IsInfinity() {
			p, negateP = q, negateQ
		}
		set(to, p, negateP)
		return
	}
	y1, y2 := p.Y, q.Y
	if negateP {
		y1.Neg(&y1)
	}
	if negateQ {
		y2.Neg(&y2)
	}
	i := s.count
	if p.X.Equal(&q.X) {
		// Outside the subgroup a point may be its own opposite: y = 0.
		if !y1.Equal(&y2) || y1.IsZero() {
			to.SetInfinity()
			return
		}
		s.doubled = append(s.doubled, i)
	}
	s.x1.set(i, &p.X)
	s.y1.set(i, &y1)
	s.x2.set(i, &q.X)
	s.y2.set(i, &y2)
	s.to[i] = to
	s.count++
	if s.count == additionsAtOnce {
		s.flush()
	}
}

func (s *adderG2) flush() {
	n := s.count
	if n == 0 {
		return
	}
	x1, y1, x2, slope, run := s.x1.first(n), s.y1.first(n), s.x2.first(n), s.slope.first(n), s.run.first(n)
	a, b, c := s.a[:n], s.b[:n], s.c[:n]
	run.minus(x2, x1)
	slope.minus(s.y2.first(n), y1)
	doubled := s.doubled
	if len(doubled) == n {
		// The square of x, three times, over 2 y, as below.
		a.Add(x1.re, x1.im)
		b.Sub(x1.re, x1.im)
		a.Mul(a, b)
		slope.re.Add(a, a)
		slope.re.Add(slope.re, a)
		b.Mul(x1.re, x1.im)
		b.Add(b, b)
		slope.im.Add(b, b)
		slope.im.Add(slope.im, b)
		run.re.Add(y1.re, y1.re)
		run.im.Add(y1.im, y1.im)
		doubled = nil
	}
	for _, i := range doubled {
		x, y := x1.at(i), y1.at(i)
		var square, triple bn254.E2
		square.Square(&x)
		triple.Double(&square).Add(&triple, &square)
		slope.set(i, &triple)
		y.Double(&y)
		run.set(i, &y)
	}
	// 1 / (re + im u) = (re - im u) / (re^2 + im^2), since u^2 = -1.
	a.Mul(run.re, run.re)
	b.Mul(run.im, run.im)
	a.Add(a, b)
	invertAll(a, s.column)
	run.re.Mul(run.re, a)
	run.im.Mul(run.im, a)
	// The slope times the conjugate of `run`: only the signs differ from `times`.
	for i := range run.im {
		run.im[i].Neg(&run.im[i])
	}
	slope.times(slope, run, a, b, c)
	// The square: (re + im)(re - im) and 2 re im.
	a.Add(slope.re, slope.im)
	b.Sub(slope.re, slope.im)
	run.re.Mul(a, b)
	run.im.Mul(slope.re, slope.im)
	run.im.Add(run.im, run.im)
	run.minus(run, x1)
	run.minus(run, x2)
	x1.minus(x1, run)
	x1.times(x1, slope, a, b, c)
	x1.minus(x1, y1)
	for i, to := range s.to[:n] {
		to.X, to.Y = run.at(i), x1.at(i)
	}
	s.count, s.doubled = 0, s.doubled[:0]
}
