package main

import (
	"math/bits"
	"unsafe"
)

// The sum of points times scalars, by buckets (N. Pippenger, "On the evaluation of powers and related problems", 1976) in affine coordinates: the scalars are cut
// into windows of signed digits, the points of one digit in one window are added up as a tree, many additions sharing an inversion. What costs nothing is left out:
// zero digits, so that ones and small numbers cost one addition, and points at infinity. A scalar above half the order is negated, so that small negative
// numbers are small.

// A point is an affine point of either group.
type point[P any] interface {
	*P
	IsInfinity() bool
	SetInfinity() *P
	Set(*P) *P
	Neg(*P) *P
}

// A sum is a point in Jacobian coordinates.
type sum[P, J any] interface {
	*J
	AddMixed(*P) *J
	AddAssign(*J) *J
	DoubleAssign() *J
	Set(*J) *J
}

// An adder adds many affine points at once.
type adder[P any] interface {
	add(to, p, q *P, negateP, negateQ bool)
	flush()
}

func set[P any, PP point[P]](to PP, from *P, negate bool) {
	if negate {
		to.Neg(from)
	} else {
		to.Set(from)
	}
}

// finite gives the numbers of the points that are not at infinity.
func finite[P any, PP point[P]](points []P) []uint32 {
	kept := make([]uint32, 0, len(points))
	for i := range points {
		if !PP(&points[i]).IsInfinity() {
			kept = append(kept, uint32(i))
		}
	}
	return kept
}

// negated marks an entry whose point is to be negated.
const negated = 1 << 31

// A multiplication is a sum of points times scalars that is being computed, window by window.
type multiplication[P, J any, PP point[P], JJ sum[P, J]] struct {
	points []P
	// The points that count, and their scalars, to which half a window was added in all windows but the last: then each digit can be read by itself.
	entries []uint32
	shifted []limbs
	// Bits of a window, and windows.
	width, windows int
	sums           []J
}

// What an addition of the buckets' weighing costs, in additions of the trees: measured.
const bucketCost = 1.0

// chooseWidth gives the width of window that makes the fewest additions for scalars of which histogram[b] have b bits.
func chooseWidth(histogram *[256]int, longest int) int {
	best, least := 2, 0.0
	for width := 2; width <= 16; width++ {
		windows := (longest + width) / width
		cost := float64(windows) * float64(int(2)<<(width-1)) * bucketCost
		for length, count := range histogram[:longest+1] {
			cost += float64(count * ((length + width - 1) / width))
		}
		if width == 2 || cost < least {
			best, least = width, cost
		}
	}
	return best
}

// newMultiplication prepares the sum of points[i] times scalars[i], all below the order.
func newMultiplication[P, J any, PP point[P], JJ sum[P, J]](points []P, scalars []limbs) *multiplication[P, J, PP, JJ] {
	m := &multiplication[P, J, PP, JJ]{points: points, entries: make([]uint32, 0, len(points)), shifted: make([]limbs, 0, len(points))}
	var histogram [256]int
	longest := 1
	for i := range scalars {
		scalar := scalars[i]
		if scalar == (limbs{}) || PP(&points[i]).IsInfinity() {
			continue
		}
		entry := uint32(i)
		scalar, negative := nearZero(scalar)
		if negative {
			entry |= negated
		}
		length := bitLength(&scalar)
		histogram[length]++
		longest = max(longest, length)
		m.entries = append(m.entries, entry)
		m.shifted = append(m.shifted, scalar)
	}
	m.width = chooseWidth(&histogram, longest)
	// One bit more than the longest scalar has: the last window takes the carry.
	m.windows = (longest + m.width) / m.width
	half := halves(m.width, m.windows)
	for i := range m.shifted {
		m.shifted[i], _ = plus(&m.shifted[i], &half)
	}
	m.sums = make([]J, m.windows)
	return m
}

func (m *multiplication[P, J, PP, JJ]) digit(i, window int) int {
	return digitAt(&m.shifted[i], m.width, window, window == m.windows-1)
}

// nearZero gives a scalar, or its opposite where that is smaller.
func nearZero(scalar limbs) (limbs, bool) {
	if opposite, _ := minus(&scalarOrder, &scalar); below(&opposite, &scalar) {
		return opposite, true
	}
	return scalar, false
}

