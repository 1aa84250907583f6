package main

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

var testRandom = rand.New(rand.NewPCG(1, 2))

func randomScalar() limbs {
	var e fr.Element
	e.SetRandom()
	return e.Bits()
}

func randomPoints(count int) ([]bn254.G1Affine, []bn254.G2Affine) {
	scalars := make(fr.Vector, count)
	scalars.MustSetRandom()
	_, _, one1, one2 := bn254.Generators()
	return bn254.BatchScalarMultiplicationG1(&one1, scalars), bn254.BatchScalarMultiplicationG2(&one2, scalars)
}

// Kinds of scalars that a witness is made of.
var scalarKinds = map[string]func(i int) limbs{
	"random":   func(int) limbs { return randomScalar() },
	"zero":     func(int) limbs { return limbs{} },
	"one":      func(int) limbs { return limbs{1} },
	"largest":  func(int) limbs { m, _ := minus(&scalarOrder, &limbs{1}); return m },
	"half":     func(i int) limbs { return halfOrder(i) },
	"bits":     func(int) limbs { return limbs{testRandom.Uint64() & 1} },
	"small":    func(int) limbs { return limbs{testRandom.Uint64() & 0xffff} },
	"power":    func(i int) (l limbs) { l[i%253/64] = 1 << (i % 253 % 64); return },
	"negative": func(i int) limbs { m, _ := minus(&scalarOrder, &limbs{1 + testRandom.Uint64()&0xff}); return m },
	"mixed": func(i int) limbs {
		if i%5 == 0 {
			return randomScalar()
		}
		return limbs{testRandom.Uint64() >> (testRandom.Uint64() % 64)}
	},
}

// halfOrder gives numbers around half the order, where a scalar begins to be negated.
func halfOrder(i int) limbs {
	half := new(big.Int).Rsh(fr.Modulus(), 1)
	half.Add(half, big.NewInt(int64(i%5-2)))
	return limbsOf(half.FillBytes(make([]byte, 32)))
}

func elements(scalars []limbs) []fr.Element {
	all := make([]fr.Element, len(scalars))
	for i, scalar := range scalars {
		var bytes [32]byte
		for j := range 4 {
			for b := range 8 {
				bytes[31-8*j-b] = byte(scalar[j] >> (8 * b))
			}
		}
		all[i].SetBytes(bytes[:])
	}
	return all
}

func multiplyAll[P, J any, PP point[P], JJ sum[P, J]](p *pool, points []P, scalars []limbs, of func(*worker) *scratch[P]) J {
	m := &multiplier[P, J, PP, JJ]{points: points}
	sum := m.submit(p, scalars, of, never)
	p.wait()
	return sum()
}

func never() bool { return false }

// multiplyTwiceByTable adds up by a table other scalars first, and then those that are asked for.
func multiplyTwiceByTable[P, J any, PP point[P], JJ sum[P, J]](p *pool, points []P, scalars []limbs, of func(*worker) *scratch[P]) J {
	m := &multiplier[P, J, PP, JJ]{points: points}
	m.table = m.submitTable(p, of, never)
	p.wait()
	others := make([]limbs, len(scalars))
	for i := range others {
		others[i] = randomScalar()
	}
	m.submit(p, others, of, never)
	p.wait()
	sum := m.submit(p, scalars, of, never)
	p.wait()
	return sum()
}

