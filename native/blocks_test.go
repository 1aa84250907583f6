package main

import (
	"fmt"
	"math/big"
	"testing"
	"unsafe"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
)

func needIFMA(t testing.TB) {
	if !haveIFMA {
		t.Skip("this processor has no AVX-512 IFMA")
	}
}

// blockNumbers draws numbers of the library's elements: random ones, and those at the borders of limbs, of words and of the field.
func blockNumbers() func() fp.Element {
	var edges []fp.Element
	p := fp.Modulus()
	for _, bit := range []uint{0, 12, 48, 52, 64, 104, 128, 156, 192, 208, 240, 253} {
		for offset := int64(-2); offset <= 2; offset++ {
			number := new(big.Int).Lsh(big.NewInt(1), bit)
			number.Add(number, big.NewInt(offset))
			opposite := new(big.Int).Sub(p, number)
			for _, n := range []*big.Int{number, opposite} {
				if n.Sign() >= 0 && n.Cmp(p) < 0 {
					edges = append(edges, elementOf(n))
				}
			}
		}
	}
	// The highest limb of p, above zeros and above ones.
	highest := new(big.Int).Lsh(new(big.Int).Rsh(p, 208), 208)
	edges = append(edges, elementOf(highest), elementOf(new(big.Int).Sub(highest, big.NewInt(1))))
	return func() (e fp.Element) {
		if testRandom.IntN(2) == 0 {
			return edges[testRandom.IntN(len(edges))]
		}
		e.SetRandom()
		return e
	}
}

// elementOf is the element that the library holds as this number.
func elementOf(number *big.Int) (e fp.Element) {
	for i := range e {
		e[i] = new(big.Int).Rsh(number, uint(64*i)).Uint64()
	}
	return e
}

func numberOf(e *fp.Element) *big.Int {
	number := new(big.Int)
	for i := 3; i >= 0; i-- {
		number.Lsh(number, 64).Or(number, new(big.Int).SetUint64(e[i]))
	}
	return number
}

// setNumber writes any number below 2^260 to a place of a column.
func (c column) setNumber(i int, number *big.Int) {
	for j, limb := range limbs52(number) {
		c[i/8][j][i%8] = limb
	}
}

func (c column) number(i int) *big.Int {
	number := new(big.Int)
	for j := 4; j >= 0; j-- {
		number.Lsh(number, 52).Add(number, new(big.Int).SetUint64(c[i/8][j][i%8]))
	}
	return number
}

func TestBlocksMultiplyAsTheLibraryDoes(t *testing.T) {
	needIFMA(t)
	const blocks, elements = 64, 8 * 64
	draw, p := blockNumbers(), fp.Modulus()
	sixteen := *new(fp.Element).SetUint64(16)
	sixteenth := *new(fp.Element).Inverse(&sixteen)
	var values [6]fp.Vector
	var columns [6]column
	for i := range values {
		values[i], columns[i] = make(fp.Vector, elements), make(column, blocks)
	}
	sums, left, ones, zeros := make(column, blocks), make(column, blocks), make(column, blocks), make(column, blocks)
	for i := range ones {
		ones[i] = oneBlock[0]
	}
	got, reduced := make([][2]fp.Element, elements), make(fp.Vector, elements)
	// More than a million products.
	for round := range 600 {
		for i := range elements {
			for j := range values {
				values[j][i] = draw()
			}
			if round%4 == 1 && !values[1][i].IsZero() {
				// A product and a subtraction whose result is known beforehand, so that results are edges too.
				result := draw()
				result.Add(&result, &values[4][i]).Mul(&result, &sixteen)
				values[0][i].Div(&result, &values[1][i])
			}
			for j, c := range columns {
				number := numberOf(&values[j][i])
				if j < 4 {
					number.Add(number, new(big.Int).Mul(p, big.NewInt(int64(testRandom.IntN(8)))))
				}
				c.setNumber(i, number)
			}
		}
		a, b, c, d, less1, less2 := columns[0], columns[1], columns[2], columns[3], columns[4], columns[5]
		limit := int64(26)
		if round%2 == 1 {
			c, d, limit = nil, nil, 18
		}
		if round%8 > 3 || round%4 == 1 {
			less2 = nil
		}
		products(sums, a, b, c, d)
		coordinates(&reduced[0], unsafe.Sizeof(reduced[0]), nil, sums, ones, nil, nil, zeros, nil)
		coordinates(&got[0][1], unsafe.Sizeof(got[0]), left, a, b, c, d, less1, less2)
		for i := range elements {
			var want, other fp.Element
			want.Mul(&values[0][i], &values[1][i])
			if c != nil {
				want.Add(&want, other.Mul(&values[2][i], &values[3][i]))
			}
			want.Mul(&want, &sixteenth)
			if reduced[i] != want {
				t.Fatalf("round %d: sum %d of products is %v, not %v", round, i, numberOf(&reduced[i]), numberOf(&want))
			}
			if number := sums.number(i); number.Mul(number, big.NewInt(10)).Cmp(new(big.Int).Mul(p, big.NewInt(limit))) >= 0 {
				t.Fatalf("round %d: sum %d of products is not below %d p / 10", round, i, limit)
			}
			want.Sub(&want, &values[4][i])
			if less2 != nil {
				want.Sub(&want, &values[5][i])
			}
			if got[i] != [2]fp.Element{{}, want} {
				t.Fatalf("round %d: coordinate %d is %v, not %v", round, i, numberOf(&got[i][1]), numberOf(&want))
			}
			wantLeft := new(big.Int).Sub(numberOf(&values[4][i]), numberOf(&want))
			wantLeft.Add(wantLeft, p).Lsh(wantLeft, 2)
			if left.number(i).Cmp(wantLeft) != 0 {
				t.Fatalf("round %d: what is left of %d is %v, not %v", round, i, left.number(i), wantLeft)
			}
		}
	}
}

