package main

import "github.com/consensys/gnark-crypto/ecc/bn254/fp"

// invertAll replaces every element, none of which may be zero, by its inverse, at the cost of one inversion and three multiplications an element.
// It multiplies halves of vectors, where the usual running product would wait for itself, so that processors with wide registers do eight at once.
// `scratch` is at least 2 len(values) + 64 long.
func invertAll(values, scratch fp.Vector) {
	var levels [40]fp.Vector
	depth := 0
	levels[0] = values
	for len(levels[depth]) > 1 {
		level := levels[depth]
		half := len(level) / 2
		next := scratch[:half+len(level)&1]
		scratch = scratch[len(next):]
		products := next[:half]
		products.Mul(level[:half], level[half:2*half])
		if len(level)&1 == 1 {
			next[half] = level[2*half]
		}
		depth++
		levels[depth] = next
	}
	if len(levels[depth]) == 1 {
		levels[depth][0].Inverse(&levels[depth][0])
	}
	for depth--; depth >= 0; depth-- {
		level, inverses := levels[depth], levels[depth+1]
		half := len(level) / 2
		first, second, old := level[:half], level[half:2*half], scratch[:half]
		copy(old, first)
		first.Mul(inverses[:half], second)
		second.Mul(inverses[:half], old)
		if len(level)&1 == 1 {
			level[2*half] = inverses[half]
		}
	}
}
