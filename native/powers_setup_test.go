package main

import (
	"bytes"
	"encoding/hex"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254"
)

func TestBlake2b(t *testing.T) {
	// RFC 7693, appendix A, and `openssl dgst -blake2b512` of 1,000 letters.
	for text, want := range map[string]string{
		"abc":                                   "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
		"":                                      "786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce",
		string(bytes.Repeat([]byte("a"), 1000)): "d6a69459fe93fc6b9537ed4336e5099e0dcca3e97290a412500ed7a0daffb03d80cf3650a20e0591f748e10c3c534945ee83d5f2c9722f1a68d98b8c01af23fd",
	} {
		for _, piece := range []int{1, 7, 127, 128, 129, 2000} {
			h := newBlake2b()
			for from := 0; from < len(text); from += piece {
				h.Write([]byte(text[from:min(from+piece, len(text))]))
			}
			digest := h.sum()
			if got := hex.EncodeToString(digest[:]); got != want {
				t.Fatalf("%d letters in pieces of %d: %s", len(text), piece, got)
			}
		}
	}
}

// Sums of all lengths, with numbers of all sizes and both signs, the point at infinity and opposite points among them, are what the library makes of them.
func TestCombine(t *testing.T) {
	_, _, one, _ := bn254.Generators()
	points := make([]bn254.G1Affine, 60)
	for i := range points[1:] {
		points[i+1].ScalarMultiplication(&one, big.NewInt(int64(i/2*1000+1)))
		if i%2 == 1 {
			points[i+1].Neg(&points[i+1])
		}
	}
	sums := make([][]entry, 300)
	for i := range sums {
		for range testRandom.IntN(12) {
			value := randomScalar()
			switch testRandom.IntN(4) {
			case 0:
				value = limbs{uint64(testRandom.IntN(20))}
			case 1:
				value, _ = minus(&scalarOrder, &limbs{uint64(1 + testRandom.IntN(20))})
			case 2:
				value = limbs{0, 1 << testRandom.IntN(64)}
			}
			sums[i] = append(sums[i], entry{uint32(testRandom.IntN(len(points))), &value})
		}
	}
	p := newPool(2)
	defer p.close()
	for i, got := range combine[bn254.G1Affine, bn254.G1Jac, *bn254.G1Affine, *bn254.G1Jac](p, points, sums, ofG1) {
		var want, part bn254.G1Jac
		for _, e := range sums[i] {
			number := toElement(e.value)
			part.FromAffine(&points[e.point])
			want.AddAssign(part.ScalarMultiplication(&part, number.BigInt(new(big.Int))))
		}
		var affine bn254.G1Affine
		if affine.FromJacobian(&want); !got.Equal(&affine) {
			t.Fatalf("sum %d of %d entries", i, len(sums[i]))
		}
	}
}
