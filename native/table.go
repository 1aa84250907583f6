package main

import "unsafe"

// A table has the multiples of points by the powers of two at which a scalar's windows begin (E. F. Brickell, D. M. Gordon, K. S. McCurley and D. B. Wilson, "Fast
// exponentiation with precomputation", 1992). The digits of all windows then fall into one set of buckets, which is weighed once, so that windows can be wider: about
// a third of the additions of a sum is left out.
type table[P, J any, PP point[P], JJ sum[P, J]] struct {
	// multiples[w len(kept) + i] is 2^(w width) times the point that was number kept[i]: points at infinity are left out.
	multiples      []P
	kept           []uint32
	width, windows int
	// Of the scalars that are being multiplied: the points that count, each with its scalar's digits; the multiples to add, sorted by bucket, and where in them the
	// buckets begin, the one of digit d at starts[d].
	entries []uint32
	digits  []int16
	refs    []uint32
	starts  []uint32
	// Ranges of buckets, and what each brings.
	shares [][2]int
	sums   []J
}

const (
	// A digit of more bits would not fit its type.
	widestTable = 15
	// The logarithm of how many buckets are weighed one after the other.
	tableRun = 4
)

// chooseTableWidth gives the width of window that makes the fewest additions for `count` scalars of full length.
func chooseTableWidth(count int) int {
	best, least := 0, 0
	for width := 2; width <= widestTable; width++ {
		if cost := count*tableWindows(width) + 1<<width; best == 0 || cost < least {
			best, least = width, cost
		}
	}
	return best
}

// One bit more than the longest scalar has: the last window takes the carry.
func tableWindows(width int) int { return (longestScalar + width) / width }

// tableBytes is what the points' multiples would take.
func (m *multiplier[P, J, PP, JJ]) tableBytes() int {
	var p P
	count := len(finite[P, PP](m.points))
	return count * tableWindows(chooseTableWidth(count)) * int(unsafe.Sizeof(p))
}

// submitTable has the pool make a table of the points; it is whole once the pool has done all and was not stopped.
func (m *multiplier[P, J, PP, JJ]) submitTable(p *pool, scratchOf func(*worker) *scratch[P], stop func() bool) *table[P, J, PP, JJ] {
	kept := finite[P, PP](m.points)
	width := chooseTableWidth(len(kept))
	t := &table[P, J, PP, JJ]{kept: kept, width: width, windows: tableWindows(width)}
	t.multiples = make([]P, t.windows*len(kept))
	t.starts = make([]uint32, 1<<(width-1)+2)
	points := m.points
	for from := 0; from < len(kept); from += additionsAtOnce {
		p.submit(func(w *worker) {
			adder, some := scratchOf(w).adder, kept[from:min(from+additionsAtOnce, len(kept))]
			for i, point := range some {
				t.multiples[from+i] = points[point]
			}
			for window := 1; window < t.windows && !stop(); window++ {
				after := t.multiples[window*len(kept)+from:][:len(some)]
				copy(after, t.multiples[(window-1)*len(kept)+from:])
				for range width {
					for i := range after {
						adder.add(&after[i], &after[i], &after[i], false, false)
					}
					adder.flush()
				}
			}
		})
	}
	return t
}

// sort prepares the sum of the points times scalars[i], all below the order, in about so many shares of about equal cost.
func (t *table[P, J, PP, JJ]) sort(scalars []limbs, shares int) {
	half := halves(t.width, t.windows)
	clear(t.starts)
	t.entries, t.digits = t.entries[:0], t.digits[:0]
	for i, point := range t.kept {
		if scalars[point] == (limbs{}) {
			continue
		}
		scalar, negative := nearZero(scalars[point])
		scalar, _ = plus(&scalar, &half)
		entry := uint32(i)
		if negative {
			entry |= negated
		}
		t.entries = append(t.entries, entry)
		for w := range t.windows {
			digit := digitAt(&scalar, t.width, w, w == t.windows-1)
			t.starts[max(digit, -digit)]++
			t.digits = append(t.digits, int16(digit))
		}
	}

	// A bucket first has its end in t.starts and fills from there, so that in the end it has its begin.
	buckets := 1 << (t.width - 1)
	t.starts[0] = 0
	for digit := 1; digit <= buckets; digit++ {
		t.starts[digit] += t.starts[digit-1]
	}
	total := t.starts[buckets]
	t.starts[buckets+1] = total
	t.refs = grown(t.refs, int(total))
	for i, entry := range t.entries {
		for _, digit := range t.digits[i*t.windows : (i+1)*t.windows] {
			if digit != 0 {
				ref := entry
				if digit < 0 {
					digit, ref = -digit, ref^negated
				}
				t.starts[digit]--
				t.refs[t.starts[digit]] = ref
			}
			entry += uint32(len(t.kept))
		}
	}

	t.shares = t.shares[:0]
	most := max(1, total/uint32(shares))
	for from := 0; from < buckets; {
		to := from
		for to < buckets && (to == from || t.starts[to+1]-t.starts[from+1] < most) {
			to = min(to+1<<tableRun, buckets)
		}
		t.shares = append(t.shares, [2]int{from, to})
		from = to
	}
	t.sums = grown(t.sums, len(t.shares))
}

// sumShare computes what the buckets of one share bring.
func (t *table[P, J, PP, JJ]) sumShare(share int, s *scratch[P]) {
	from, to := t.shares[share][0], t.shares[share][1]
	s.starts, s.sizes = grown(s.starts, to-from), grown(s.sizes, to-from)
	for b := range s.sizes {
		digit := from + b + 1
		s.starts[b], s.sizes[b] = t.starts[digit], t.starts[digit+1]-t.starts[digit]
	}
	addTrees[P, PP](t.multiples, t.refs, to-from, s)
	running, weighted := weigh[P, PP](to-from, tableRun, s)
	t.sums[share] = join[P, J, JJ](running, weighted, from>>tableRun, tableRun)
}

// submit gives the pool the sum of the points times scalars[i], all below the order.
func (t *table[P, J, PP, JJ]) submit(p *pool, scalars []limbs, scratchOf func(*worker) *scratch[P], stop func() bool) {
	t.sort(scalars, 2*p.workers)
	for share := range t.shares {
		p.submit(func(w *worker) {
			if !stop() {
				t.sumShare(share, scratchOf(w))
			}
		})
	}
}

// result puts the shares together, once all were summed.
func (t *table[P, J, PP, JJ]) result() (total J) {
	for i := range t.sums {
		JJ(&total).AddAssign(&t.sums[i])
	}
	return total
}