// halves has half a window in all windows but the last. Added to a number, it makes each digit one that can be read by itself.
func halves(width, windows int) (half limbs) {
	for w := range windows - 1 {
		bit := w*width + width - 1
		half[bit/64] |= 1 << (bit % 64)
	}
	return half
}

// digitAt is the signed digit in a window of a number to which `halves` was added.
func digitAt(value *limbs, width, window int, last bool) int {
	bit := window * width
	word, offset := bit/64, bit%64
	digit := value[word] >> offset
	if offset+width > 64 && word < 3 {
		digit |= value[word+1] << (64 - offset)
	}
	digit &= 1<<width - 1
	if last {
		return int(digit)
	}
	return int(digit) - 1<<(width-1)
}

// Scratch of one worker for one group; it grows to what its largest task needs and stays.
type scratch[P any] struct {
	adder  adder[P]
	starts []uint32
	refs   []uint32
	tree   []P
	sizes  []uint32
	active []uint32
	runs   []P
	asked  uint64
}

// askedAhead is for how many points the memory is asked before they are needed.
const askedAhead = 128

// ask reads a word of each half of the points of some entries, and gives what keeps the compiler from leaving that out. Points that are far away in memory then come
// side by side, and not one by one when they are added.
func ask[P any](points []P, entries []uint32) (seen uint64) {
	for _, entry := range entries {
		point := unsafe.Pointer(&points[entry&^negated])
		seen += *(*uint64)(point) + *(*uint64)(unsafe.Add(point, unsafe.Sizeof(points[0])/2))
	}
	return seen
}

func grown[T any](slice []T, length int) []T {
	if cap(slice) < length {
		return make([]T, length)
	}
	return slice[:length]
}

// sumWindows computes the sums of the windows from `from` to before `to`.
func (m *multiplication[P, J, PP, JJ]) sumWindows(from, to int, s *scratch[P]) {
	perWindow := 1 << (m.width - 1)
	buckets := (to - from) * perWindow
	// Sorted by bucket: how many entries each has, where it begins, and then the entries.
	s.starts = grown(s.starts, buckets+1)
	clear(s.starts)
	total := 0
	for w := from; w < to; w++ {
		base := (w - from) * perWindow
		for i := range m.shifted {
			if digit := m.digit(i, w); digit != 0 {
				s.starts[base+max(digit, -digit)]++
				total++
			}
		}
	}
	for b := range buckets {
		s.starts[b+1] += s.starts[b]
	}
	s.refs = grown(s.refs, total)
	s.sizes = grown(s.sizes, buckets)
	clear(s.sizes)
	for w := from; w < to; w++ {
		base := (w-from)*perWindow - 1
		for i, entry := range m.entries {
			digit := m.digit(i, w)
			if digit == 0 {
				continue
			}
			if digit < 0 {
				digit, entry = -digit, entry^negated
			}
			bucket := base + digit
			s.refs[s.starts[bucket]+s.sizes[bucket]] = entry
			s.sizes[bucket]++
		}
	}
	addTrees[P, PP](m.points, s.refs, buckets, s)
	logLength := m.width / 2
	running, weighted := weigh[P, PP](buckets, logLength, s)
	runs := len(running) / (to - from)
	for w := range to - from {
		m.sums[from+w] = join[P, J, JJ](running[w*runs:(w+1)*runs], weighted[w*runs:(w+1)*runs], 0, logLength)
	}
}

// addTrees adds up the points of every bucket, in pairs, then pairs of those, and so on, and leaves each bucket's sum in s.tree where s.starts then says. Before,
// s.starts says where a bucket's entries begin in `refs`, and s.sizes how many there are.
func addTrees[P any, PP point[P]](points []P, refs []uint32, buckets int, s *scratch[P]) {
	places := uint32(0)
	for _, size := range s.sizes {
		places += (size + 1) / 2
	}
	s.tree = grown(s.tree, int(places))
	places = 0
	s.active = s.active[:0]
	asked := uint32(0)
	for b := range buckets {
		size, begin := s.sizes[b], s.starts[b]
		if begin+size > asked {
			from := max(begin, asked)
			asked = min(begin+size+askedAhead, uint32(len(refs)))
			s.asked += ask(points, refs[from:asked])
		}
		s.starts[b] = places
		tree := s.tree[places:]
		places += (size + 1) / 2
		for i := uint32(0); i+1 < size; i += 2 {
			p, q := refs[begin+i], refs[begin+i+1]
			s.adder.add(&tree[i/2], &points[p&^negated], &points[q&^negated], p&negated != 0, q&negated != 0)
		}
		if size&1 == 1 {
			p := refs[begin+size-1]
			set(PP(&tree[size/2]), &points[p&^negated], p&negated != 0)
		}
		s.sizes[b] = (size + 1) / 2
		if size > 2 {
			s.active = append(s.active, uint32(b))
		}
	}
	s.adder.flush()
	for len(s.active) > 0 {
		still := s.active[:0]
		for _, b := range s.active {
			size := s.sizes[b]
			tree := s.tree[s.starts[b]:]
			for i := uint32(0); i+1 < size; i += 2 {
				s.adder.add(&tree[i/2], &tree[i], &tree[i+1], false, false)
			}
			if size&1 == 1 {
				tree[size/2] = tree[size-1]
			}
			s.sizes[b] = (size + 1) / 2
			if size > 2 {
				still = append(still, b)
			}
		}
		s.adder.flush()
		s.active = still
	}
}

