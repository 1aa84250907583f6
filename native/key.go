package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"io"
	"os"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// Sections of a Groth16 proving key as snarkjs lays it out.
const (
	sectionProtocol = iota + 1
	sectionHeader
	sectionPublicPoints
	sectionCoefficients
	sectionA
	sectionB1
	sectionB2
	sectionC
	sectionH
	sectionContributions
)

const (
	groth16     = 1
	headerBytes = 660
	// A coefficient: matrix, row, wire, value.
	coefficientBytes = 44
	// The scalar field has roots of unity of order 2^28, and the quotient needs twice the domain.
	largestDomain = 1 << 27
	// More than any key of a decision holds of names and transcripts.
	largestContributions = 1 << 24
)

// A coefficient of the constraints: its value, in Montgomery form twice over, so that its product with a plain witness is in Montgomery form once.
type coefficient struct {
	row, wire uint32
	value     fr.Element
}

// A key is a proving key that was checked: every number in its bounds, every point in its group.
type key struct {
	wires, publicSignals, domain int
	alpha1, beta1, delta1        bn254.G1Affine
	beta2, gamma2, delta2        bn254.G2Affine
	// Of the matrices A and B, in the file's order.
	rows            [2][]coefficient
	public, a, c, h []bn254.G1Affine
	b2              []bn254.G2Affine
	sha256          string
}

// A keyReader reads a file once from its beginning, digests all of it, and never holds more of it than a section's part.
type keyReader struct {
	from   io.Reader
	digest hash.Hash
	// What is left of the file, and of the section.
	left, section int64
	buffer        []byte
}

func (r *keyReader) take(count int) ([]byte, error) {
	if int64(count) > r.left {
		return nil, refuse(badKey, "%d more bytes where the file ends", count)
	}
	if cap(r.buffer) < count {
		r.buffer = make([]byte, count)
	}
	bytes := r.buffer[:count]
	if _, err := io.ReadFull(r.from, bytes); err != nil {
		return nil, refuse(unreadable, "the file to be read to its end: %v", err)
	}
	r.digest.Write(bytes)
	r.left -= int64(count)
	return bytes, nil
}

