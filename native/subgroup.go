package main

import (
	"crypto/rand"
	"encoding/binary"
	"runtime"
	"sync/atomic"

	"github.com/consensys/gnark-crypto/ecc/bn254"
)

type multiplicationG2 = multiplication[bn254.G2Affine, bn254.G2Jac, *bn254.G2Affine, *bn254.G2Jac]

// The twist has a prime number of times as many points as the subgroup has, times others; the smallest of these primes is 10069, above 2^13. So a combination with
// random digits below 2^b, b at most 13, of points that are not all in the subgroup is in it with a probability of at most 2^-b.
const largestDigit = 13

// missedWith is the exponent of the probability with which points outside the subgroup are taken for points in it.
const missedWith = 64

// inSubgroup tells whether all points of the twist are in its subgroup of prime order.
func inSubgroup(points []bn254.G2Affine) bool {
	kept := finite(points)
	if len(kept) < missedWith {
		for _, i := range kept {
			if !points[i].IsInSubGroup() {
				return false
			}
		}
		return true
	}
	width, least := 0, 0.0
	for w := 4; w <= largestDigit; w++ {
		cost := float64((missedWith+w-1)/w) * (float64(len(kept)) + float64(int(2)<<(w-1))*bucketCost)
		if width == 0 || cost < least {
			width, least = w, cost
		}
	}
	rounds := (missedWith + width - 1) / width
	m := &multiplicationG2{points: points, entries: kept, shifted: make([]limbs, len(kept)), width: width, windows: rounds + 1}
	m.sums = make([]bn254.G2Jac, rounds)
	bytes := make([]byte, 16*len(kept))
	rand.Read(bytes)
	for i := range m.shifted {
		m.shifted[i] = limbs{binary.LittleEndian.Uint64(bytes[16*i:]), binary.LittleEndian.Uint64(bytes[16*i+8:])}
	}
	var outside atomic.Bool
	p := newPool(runtime.GOMAXPROCS(0))
	defer p.close()
	for round := range rounds {
		p.submit(func(w *worker) {
			m.sumWindows(round, round+1, &w.g2)
			if !m.sums[round].IsInSubGroup() {
				outside.Store(true)
			}
		})
	}
	p.wait()
	return !outside.Load()
}