func TestBlocksSubtractAsTheLibraryDoes(t *testing.T) {
	needIFMA(t)
	const blocks, elements = 4, 8 * 4
	draw, p := blockNumbers(), fp.Modulus()
	a, b, to, opposite := make(column, blocks), make(column, blocks), make(column, blocks), make(column, blocks)
	var pairs [elements][2]fp.Element
	var negated [2][blocks]uint8
	for range 5000 {
		var numbers [elements][2]*big.Int
		for i := range pairs {
			for j := range 2 {
				pairs[i][j] = draw()
				numbers[i][j] = numberOf(&pairs[i][j])
				bit := uint8(testRandom.IntN(2))
				negated[j][i/8] = negated[j][i/8]&^(1<<(i%8)) | bit<<(i%8)
				if bit == 1 {
					numbers[i][j].Sub(p, numbers[i][j])
				}
			}
		}
		differences(to, a, nil, &pairs[0][0], &pairs[0][1], unsafe.Sizeof(pairs[0]), &negated[0][0], &negated[1][0])
		opposites(opposite, a)
		for i := range pairs {
			want := new(big.Int).Sub(numbers[i][1], numbers[i][0])
			want.Add(want, p).Lsh(want, 2)
			if to.number(i).Cmp(want) != 0 {
				t.Fatalf("the difference of %v is %v, not %v", numbers[i], to.number(i), want)
			}
			want.Lsh(p, 2).Sub(want, numbers[i][0])
			if opposite.number(i).Cmp(want) != 0 {
				t.Fatalf("the opposite of %v is %v, not %v", numbers[i][0], opposite.number(i), want)
			}
		}
		var none [blocks]uint8
		differences(to, a, b, &pairs[0][0], &pairs[0][1], unsafe.Sizeof(pairs[0]), &none[0], &none[0])
		for i := range pairs {
			if a.number(i).Cmp(numberOf(&pairs[i][0])) != 0 || b.number(i).Cmp(numberOf(&pairs[i][1])) != 0 {
				t.Fatalf("%v are packed as %v and %v", pairs[i], a.number(i), b.number(i))
			}
		}
	}
}

func TestEveryBlockIsInverted(t *testing.T) {
	needIFMA(t)
	draw := blockNumbers()
	for blocks := 1; blocks <= 130; blocks++ {
		values, inverses, scratch := make(column, blocks), make(column, blocks), make(column, 256)
		for i := range 8 * blocks {
			e := draw()
			for e.IsZero() {
				e = draw()
			}
			values.set(i, &e)
		}
		factor := *new(fp.Element).SetUint64(256)
		invertBlocks(inverses, values, scratch, &factor)
		products(inverses, inverses, values, nil, nil)
		for i := range 8 * blocks {
			if new(big.Int).Mod(inverses.number(i), fp.Modulus()).Cmp(oneBlock.number(0)) != 0 {
				t.Fatalf("element %d of %d blocks is not inverted", i, blocks)
			}
		}
	}
}