// each reads `count` records of `size` bytes and gives them one by one.
func (r *keyReader) each(count, size int, visit func(i int, record []byte) error) error {
	const part = 1024
	for done := 0; done < count; done += part {
		some := min(part, count-done)
		bytes, err := r.take(some * size)
		if err != nil {
			return err
		}
		for i := range some {
			if err := visit(done+i, bytes[i*size:(i+1)*size]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *keyReader) pointsG1(name string, count int) ([]bn254.G1Affine, error) {
	points := make([]bn254.G1Affine, count)
	return points, r.each(count, 64, func(i int, record []byte) error {
		point, ok := readG1(record)
		if !ok {
			return refuse(badKey, "a point of the curve as %s %d", name, i)
		}
		points[i] = point
		return nil
	})
}

func (r *keyReader) pointsG2(name string, count int) ([]bn254.G2Affine, error) {
	points := make([]bn254.G2Affine, count)
	return points, r.each(count, 128, func(i int, record []byte) error {
		point, ok := readG2(record)
		if !ok {
			return refuse(badKey, "a point of the twist as %s %d", name, i)
		}
		points[i] = point
		return nil
	})
}

// openKey reads and checks the proving key at a path. `digest` is the sha256, hex, that the key must have; none is asked for where it is empty.
func openKey(path, digest string) (*key, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, refuse(unreadable, "a file that can be opened: %v", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, refuse(unreadable, "a regular file")
	}
	return readKey(bufio.NewReaderSize(file, 1<<18), info.Size(), digest)
}

// readKey reads and checks a proving key of `size` bytes.
func readKey(from io.Reader, size int64, digest string) (*key, error) {
	r := &keyReader{from: from, digest: sha256.New(), left: size}
	start, err := r.take(12)
	if err != nil {
		return nil, err
	}
	if string(start[:4]) != "zkey" || binary.LittleEndian.Uint32(start[4:]) != 1 {
		return nil, refuse(badKey, "a file that begins with \"zkey\" and version 1")
	}
	sections := binary.LittleEndian.Uint32(start[8:])
	k := &key{}
	var seen [sectionContributions + 1]bool
	for range sections {
		entry, err := r.take(12)
		if err != nil {
			return nil, err
		}
		kind, length := binary.LittleEndian.Uint32(entry), binary.LittleEndian.Uint64(entry[4:])
		if kind < sectionProtocol || kind > sectionContributions || seen[kind] {
			return nil, refuse(badKey, "each of the sections 1 to 10 once, not a section %d here", kind)
		}
		if length > uint64(r.left) {
			return nil, refuse(badKey, "section %d to end within the file", kind)
		}
		// What a section must be long, the header says, and snarkjs writes it first.
		if kind > sectionHeader && !seen[sectionHeader] {
			return nil, refuse(badKey, "the header before section %d", kind)
		}
		seen[kind] = true
		if err := k.readSection(r, int(kind), int64(length)); err != nil {
			return nil, err
		}
	}
	for kind := sectionProtocol; kind <= sectionContributions; kind++ {
		if !seen[kind] {
			return nil, refuse(badKey, "a section %d", kind)
		}
	}
	if r.left != 0 {
		return nil, refuse(badKey, "nothing after the last section")
	}
	k.sha256 = hex.EncodeToString(r.digest.Sum(nil))
	if digest != "" && digest != k.sha256 {
		return nil, refuse(otherKey, "a key with the digest that its build recorded")
	}
	return k, k.checkGroups()
}

func (k *key) readSection(r *keyReader, kind int, length int64) (err error) {
	private := k.wires - k.publicSignals - 1
	expected := map[int]int64{
		sectionProtocol:     4,
		sectionHeader:       headerBytes,
		sectionPublicPoints: 64 * int64(k.publicSignals+1),
		sectionA:            64 * int64(k.wires),
		sectionB1:           64 * int64(k.wires),
		sectionB2:           128 * int64(k.wires),
		sectionC:            64 * int64(private),
		sectionH:            64 * int64(k.domain),
	}
	if want, fixed := expected[kind]; fixed && length != want {
		return refuse(badKey, "%d bytes in section %d, not %d", want, kind, length)
	}
	switch kind {
	case sectionProtocol:
		bytes, err := r.take(4)
		if err == nil && binary.LittleEndian.Uint32(bytes) != groth16 {
			return refuse(badKey, "the Groth16 protocol")
		}
		return err
	case sectionHeader:
		return k.readHeader(r)
	case sectionCoefficients:
		return k.readCoefficients(r, length)
	case sectionPublicPoints:
		k.public, err = r.pointsG1("public point", k.publicSignals+1)
	case sectionA:
		k.a, err = r.pointsG1("point A", k.wires)
	case sectionB1:
		// No proof needs them (prove.go); a key whose are no points is refused all the same.
		_, err = r.pointsG1("point B1", k.wires)
	case sectionB2:
		k.b2, err = r.pointsG2("point B2", k.wires)
	case sectionC:
		k.c, err = r.pointsG1("point C", private)
	case sectionH:
		k.h, err = r.pointsG1("point H", k.domain)
	case sectionContributions:
		if length > largestContributions {
			return refuse(badKey, "at most %d bytes of contributions", largestContributions)
		}
		_, err = r.take(int(length))
	}
	return err
}

func (k *key) readHeader(r *keyReader) error {
	bytes, err := r.take(headerBytes)
	if err != nil {
		return err
	}
	word := func(at int) int { return int(binary.LittleEndian.Uint32(bytes[at:])) }
	if word(0) != 32 || readLimbs(bytes[4:]) != baseOrder || word(36) != 32 || readLimbs(bytes[40:]) != scalarOrder {
		return refuse(badKey, "a header over BN254")
	}
	k.wires, k.publicSignals, k.domain = word(72), word(76), word(80)
	if k.domain < 2 || k.domain > largestDomain || k.domain&(k.domain-1) != 0 {
		return refuse(badKey, "a domain of a power of two, not %d", k.domain)
	}
	if k.publicSignals+1 > k.wires || k.publicSignals+1 > k.domain || k.wires+k.domain >= negated {
		return refuse(badKey, "room for %d public signals among less than 2^31 wires and rows", k.publicSignals)
	}
	for _, part := range []struct {
		name string
		at   int
		to   *bn254.G1Affine
	}{{"alpha", 84, &k.alpha1}, {"beta", 148, &k.beta1}, {"delta", 468, &k.delta1}} {
		point, ok := readG1(bytes[part.at:])
		if !ok || point.IsInfinity() {
			return refuse(badKey, "a point of the curve as %s", part.name)
		}
		*part.to = point
	}
	for _, part := range []struct {
		name string
		at   int
		to   *bn254.G2Affine
	}{{"beta", 212, &k.beta2}, {"gamma", 340, &k.gamma2}, {"delta", 532, &k.delta2}} {
		point, ok := readG2(bytes[part.at:])
		if !ok || point.IsInfinity() || !point.IsInSubGroup() {
			return refuse(badKey, "a point of the second group as %s", part.name)
		}
		*part.to = point
	}
	return nil
}

func (k *key) readCoefficients(r *keyReader, length int64) error {
	bytes, err := r.take(4)
	if err != nil {
		return err
	}
	count := int64(binary.LittleEndian.Uint32(bytes))
	if length != 4+coefficientBytes*count {
		return refuse(badKey, "%d bytes in section %d, not %d", 4+coefficientBytes*count, sectionCoefficients, length)
	}
	return r.each(int(count), coefficientBytes, func(i int, record []byte) error {
		matrix, row, wire := binary.LittleEndian.Uint32(record), binary.LittleEndian.Uint32(record[4:]), binary.LittleEndian.Uint32(record[8:])
		value := readLimbs(record[12:])
		if matrix > 1 || int(row) >= k.domain || int(wire) >= k.wires || !below(&value, &scalarOrder) {
			return refuse(badKey, "coefficient %d in its bounds", i)
		}
		k.rows[matrix] = append(k.rows[matrix], coefficient{row, wire, fr.Element(value)})
		return nil
	})
}

// checkGroups sees that the second group's points are in its subgroup of prime order, and that beta and delta are the same in both groups. With a delta that is, and that
// is not zero, a proof that holds hides its witness whatever the other points are: B is uniform and A is but for zero, and C follows from them.
func (k *key) checkGroups() error {
	if !inSubgroup(k.b2) {
		return refuse(badKey, "every point B2 in the second group")
	}
	_, _, one1, one2 := bn254.Generators()
	var minus1 bn254.G1Affine
	minus1.Neg(&one1)
	for _, pair := range []struct {
		name  string
		first bn254.G1Affine
		other bn254.G2Affine
	}{{"beta", k.beta1, k.beta2}, {"delta", k.delta1, k.delta2}} {
		same, err := bn254.PairingCheck([]bn254.G1Affine{pair.first, minus1}, []bn254.G2Affine{one2, pair.other})
		if err != nil || !same {
			return refuse(badKey, "one %s in both groups", pair.name)
		}
	}
	return nil
}