func TestSumsAreThoseOfTheLibrary(t *testing.T) {
	p := newPool(2)
	defer p.close()
	for _, count := range []int{1, 2, 3, 17, 300, 2500} {
		points1, points2 := randomPoints(count)
		for kind, scalarOf := range scalarKinds {
			scalars := make([]limbs, count)
			for i := range scalars {
				scalars[i] = scalarOf(i)
			}
			// Points at infinity, equal ones and opposite ones, next to each other and apart.
			same1, same2 := append([]bn254.G1Affine{}, points1...), append([]bn254.G2Affine{}, points2...)
			for i := range same1 {
				switch from := i * 7 % count; testRandom.IntN(6) {
				case 0:
					same1[i].SetInfinity()
					same2[i].SetInfinity()
				case 1:
					same1[i], same2[i] = same1[from], same2[from]
				case 2:
					same1[i].Neg(&same1[from])
					same2[i].Neg(&same2[from])
				}
			}
			for name, given := range map[string][]bn254.G1Affine{"others": points1, "repeated": same1} {
				var want bn254.G1Jac
				want.MultiExp(given, elements(scalars), ecc.MultiExpConfig{})
				got := multiplyAll[bn254.G1Affine, bn254.G1Jac](p, given, scalars, ofG1)
				byTable := multiplyTwiceByTable[bn254.G1Affine, bn254.G1Jac](p, given, scalars, ofG1)
				if !got.Equal(&want) || !byTable.Equal(&want) {
					t.Fatalf("%d %s points of G1, %s scalars: another sum", count, name, kind)
				}
			}
			for name, given := range map[string][]bn254.G2Affine{"others": points2, "repeated": same2} {
				var want bn254.G2Jac
				want.MultiExp(given, elements(scalars), ecc.MultiExpConfig{})
				got := multiplyAll[bn254.G2Affine, bn254.G2Jac](p, given, scalars, ofG2)
				byTable := multiplyTwiceByTable[bn254.G2Affine, bn254.G2Jac](p, given, scalars, ofG2)
				if !got.Equal(&want) || !byTable.Equal(&want) {
					t.Fatalf("%d %s points of G2, %s scalars: another sum", count, name, kind)
				}
			}
		}
	}
}

func TestMultiplesOfOnePointAreThoseOfTheLibrary(t *testing.T) {
	p := newPool(2)
	defer p.close()
	jacobian1, jacobian2, one1, one2 := bn254.Generators()
	for _, count := range []int{0, 1, 3, 700, 3000} {
		scalars := make([]limbs, count)
		kinds := []string{"random", "zero", "one", "largest", "half", "power", "negative"}
		for i := range scalars {
			scalars[i] = scalarKinds[kinds[i%len(kinds)]](i)
		}
		given := elements(scalars)
		got1 := multiplyBase(p, jacobian1, func(j *bn254.G1Jac) (a bn254.G1Affine) { return *a.FromJacobian(j) }, given, ofG1)
		got2 := multiplyBase(p, jacobian2, func(j *bn254.G2Jac) (a bn254.G2Affine) { return *a.FromJacobian(j) }, given, ofG2)
		if count == 0 {
			continue
		}
		for i, want := range bn254.BatchScalarMultiplicationG1(&one1, given) {
			if !got1[i].Equal(&want) {
				t.Fatalf("%d multiples: number %d of G1 is another", count, i)
			}
		}
		for i, want := range bn254.BatchScalarMultiplicationG2(&one2, given) {
			if !got2[i].Equal(&want) {
				t.Fatalf("%d multiples: number %d of G2 is another", count, i)
			}
		}
	}
}

func TestEveryInverseIsOne(t *testing.T) {
	for count := range 70 {
		values := make(fp.Vector, count)
		values.MustSetRandom()
		inverses := append(fp.Vector{}, values...)
		invertAll(inverses, make(fp.Vector, 2*count+64))
		for i := range values {
			var product fp.Element
			if product.Mul(&values[i], &inverses[i]); !product.IsOne() {
				t.Fatalf("element %d of %d is not inverted", i, count)
			}
		}
	}
}

func TestPointsOutsideTheSubgroupAreFound(t *testing.T) {
	_, points := randomPoints(1000)
	points[7].SetInfinity()
	if !inSubgroup(points) || !inSubgroup(points[:20]) || !inSubgroup(nil) {
		t.Fatal("points of the subgroup are refused")
	}
	for _, bad := range outsiders(t) {
		for _, at := range []int{0, 500, 999} {
			kept := points[at]
			points[at] = bad
			if inSubgroup(points) || inSubgroup(points[at:min(at+20, 1000)]) {
				t.Fatalf("a point outside the subgroup, at %d, is taken", at)
			}
			points[at] = kept
		}
	}
}

