package main

import (
	"cmp"
	"slices"
)

// Sums of few points times numbers that are mostly small, a great many of them: what a set-up from powers of tau consists of. Bit by bit from the highest, all sums of a
// batch are doubled together and then take what they need of each point's first multiples, so that the additions of a batch share their inversions.

// An entry is a point times a number in one of the sums.
type entry struct {
	point uint32
	value *limbs
}

const (
	// Sums and entries of a batch: many enough to share inversions, few enough to give every processor some.
	batchSums    = 1024
	batchEntries = 1 << 15
)

// multiples are points and, of those that are multiplied by more than one, their multiples after all points.
type multiples[P any] struct {
	table  []P
	points int
	// Bits of a signed digit; multiples to 2^(width-1) are kept.
	width int
	// Position of each point among those of which multiples are kept.
	kept []uint32
}

func (m *multiples[P]) at(point uint32, times int) uint32 {
	if times == 1 {
		return point
	}
	return uint32(m.points) + m.kept[point]*(1<<(m.width-1)-1) + uint32(times) - 2
}

func multiplesOf[P any, PP point[P]](p *pool, points []P, sums [][]entry, of func(*worker) *scratch[P]) *multiples[P] {
	const none = ^uint32(0)
	m := &multiples[P]{points: len(points), kept: make([]uint32, len(points))}
	for i := range m.kept {
		m.kept[i] = none
	}
	var kept []uint32
	var histogram [256]int
	for _, entries := range sums {
		for i := range entries {
			value, _ := nearZero(*entries[i].value)
			length := bitLength(&value)
			histogram[length]++
			if length > 1 && m.kept[entries[i].point] == none {
				m.kept[entries[i].point] = uint32(len(kept))
				kept = append(kept, entries[i].point)
			}
		}
	}
	m.width = chooseDigit(&histogram, len(kept))
	keptMultiples := 1 << (m.width - 1)
	m.table = make([]P, len(points)+(keptMultiples-1)*len(kept))
	copy(m.table, points)
	for from := 0; from < len(kept); from += batchSums {
		p.submit(func(w *worker) {
			adder := of(w).adder
			for times := 2; times <= keptMultiples; times++ {
				for _, point := range kept[from:min(from+batchSums, len(kept))] {
					adder.add(&m.table[m.at(point, times)], &m.table[m.at(point, times-1)], &m.table[point], false, false)
				}
				adder.flush()
			}
		})
	}
	p.wait()
	return m
}

// chooseDigit gives the width of a digit with the fewest additions for multiples and sums. Nine bits are the most: the multiples of a point then take 16 KiB.
func chooseDigit(histogram *[256]int, kept int) int {
	best, least := 0, 0
	for width := 2; width <= 9; width++ {
		cost := kept * (1<<(width-1) - 1)
		for length, count := range histogram {
			cost += count * ((length + width - 1) / width)
		}
		if best == 0 || cost < least {
			best, least = width, cost
		}
	}
	return best
}

// combine computes every sum of points times numbers below the order.
func combine[P, J any, PP point[P], JJ sum[P, J]](p *pool, points []P, sums [][]entry, of func(*worker) *scratch[P]) []P {
	m := multiplesOf[P, PP](p, points, sums, of)
	longest := make([]int, len(sums))
	order := make([]uint32, len(sums))
	for i, entries := range sums {
		order[i] = uint32(i)
		for j := range entries {
			value, _ := nearZero(*entries[j].value)
			longest[i] = max(longest[i], bitLength(&value))
		}
	}
	// Like with like, and the longest first.
	slices.SortStableFunc(order, func(a, b uint32) int { return cmp.Compare(longest[b], longest[a]) })
	results := make([]P, len(sums))
	for from := 0; from < len(order); {
		to, entries := from, 0
		for to < len(order) && to-from < batchSums && entries < batchEntries {
			entries += len(sums[order[to]])
			to++
		}
		batch := order[from:to]
		p.submit(func(w *worker) { combineBatch[P, J, PP, JJ](m, sums, batch, longest[batch[0]], results, of(w)) })
		from = to
	}
	p.wait()
	return results
}

func combineBatch[P, J any, PP point[P], JJ sum[P, J]](m *multiples[P], sums [][]entry, batch []uint32, longest int, results []P, s *scratch[P]) {
	windows := (longest + m.width) / m.width
	half := halves(m.width, windows)
	total := 0
	for _, sum := range batch {
		total += len(sums[sum])
		PP(&results[sum]).SetInfinity()
	}
	shifted := make([]limbs, 0, total)
	negative := make([]bool, 0, total)
	for _, sum := range batch {
		for _, entry := range sums[sum] {
			value, opposite := nearZero(*entry.value)
			value, _ = plus(&value, &half)
			shifted, negative = append(shifted, value), append(negative, opposite)
		}
	}
	for window := windows - 1; window >= 0; window-- {
		if window < windows-1 {
			for range m.width {
				for _, sum := range batch {
					s.adder.add(&results[sum], &results[sum], &results[sum], false, false)
				}
				s.adder.flush()
			}
		}
		s.starts, s.sizes, s.refs = grown(s.starts, len(batch)), grown(s.sizes, len(batch)), s.refs[:0]
		i := 0
		for b, sum := range batch {
			s.starts[b] = uint32(len(s.refs))
			for _, entry := range sums[sum] {
				digit := digitAt(&shifted[i], m.width, window, window == windows-1)
				if digit != 0 {
					ref := m.at(entry.point, max(digit, -digit))
					if (digit < 0) != negative[i] {
						ref |= negated
					}
					s.refs = append(s.refs, ref)
				}
				i++
			}
			s.sizes[b] = uint32(len(s.refs)) - s.starts[b]
		}
		addTrees[P, PP](m.table, s.refs, len(batch), s)
		for b, sum := range batch {
			if s.sizes[b] > 0 {
				s.adder.add(&results[sum], &results[sum], &s.tree[s.starts[b]], false, false)
			}
		}
		s.adder.flush()
	}
}