// additionsOf are pairs of points with signs: random ones, and the given share of equal and opposite points, and of infinity.
func additionsOf[P any, PP point[P]](points []P, special int) (pairs [][2]P, signs [][2]bool) {
	for i := range points {
		p, q := points[i], points[testRandom.IntN(len(points))]
		if testRandom.IntN(100) < special {
			switch testRandom.IntN(8) {
			case 0:
				PP(&p).SetInfinity()
			case 1:
				PP(&q).SetInfinity()
			default:
				q = p
			}
		}
		pairs = append(pairs, [2]P{p, q})
		signs = append(signs, [2]bool{testRandom.IntN(2) == 1, testRandom.IntN(2) == 1})
	}
	return pairs, signs
}

func checkAdder[P comparable, PP point[P]](t *testing.T, points []P, adder adder[P], sum func(p, q *P) P) {
	for _, count := range []int{1, 2, 7, 8, 9, 63, 200, additionsAtOnce - 1, additionsAtOnce, additionsAtOnce + 5} {
		for _, special := range []int{0, 20, 100} {
			pairs, signs := additionsOf[P, PP](points[:count], special)
			sums := make([]P, count)
			for i := range pairs {
				adder.add(&sums[i], &pairs[i][0], &pairs[i][1], signs[i][0], signs[i][1])
			}
			adder.flush()
			for i := range pairs {
				p, q := pairs[i][0], pairs[i][1]
				set(PP(&p), &p, signs[i][0])
				set(PP(&q), &q, signs[i][1])
				if sums[i] != sum(&p, &q) {
					t.Fatalf("addition %d of %d, %d%% of them special, is %v", i, count, special, sums[i])
				}
			}
			// All doubled: there is a shorter way for these.
			doubles := make([]P, count)
			for i := range pairs {
				adder.add(&doubles[i], &points[i], &points[i], signs[i][0], signs[i][0])
			}
			adder.flush()
			for i := range pairs {
				p := points[i]
				set(PP(&p), &p, signs[i][0])
				if doubles[i] != sum(&p, &p) {
					t.Fatalf("double %d of %d is %v", i, count, doubles[i])
				}
			}
		}
	}
}

func TestBothWaysToAddAreRight(t *testing.T) {
	points1, points2 := randomPoints(additionsAtOnce + 5)
	sum1 := func(p, q *bn254.G1Affine) (r bn254.G1Affine) { return *r.Add(p, q) }
	sum2 := func(p, q *bn254.G2Affine) (r bn254.G2Affine) { return *r.Add(p, q) }
	t.Run("columns", func(t *testing.T) {
		checkAdder[bn254.G1Affine](t, points1, newAdderG1(), sum1)
		checkAdder[bn254.G2Affine](t, points2, newAdderG2(), sum2)
	})
	t.Run("blocks", func(t *testing.T) {
		needIFMA(t)
		checkAdder[bn254.G1Affine](t, points1, &blockAdderG1{}, sum1)
		checkAdder[bn254.G2Affine](t, points2, &blockAdderG2{}, sum2)
	})
}

// The other tests add by blocks where the processor can.
func TestSumsAreRightWithoutBlocks(t *testing.T) {
	needIFMA(t)
	haveIFMA = false
	defer func() { haveIFMA = true }()
	t.Run("sums", TestSumsAreThoseOfTheLibrary)
	t.Run("multiples", TestMultiplesOfOnePointAreThoseOfTheLibrary)
}

func BenchmarkAdditions(b *testing.B) {
	points1, points2 := randomPoints(2 * additionsAtOnce)
	benchmarkAdder(b, "G1 by columns", points1, newAdderG1())
	benchmarkAdder(b, "G2 by columns", points2, newAdderG2())
	if haveIFMA {
		benchmarkAdder(b, "G1 by blocks", points1, &blockAdderG1{})
		benchmarkAdder(b, "G2 by blocks", points2, &blockAdderG2{})
	}
}

func benchmarkAdder[P any](b *testing.B, name string, points []P, adder adder[P]) {
	sums := make([]P, len(points)/2)
	b.Run(fmt.Sprintf("%s/%d", name, len(sums)), func(b *testing.B) {
		for b.Loop() {
			for i := range sums {
				adder.add(&sums[i], &points[2*i], &points[2*i+1], i%3 == 0, i%5 == 0)
			}
			adder.flush()
		}
	})
}