// weigh cuts the buckets into runs of 2^logLength, whose sums grow side by side, and gives of each run the sum of its buckets, and the same with the first bucket taken
// once, the second twice, and so on. The weighted sums are a step behind, so that both share their inversions.
func weigh[P any, PP point[P]](buckets, logLength int, s *scratch[P]) (running, weighted []P) {
	length := 1 << logLength
	runs := (buckets + length - 1) / length
	s.runs = grown(s.runs, 2*runs)
	running, weighted = s.runs[:runs], s.runs[runs:]
	for i := range s.runs {
		PP(&s.runs[i]).SetInfinity()
	}
	for step := length - 1; step >= -1; step-- {
		for run := range running {
			s.adder.add(&weighted[run], &weighted[run], &running[run], false, false)
			if b := run*length + step; step >= 0 && b < buckets && s.sizes[b] > 0 {
				s.adder.add(&running[run], &running[run], &s.tree[s.starts[b]], false, false)
			}
		}
		s.adder.flush()
	}
	return running, weighted
}

// join puts the runs of a set of buckets together, of which `before` runs come before these: the sum of all buckets times their digits.
func join[P, J any, JJ sum[P, J]](running, weighted []P, before, logLength int) (result J) {
	var tail, high J
	for run := len(running) - 1; run >= 0; run-- {
		JJ(&result).AddMixed(&weighted[run])
		JJ(&high).AddAssign(&tail)
		JJ(&tail).AddMixed(&running[run])
	}
	var skipped J
	for bit := bits.Len(uint(before)) - 1; bit >= 0; bit-- {
		JJ(&skipped).DoubleAssign()
		if before>>bit&1 == 1 {
			JJ(&skipped).AddAssign(&tail)
		}
	}
	JJ(&high).AddAssign(&skipped)
	for range logLength {
		JJ(&high).DoubleAssign()
	}
	JJ(&result).AddAssign(&high)
	return result
}

// result puts the windows together, once all were summed.
func (m *multiplication[P, J, PP, JJ]) result() J {
	var total J
	for w := m.windows - 1; w >= 0; w-- {
		for range m.width {
			JJ(&total).DoubleAssign()
		}
		JJ(&total).AddAssign(&m.sums[w])
	}
	return total
}

// tasks cuts the windows into about equal shares for `workers`, none of which needs much memory.
func (m *multiplication[P, J, PP, JJ]) tasks(workers int) [][2]int {
	if len(m.entries) == 0 {
		return nil
	}
	const memory = 1 << 23
	var p P
	perWindow := len(m.entries)/2 + 1<<(m.width-1)
	most := max(1, memory/(perWindow*int(unsafe.Sizeof(p))))
	most = min(most, max(1, m.windows/(3*workers)))
	shares := make([][2]int, 0, bits.Len(uint(m.windows))+m.windows/most)
	for from := 0; from < m.windows; from += most {
		shares = append(shares, [2]int{from, min(from+most, m.windows)})
	}
	return shares
}

// submit gives the pool the windows to sum.
func (m *multiplication[P, J, PP, JJ]) submit(p *pool, scratchOf func(*worker) *scratch[P], stop func() bool) {
	for _, share := range m.tasks(p.workers) {
		p.submit(func(w *worker) {
			if !stop() {
				m.sumWindows(share[0], share[1], scratchOf(w))
			}
		})
	}
}
