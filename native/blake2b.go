package main

import (
	"encoding/binary"
	"math/bits"
)

// A blake2b is BLAKE2b of 64 bytes without a key (RFC 7693), by which snarkjs names circuits. It is a hash for what is written to it; no error is ever returned.
type blake2b struct {
	state  [8]uint64
	length uint64
	block  [128]byte
	filled int
}

var blake2bStart = [8]uint64{
	0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
}

var blake2bOrder = [10][16]byte{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
	{14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
	{11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
	{7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
	{9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
	{2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
	{12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
	{13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
	{6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
	{10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
}

// newBlake2b begins a digest. The parameter block says: 64 bytes, no key, one leaf.
func newBlake2b() *blake2b {
	h := &blake2b{state: blake2bStart}
	h.state[0] ^= 0x01010040
	return h
}

func (h *blake2b) Write(bytes []byte) (int, error) {
	count := len(bytes)
	for len(bytes) > 0 {
		// The last block is another one's, so that a full one waits for what follows it.
		if h.filled == len(h.block) {
			h.length += uint64(len(h.block))
			h.compress(0)
			h.filled = 0
		}
		taken := copy(h.block[h.filled:], bytes)
		h.filled += taken
		bytes = bytes[taken:]
	}
	return count, nil
}

// sum ends the digest; nothing may be written after it.
func (h *blake2b) sum() (digest [64]byte) {
	clear(h.block[h.filled:])
	h.length += uint64(h.filled)
	h.compress(^uint64(0))
	for i, word := range h.state {
		binary.LittleEndian.PutUint64(digest[8*i:], word)
	}
	return digest
}

func (h *blake2b) compress(last uint64) {
	var m, v [16]uint64
	for i := range m {
		m[i] = binary.LittleEndian.Uint64(h.block[8*i:])
	}
	copy(v[:], h.state[:])
	copy(v[8:], blake2bStart[:])
	v[12] ^= h.length
	v[14] ^= last
	mix := func(a, b, c, d int, x, y uint64) {
		v[a] += v[b] + x
		v[d] = bits.RotateLeft64(v[d]^v[a], -32)
		v[c] += v[d]
		v[b] = bits.RotateLeft64(v[b]^v[c], -24)
		v[a] += v[b] + y
		v[d] = bits.RotateLeft64(v[d]^v[a], -16)
		v[c] += v[d]
		v[b] = bits.RotateLeft64(v[b]^v[c], -63)
	}
	for round := range 12 {
		order := &blake2bOrder[round%10]
		for i := range 4 {
			mix(i, 4+i, 8+i, 12+i, m[order[2*i]], m[order[2*i+1]])
		}
		for i := range 4 {
			mix(i, 4+(i+1)%4, 8+(i+2)%4, 12+(i+3)%4, m[order[8+2*i]], m[order[9+2*i]])
		}
	}
	for i := range h.state {
		h.state[i] ^= v[i] ^ v[8+i]
	}
}