// outsiders are points of the twist outside the subgroup: one of large order, and one of the smallest order that there is.
func outsiders(t *testing.T) []bn254.G2Affine {
	var f bn254.E2
	f.SetRandom()
	outside := bn254.GeneratePointNotInG2(f)
	cofactor := new(big.Int).Lsh(fp.Modulus(), 1)
	cofactor.Sub(cofactor, fr.Modulus())
	smallest := int64(2)
	for new(big.Int).Mod(cofactor, big.NewInt(smallest)).Sign() != 0 {
		smallest++
	}
	if smallest <= 1<<largestDigit {
		t.Fatalf("the twist's other points have a prime order %d, which is not above 2^%d", smallest, largestDigit)
	}
	rest := new(big.Int).Mul(cofactor, fr.Modulus())
	rest.Div(rest, big.NewInt(smallest))
	var small bn254.G2Jac
	small.Set(&outside)
	// Doubling and adding: the library's multiplication is for the subgroup.
	var product bn254.G2Jac
	for i := rest.BitLen() - 1; i >= 0; i-- {
		product.DoubleAssign()
		if rest.Bit(i) == 1 {
			product.AddAssign(&small)
		}
	}
	if product.Z.IsZero() {
		t.Fatal("the point of small order is none")
	}
	var points [2]bn254.G2Affine
	points[0].FromJacobian(&outside)
	points[1].FromJacobian(&product)
	return points[:]
}

func BenchmarkSum16kG1(b *testing.B) {
	points, _ := randomPoints(1 << 14)
	scalars := make([]limbs, len(points))
	for i := range scalars {
		scalars[i] = randomScalar()
	}
	p := newPool(2)
	defer p.close()
	for b.Loop() {
		multiplyAll[bn254.G1Affine, bn254.G1Jac](p, points, scalars, ofG1)
	}
}

func BenchmarkSum4kG1(b *testing.B) {
	points, _ := randomPoints(1 << 12)
	scalars := make([]limbs, len(points))
	for i := range scalars {
		scalars[i] = randomScalar()
	}
	p := newPool(2)
	defer p.close()
	for b.Loop() {
		multiplyAll[bn254.G1Affine, bn254.G1Jac](p, points, scalars, ofG1)
	}
}

func BenchmarkLibrarySum16kG1(b *testing.B) {
	points, _ := randomPoints(1 << 14)
	scalars := make([]fr.Element, len(points))
	fr.Vector(scalars).MustSetRandom()
	for b.Loop() {
		var sum bn254.G1Jac
		sum.MultiExp(points, scalars, ecc.MultiExpConfig{})
	}
}

func BenchmarkLibrarySum4kG1(b *testing.B) {
	points, _ := randomPoints(1 << 12)
	scalars := make([]fr.Element, len(points))
	fr.Vector(scalars).MustSetRandom()
	for b.Loop() {
		var sum bn254.G1Jac
		sum.MultiExp(points, scalars, ecc.MultiExpConfig{})
	}
}

func BenchmarkSum16kG2(b *testing.B) {
	_, points := randomPoints(1 << 14)
	scalars := make([]limbs, len(points))
	for i := range scalars {
		scalars[i] = randomScalar()
	}
	p := newPool(2)
	defer p.close()
	for b.Loop() {
		multiplyAll[bn254.G2Affine, bn254.G2Jac](p, points, scalars, ofG2)
	}
}

func BenchmarkLibrarySum16kG2(b *testing.B) {
	_, points := randomPoints(1 << 14)
	scalars := make([]fr.Element, len(points))
	fr.Vector(scalars).MustSetRandom()
	for b.Loop() {
		var sum bn254.G2Jac
		sum.MultiExp(points, scalars, ecc.MultiExpConfig{})
	}
}

func BenchmarkInSubgroup(b *testing.B) {
	_, points := randomPoints(1 << 12)
	for b.Loop() {
		inSubgroup(points)
	}
}
