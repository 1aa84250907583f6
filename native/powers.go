package main

import (
	"encoding/binary"
	"io"
	"os"

	"github.com/consensys/gnark-crypto/ecc/bn254"
)

// The powers of tau are not a prepared file of them, or are damaged.
const badPowers = "powers"

// Sections of a prepared file of powers of tau as snarkjs lays it out.
const (
	powersHeader    = 1
	powersTau       = 2
	powersAlphaTau  = 4
	powersBetaTau   = 5
	powersBeta2     = 6
	lagrangeTau     = 12
	lagrangeTau2    = 13
	lagrangeAlpha   = 14
	lagrangeBeta    = 15
	powersHeaderLen = 44
	// As large as the scalar field has roots of unity for.
	largestPower = 28
)

// Powers of tau are read where they are needed, and never whole: the largest published file has 288 GiB.
type powersFile struct {
	file     io.ReaderAt
	power    int
	sections map[uint32]*io.SectionReader
}

// openPowers reads the table of sections and the header of a file of `size` bytes.
func openPowers(file io.ReaderAt, size int64) (*powersFile, error) {
	p := &powersFile{file: file, sections: map[uint32]*io.SectionReader{}}
	var start [12]byte
	if _, err := file.ReadAt(start[:], 0); err != nil || string(start[:4]) != "ptau" || binary.LittleEndian.Uint32(start[4:]) != 1 {
		return nil, refuse(badPowers, "a file that begins with \"ptau\" and version 1")
	}
	at := int64(12)
	for range binary.LittleEndian.Uint32(start[8:]) {
		if _, err := file.ReadAt(start[:], at); err != nil {
			return nil, refuse(badPowers, "a section where the file ends")
		}
		kind, length := binary.LittleEndian.Uint32(start[:]), binary.LittleEndian.Uint64(start[4:])
		at += 12
		if _, twice := p.sections[kind]; twice || length > uint64(size-at) {
			return nil, refuse(badPowers, "section %d once, and whole", kind)
		}
		p.sections[kind] = io.NewSectionReader(file, at, int64(length))
		at += int64(length)
	}
	header, err := p.bytes(powersHeader, 0, powersHeaderLen)
	if err != nil {
		return nil, err
	}
	if binary.LittleEndian.Uint32(header) != 32 || readLimbs(header[4:]) != baseOrder {
		return nil, refuse(badPowers, "powers over BN254")
	}
	p.power = int(binary.LittleEndian.Uint32(header[36:]))
	if tau := p.sections[powersTau]; p.power > largestPower || tau == nil || tau.Size() != 64*(2<<p.power-1) {
		return nil, refuse(badPowers, "the powers that its header says")
	}
	return p, nil
}

func openPowersAt(path string) (*powersFile, func() error, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, refuse(badPowers, "a file that can be opened: %v", err)
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, nil, refuse(badPowers, "a regular file")
	}
	p, err := openPowers(file, info.Size())
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return p, file.Close, nil
}

func (p *powersFile) bytes(kind uint32, from, length int64) ([]byte, error) {
	section := p.sections[kind]
	if section == nil || from+length > section.Size() {
		return nil, refuse(badPowers, "section %d with %d bytes from byte %d on: is the file prepared for the second phase?", kind, length, from)
	}
	bytes := make([]byte, length)
	if _, err := section.ReadAt(bytes, from); err != nil && err != io.EOF {
		return nil, refuse(badPowers, "section %d to be read: %v", kind, err)
	}
	return bytes, nil
}

func eachPoint[P any](p *powersFile, kind uint32, from, count, size int, read func([]byte) (P, bool)) ([]P, error) {
	const part = 4096
	points := make([]P, count)
	for done := 0; done < count; done += part {
		some := min(part, count-done)
		bytes, err := p.bytes(kind, int64(from+done)*int64(size), int64(some)*int64(size))
		if err != nil {
			return nil, err
		}
		for i := range some {
			point, ok := read(bytes[i*size:])
			if !ok {
				return nil, refuse(badPowers, "a point of the curve as number %d in section %d", from+done+i, kind)
			}
			points[done+i] = point
		}
	}
	return points, nil
}

func (p *powersFile) pointsG1(kind uint32, from, count int) ([]bn254.G1Affine, error) {
	return eachPoint(p, kind, from, count, 64, readG1)
}

func (p *powersFile) pointsG2(kind uint32, from, count int) ([]bn254.G2Affine, error) {
	return eachPoint(p, kind, from, count, 128, readG2)
}
