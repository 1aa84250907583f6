package main

import (
	"encoding/binary"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254"
)

// sectionAt finds where a section's content begins in a key.
func sectionAt(file []byte, kind uint32) int {
	at := 12
	for binary.LittleEndian.Uint32(file[at:]) != kind {
		at += 12 + int(binary.LittleEndian.Uint64(file[at+4:]))
	}
	return at + 12
}

func refusedWith(err error, codes ...string) bool {
	var r *refusal
	if !errors.As(err, &r) || r.message == "" {
		return false
	}
	for _, code := range codes {
		if r.code == code {
			return true
		}
	}
	return false
}

func smallKey(t testing.TB) ([]byte, []limbs) {
	c, witness := randomSystem(40, 60, scalarKinds["random"])
	return keyBytes(t, c), witness
}

func TestACutKeyIsRefused(t *testing.T) {
	file, _ := smallKey(t)
	for length := 0; length < len(file); length += 1 + testRandom.IntN(40) {
		if _, err := parseKey(file[:length], ""); !refusedWith(err, badKey) {
			t.Fatalf("a key of %d bytes cut to %d: %v", len(file), length, err)
		}
	}
	if _, err := parseKey(append(append([]byte{}, file...), 0), ""); !refusedWith(err, badKey) {
		t.Fatalf("a key with a byte after its end: %v", err)
	}
}

