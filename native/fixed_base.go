package main

import (
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// The longest scalar, once those above half the order are negated.
const longestScalar = 253

// multiplyBase multiplies one point by many scalars: from a table of its multiples for every window of the scalars, so that nothing is ever doubled. gnark-crypto's own
// doubles each result 254 times.
func multiplyBase[P, J any, PP point[P], JJ sum[P, J]](p *pool, base J, affine func(*J) P, scalars []fr.Element, of func(*worker) *scratch[P]) []P {
	const share = 2 * additionsAtOnce
	width := chooseTable(len(scalars))
	windows := (longestScalar + width) / width
	perWindow := 1 << (width - 1)
	half := halves(width, windows)

	// table[w perWindow + k] is (k+1) 2^(w width) base.
	table := make([]P, windows*perWindow)
	for w := range windows {
		table[w*perWindow] = affine(&base)
		for range width {
			JJ(&base).DoubleAssign()
		}
	}
	p.submit(func(w *worker) {
		adder := of(w).adder
		for known := 1; known < perWindow; known *= 2 {
			for from := 0; from < len(table); from += perWindow {
				for k := range known {
					adder.add(&table[from+known+k], &table[from+known-1], &table[from+k], false, false)
				}
			}
			adder.flush()
		}
	})
	p.wait()

	products := make([]P, len(scalars))
	for from := 0; from < len(scalars); from += share {
		p.submit(func(w *worker) {
			adder := of(w).adder
			some := scalars[from:min(from+share, len(scalars))]
			shifted := make([]limbs, len(some))
			negative := make([]bool, len(some))
			for i := range some {
				shifted[i], negative[i] = nearZero(some[i].Bits())
				shifted[i], _ = plus(&shifted[i], &half)
				PP(&products[from+i]).SetInfinity()
			}
			for w := range windows {
				for i := range some {
					if digit := digitAt(&shifted[i], width, w, w == windows-1); digit != 0 {
						to := &products[from+i]
						adder.add(to, to, &table[w*perWindow+max(digit, -digit)-1], false, (digit < 0) != negative[i])
					}
				}
				adder.flush()
			}
		})
	}
	p.wait()
	return products
}

// chooseTable gives the width of window with the fewest additions for table and products.
func chooseTable(count int) int {
	best, least := 0, 0
	for width := 3; width <= 13; width++ {
		windows := (longestScalar + width) / width
		if cost := windows * (count + 1<<(width-1)); best == 0 || cost < least {
			best, least = width, cost
		}
	}
	return best
}
