package main

import "github.com/consensys/gnark-crypto/ecc/bn254/fp"

// The routines in blocks_amd64.s behind the functions of blocks.go, for n blocks.

//go:noescape
func productsIFMA(to, a, b, c, d *block, n int)

//go:noescape
func oppositesIFMA(to, a *block, n int)

//go:noescape
func differencesIFMA(to, a, b *block, p, q *fp.Element, stride int, negatedP, negatedQ *uint8, n int)

//go:noescape
func coordinatesIFMA(to *fp.Element, stride int, left, a, b, c, d, less1, less2 *block, n int)