func TestAKeyWithOneBitFlippedIsRefusedOrMakesNoProofThatHolds(t *testing.T) {
	file, witness := smallKey(t)
	k, err := parseKey(file, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parseKey(file, k.sha256); err != nil {
		t.Fatalf("the key by its own digest: %v", err)
	}
	contributions := sectionAt(file, sectionContributions)
	opened := 0
	flip := func(at, bit int) {
		file[at] ^= 1 << bit
		defer func() { file[at] ^= 1 << bit }()
		// By its digest an altered key is always told from the right one.
		if _, err := parseKey(file, k.sha256); !refusedWith(err, badKey, otherKey) {
			t.Fatalf("bit %d of byte %d flipped, with the right key's digest: %v", bit, at, err)
		}
		altered, err := parseKey(file, "")
		if err != nil {
			if !refusedWith(err, badKey) {
				t.Fatalf("bit %d of byte %d flipped: %v", bit, at, err)
			}
			return
		}
		opened++
		p, err := newProver(altered, 2)
		if err != nil {
			t.Fatal(err)
		}
		defer p.pool.close()
		made, signals, err := p.prove(witnessFile(witness), &atomic.Bool{})
		if err != nil {
			t.Fatal(err)
		}
		if at < contributions-12 && holds(t, k, made, signals) {
			t.Fatalf("bit %d of byte %d flipped: a proof that holds", bit, at)
		}
	}
	// All of the header and of the heads of sections, and of the rest here and there.
	for at := 0; at < sectionAt(file, sectionHeader)+headerBytes; at++ {
		flip(at, testRandom.IntN(8))
	}
	for at := sectionAt(file, sectionCoefficients) - 12; at < len(file); at += 1 + testRandom.IntN(120) {
		flip(at, testRandom.IntN(8))
	}
	if opened == 0 {
		t.Fatal("no altered key was opened: nothing was shown of their proofs")
	}
}

func TestHostileKeysAreRefused(t *testing.T) {
	file, _ := smallKey(t)
	header := sectionAt(file, sectionHeader)
	_, points := randomPoints(1)
	outside := outsiders(t)
	word := func(at int, value uint32) func([]byte) {
		return func(b []byte) { binary.LittleEndian.PutUint32(b[at:], value) }
	}
	put := func(at int, content []byte) func([]byte) { return func(b []byte) { copy(b[at:], content) } }
	g1, _ := randomPoints(1)
	for name, alter := range map[string]func([]byte){
		"another protocol":                 word(sectionAt(file, sectionProtocol), 2),
		"two billion sections":             word(8, 1<<31),
		"no sections":                      word(8, 0),
		"a section twice":                  word(sectionAt(file, sectionH)-12, sectionPublicPoints),
		"an unknown section":               word(sectionAt(file, sectionH)-12, 11),
		"a section longer than all memory": put(sectionAt(file, sectionH)-8, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}),
		"four billion wires":               word(header+72, 1<<32-1),
		"four billion public signals":      word(header+76, 1<<32-1),
		"a domain of no power of two":      word(header+80, 96),
		"a domain of one row":              word(header+80, 1),
		"a domain beyond the field's":      word(header+80, 1<<28),
		"another base field":               put(header+4, []byte{1}),
		"another scalar field":             put(header+40, []byte{2}),
		"delta at infinity":                put(header+468, make([]byte, 64)),
		"delta at infinity in the other":   put(header+532, make([]byte, 128)),
		"another delta in the first group": put(header+468, encodeG1(g1)),
		"another beta in the second group": put(header+212, encodeG2(points)),
		"gamma outside its group":          put(header+340, encodeG2(outside[:1])),
		"a B2 outside its group":           put(sectionAt(file, sectionB2)+128, encodeG2(outside[:1])),
		"a B2 of small order":              put(sectionAt(file, sectionB2)+128, encodeG2(outside[1:])),
		"a point off the curve":            put(sectionAt(file, sectionA), []byte{1, 2, 3, 4}),
		"a coordinate that is not reduced": func(b []byte) { putLimbs(b[sectionAt(file, sectionA):], &baseOrder) },
		"four billion coefficients":        word(sectionAt(file, sectionCoefficients), 1<<32-1),
		"a third matrix":                   word(sectionAt(file, sectionCoefficients)+4, 2),
		"a row beyond the domain":          word(sectionAt(file, sectionCoefficients)+8, 1<<20),
		"a wire beyond the witness":        word(sectionAt(file, sectionCoefficients)+12, 1<<20),
		"a coefficient not reduced":        func(b []byte) { putLimbs(b[sectionAt(file, sectionCoefficients)+16:], &scalarOrder) },
	} {
		altered := append([]byte{}, file...)
		alter(altered)
		if string(altered) == string(file) {
			t.Fatalf("%s: nothing was altered", name)
		}
		if _, err := parseKey(altered, ""); !refusedWith(err, badKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := openKey(t.TempDir(), ""); !refusedWith(err, unreadable) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := openKey("/nowhere/key.zkey", ""); !refusedWith(err, unreadable) {
		t.Errorf("no file: %v", err)
	}
	if _, err := openKey("/dev/zero", ""); !refusedWith(err, unreadable) {
		t.Errorf("a device: %v", err)
	}
}

func TestPointsInOneGroupHaveOneDelta(t *testing.T) {
	// The altered keys above are refused for the reason that is meant: with both groups' delta exchanged alike, the key is opened.
	file, _ := smallKey(t)
	header := sectionAt(file, sectionHeader)
	_, _, one1, one2 := bn254.Generators()
	copy(file[header+468:], encodeG1([]bn254.G1Affine{one1}))
	copy(file[header+532:], encodeG2([]bn254.G2Affine{one2}))
	if _, err := parseKey(file, ""); err != nil {
		t.Fatal(err)
	}
}

func TestHostileWitnessesAreRefused(t *testing.T) {
	file, witness := smallKey(t)
	p := openProver(t, file)
	good := witnessFile(witness)
	try := func(name string, bytes []byte) {
		made, signals, err := p.prove(bytes, &atomic.Bool{})
		if err == nil && holds(t, p.key, made, signals) {
			t.Errorf("%s: a proof that holds", name)
		}
		if err != nil && !refusedWith(err, badWitness) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for length := 0; length < len(good); length += 1 + testRandom.IntN(300) {
		if _, _, err := p.prove(good[:length], &atomic.Bool{}); !refusedWith(err, badWitness) {
			t.Fatalf("a witness cut to %d bytes: %v", length, err)
		}
	}
	if _, _, err := p.prove(append(append([]byte{}, good...), 0), &atomic.Bool{}); !refusedWith(err, badWitness) {
		t.Fatalf("a witness with a byte after its end: %v", err)
	}
	for at := range witnessOverhead + 32 {
		altered := append([]byte{}, good...)
		altered[at] ^= 1 << testRandom.IntN(8)
		if _, _, err := p.prove(altered, &atomic.Bool{}); !refusedWith(err, badWitness) {
			t.Fatalf("a witness with byte %d altered: %v", at, err)
		}
	}
	for _, value := range []limbs{scalarOrder, {^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}} {
		altered := append([]byte{}, good...)
		putLimbs(altered[witnessOverhead+64:], &value)
		if _, _, err := p.prove(altered, &atomic.Bool{}); !refusedWith(err, badWitness) {
			t.Fatalf("a value that is not reduced: %v", err)
		}
	}
	try("noise", make([]byte, len(good)))
	if made, signals, err := p.prove(good, &atomic.Bool{}); err != nil || !holds(t, p.key, made, signals) {
		t.Fatal("the good witness is not proven any more")
	}
}

func TestCutAndAlteredConstraintsAreRefused(t *testing.T) {
	file := constraintsFile(randomSystem(20, 20, scalarKinds["random"]))
	if _, err := parseConstraints(file); err != nil {
		t.Fatal(err)
	}
	for length := range file {
		if _, err := parseConstraints(file[:length]); !refusedWith(err, badConstraints) {
			t.Fatalf("constraints cut to %d bytes: %v", length, err)
		}
	}
	for at := range file {
		altered := append([]byte{}, file...)
		altered[at] ^= 1 << testRandom.IntN(8)
		if _, err := parseConstraints(altered); err != nil && !refusedWith(err, badConstraints) {
			t.Fatalf("constraints with byte %d altered: %v", at, err)
		}
	}
}

// constraintsFile writes constraints as circom does.
func constraintsFile(c *constraints, _ []limbs) []byte {
	var rows []byte
	var next [3]int
	for row := range c.rows {
		for matrix, terms := range c.terms {
			begin := next[matrix]
			for next[matrix] < len(terms) && int(terms[next[matrix]].row) == row {
				next[matrix]++
			}
			rows = binary.LittleEndian.AppendUint32(rows, uint32(next[matrix]-begin))
			for _, t := range terms[begin:next[matrix]] {
				rows = binary.LittleEndian.AppendUint32(rows, t.wire)
				rows = append(rows, make([]byte, 32)...)
				putLimbs(rows[len(rows)-32:], &t.value)
			}
		}
	}
	header := make([]byte, 64)
	for at, word := range map[int]int{0: 32, 36: c.wires, 44: c.publicSignals, 48: c.wires - c.publicSignals - 1, 52: c.wires, 60: c.rows} {
		binary.LittleEndian.PutUint32(header[at:], uint32(word))
	}
	putLimbs(header[4:], &scalarOrder)
	file := append([]byte("r1cs"), 1, 0, 0, 0, 3, 0, 0, 0)
	for kind, content := range [][]byte{header, rows, make([]byte, 8*c.wires)} {
		file = binary.LittleEndian.AppendUint32(file, uint32(kind+1))
		file = binary.LittleEndian.AppendUint64(file, uint64(len(content)))
		file = append(file, content...)
	}
	return file
}
