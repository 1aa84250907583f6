package main

import (
	"math/big"
	"unsafe"

	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/utils/cpu"
)

// Field elements eight at once, on x86-64 processors that multiply eight words of 52 bits in one instruction (AVX-512 IFMA).

// haveIFMA says whether this processor has what blocks_amd64.s needs. Elsewhere the library's vectors do the same.
var haveIFMA = cpu.SupportAVX512IFMA

// A block is eight numbers side by side, in limbs of 52 bits, the lowest first. They are elements that need not be reduced: at most 8 p.
//
// The library holds an element x as the number 2^256 x, because its products are divided by 2^256. Products of blocks are divided by 2^260: the number of the library's x
// is in a block the sixteenth of x.
type block [5][8]uint64

const blockBytes = int(unsafe.Sizeof(block{}))

// A column has eight times as many elements as blocks.
type column []block

// What blocks_amd64.s reads.
type constants struct {
	fold    [5]uint64 // 2^-52 mod p
	p, four [5]uint64 // p and 4 p
	inverse uint64    // -1/p mod 2^52
	mask    uint64    // 2^52 - 1
	// How often p is in x + 3 p, for x from -2 p to 3 p: (highest limb of x + guess) reciprocal / 2^97. The lower limbs of x may be as low as -3 at the place of the highest.
	guess, reciprocal uint64
	rest              [5][8]uint64 // (3 - k) p, limb by limb, some of them negative
	low, high         [8]uint64    // the order in which two registers with halves of elements are put together
}

var blockConstants = func() (c constants) {
	p, radix := fp.Modulus(), new(big.Int).Lsh(big.NewInt(1), 52)
	times := func(k int64) [5]uint64 { return limbs52(new(big.Int).Mul(p, big.NewInt(k))) }
	c.fold = limbs52(new(big.Int).ModInverse(radix, p))
	c.p, c.four = times(1), times(4)
	c.inverse = new(big.Int).Sub(radix, new(big.Int).ModInverse(p, radix)).Uint64()
	c.mask = 1<<52 - 1
	three := times(3)
	c.guess = three[4] - 4
	c.reciprocal = new(big.Int).Div(new(big.Int).Lsh(big.NewInt(1), 97), new(big.Int).SetUint64(c.p[4]+1)).Uint64()
	for k := range 8 {
		for i, limb := range times(int64(k)) {
			c.rest[i][k] = three[i] - limb
		}
	}
	c.low, c.high = [8]uint64{0, 1, 8, 9, 2, 3, 10, 11}, [8]uint64{4, 5, 12, 13, 6, 7, 14, 15}
	return c
}()

// limbs52 cuts a number below 2^260 into limbs.
func limbs52(number *big.Int) (l [5]uint64) {
	rest := new(big.Int).Set(number)
	for i := range l {
		l[i] = rest.Uint64() & (1<<52 - 1)
		rest.Rsh(rest, 52)
	}
	return l
}

// products makes a b + c d, or a b where c and d are nil, below 2.6 p or 1.8 p. `to` may be any of them.
func products(to, a, b, c, d column) {
	productsIFMA(&to[0], &a[0], &b[0], unsafe.SliceData(c), unsafe.SliceData(d), len(to))
}

// opposites makes 4 p - a, for a up to 4 p.
func opposites(to, a column) { oppositesIFMA(&to[0], &a[0], len(to)) }

// differences reads the library's elements from p and q on, each `stride` bytes after the one before, and negates those whose bit in negatedP or negatedQ is set. It
// leaves them in a and, unless that is nil, in b, and makes 4 (b - a) + 4 p. Where elements were negated, limbs in a and b are signed: only to be subtracted.
func differences(to, a, b column, p, q *fp.Element, stride uintptr, negatedP, negatedQ *uint8) {
	differencesIFMA(&to[0], &a[0], unsafe.SliceData(b), p, q, int(stride), negatedP, negatedQ, len(to))
}

// coordinates makes the library's elements a b + c d - less1 - less2, reduced, from `to` on, each `stride` bytes after the one before; c and d may be nil, and less2. What is
// subtracted is at most p. Unless `left` is nil it leaves 4 (less1 - element) + 4 p there.
func coordinates(to *fp.Element, stride uintptr, left, a, b, c, d, less1, less2 column) {
	coordinatesIFMA(to, int(stride), unsafe.SliceData(left), &a[0], &b[0], unsafe.SliceData(c), unsafe.SliceData(d), &less1[0], unsafe.SliceData(less2), len(a))
}

// set writes the library's element to the place i.
func (c column) set(i int, e *fp.Element) {
	b, lane := &c[i/8], i%8
	const mask = 1<<52 - 1
	b[0][lane] = e[0] & mask
	b[1][lane] = (e[0]>>52 | e[1]<<12) & mask
	b[2][lane] = (e[1]>>40 | e[2]<<24) & mask
	b[3][lane] = (e[2]>>28 | e[3]<<36) & mask
	b[4][lane] = e[3] >> 16
}

// The block whose products with others are those others, and the one of zeros.
var oneBlock, zeroBlock = func() (one, zero column) {
	one, zero = make(column, 1), make(column, 1)
	for i, limb := range limbs52(new(big.Int).Mod(new(big.Int).Lsh(big.NewInt(1), 260), fp.Modulus())) {
		for lane := range 8 {
			one[0][i][lane] = limb
		}
	}
	return one, zero
}()

// invertBlocks makes `factor` / 256 divided by every element, none of which may be zero, by products of halves, as invertAll does. `scratch` is as long as the next
// power of two from len(values) on.
func invertBlocks(inverses, values, scratch column, factor *fp.Element) {
	var levels [40]column
	depth := 0
	levels[0] = values
	for len(levels[depth]) > 1 {
		level := levels[depth]
		half := len(level) / 2
		next := scratch[:len(level)-half]
		scratch = scratch[len(next):]
		products(next[:half], level[:half], level[half:2*half], nil, nil)
		if len(level)&1 == 1 {
			next[half] = level[2*half]
		}
		depth++
		levels[depth] = next
	}
	// The element x of a block is the library's 16 x. The inverse of that is in a block 1 / 256 x.
	var last [8]fp.Element
	var rest [2*len(last) + 64]fp.Element
	coordinates(&last[0], unsafe.Sizeof(last[0]), nil, levels[depth], oneBlock, nil, nil, zeroBlock, nil)
	invertAll(last[:], rest[:])
	for i := range last {
		inverses.set(i, last[i].Mul(&last[i], factor))
	}
	for depth--; depth >= 0; depth-- {
		level := levels[depth]
		half := len(level) / 2
		if len(level)&1 == 1 {
			inverses[2*half] = inverses[half]
		}
		products(inverses[half:2*half], inverses[:half], level[:half], nil, nil)
		products(inverses[:half], inverses[:half], level[half:2*half], nil, nil)
	}
}
