package main

import "github.com/consensys/gnark-crypto/ecc/bn254"

// A multiplier adds up the same points times other scalars, proof after proof: window by window, or by a table once there is one.
type multiplier[P, J any, PP point[P], JJ sum[P, J]] struct {
	// None where there is a table.
	points []P
	table  *table[P, J, PP, JJ]
}

type multiplierG1 = multiplier[bn254.G1Affine, bn254.G1Jac, *bn254.G1Affine, *bn254.G1Jac]
type multiplierG2 = multiplier[bn254.G2Affine, bn254.G2Jac, *bn254.G2Affine, *bn254.G2Jac]

// submit gives the pool the sum of the points times scalars[i], all below the order. What it gives back tells the sum, once the pool has done all and was not stopped.
func (m *multiplier[P, J, PP, JJ]) submit(p *pool, scalars []limbs, scratchOf func(*worker) *scratch[P], stop func() bool) func() J {
	if m.table != nil {
		m.table.submit(p, scalars, scratchOf, stop)
		return m.table.result
	}
	once := newMultiplication[P, J, PP, JJ](m.points, scalars)
	once.submit(p, scratchOf, stop)
	return once.result
}
