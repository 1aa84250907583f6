package main

import (
	"encoding/binary"
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// limbs are a number below 2^256, lowest word first: how circom, snarkjs and gnark-crypto all hold field elements.
type limbs = [4]uint64

var (
	baseOrder   = limbsOf(fp.Modulus().FillBytes(make([]byte, 32)))
	scalarOrder = limbsOf(fr.Modulus().FillBytes(make([]byte, 32)))
)

// limbsOf reads 32 bytes, highest first.
func limbsOf(bytes []byte) (l limbs) {
	for i := range l {
		l[i] = binary.BigEndian.Uint64(bytes[24-8*i:])
	}
	return l
}

// readLimbs reads 32 bytes, lowest first.
func readLimbs(bytes []byte) (l limbs) {
	_ = bytes[31]
	for i := range l {
		l[i] = binary.LittleEndian.Uint64(bytes[8*i:])
	}
	return l
}

// below tells whether a < b.
func below(a, b *limbs) bool {
	_, borrow := minus(a, b)
	return borrow == 1
}

func minus(a, b *limbs) (d limbs, borrow uint64) {
	for i := range d {
		d[i], borrow = bits.Sub64(a[i], b[i], borrow)
	}
	return d, borrow
}

func plus(a, b *limbs) (s limbs, carry uint64) {
	for i := range s {
		s[i], carry = bits.Add64(a[i], b[i], carry)
	}
	return s, carry
}

func bitLength(a *limbs) int {
	for i := 3; i >= 0; i-- {
		if a[i] != 0 {
			return 64*i + bits.Len64(a[i])
		}
	}
	return 0
}

// readBase reads a coordinate in Montgomery form, as a proving key holds it. It is false for one that is not reduced.
func readBase(bytes []byte) (fp.Element, bool) {
	l := readLimbs(bytes)
	return fp.Element(l), below(&l, &baseOrder)
}

// readG1 reads an affine point; zeros are the point at infinity. It is false for one that is not reduced or not on the curve, whose every point is in the group.
func readG1(bytes []byte) (p bn254.G1Affine, ok bool) {
	x, okX := readBase(bytes)
	y, okY := readBase(bytes[32:])
	p.X, p.Y = x, y
	return p, okX && okY && p.IsOnCurve()
}

// readG2 reads an affine point of the twist; that it is in the subgroup of prime order, `inSubgroup` has to tell.
func readG2(bytes []byte) (p bn254.G2Affine, ok bool) {
	ok = true
	for i, to := range []*fp.Element{&p.X.A0, &p.X.A1, &p.Y.A0, &p.Y.A1} {
		element, reduced := readBase(bytes[32*i:])
		*to, ok = element, ok && reduced
	}
	return p, ok && p.IsOnCurve()
}
