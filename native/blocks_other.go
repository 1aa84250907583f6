//go:build !amd64

package main

import "github.com/consensys/gnark-crypto/ecc/bn254/fp"

// Never called: haveIFMA is false.

func productsIFMA(to, a, b, c, d *block, n int) { panic("no IFMA") }

func oppositesIFMA(to, a *block, n int) { panic("no IFMA") }

func differencesIFMA(to, a, b *block, p, q *fp.Element, stride int, negatedP, negatedQ *uint8, n int) {
	panic("no IFMA")
}

func coordinatesIFMA(to *fp.Element, stride int, left, a, b, c, d, less1, less2 *block, n int) {
	panic("no IFMA")
}
