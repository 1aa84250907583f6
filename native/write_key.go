package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
)

// A keySection is a section of a proving key to be written; its content is made when its turn comes.
type keySection struct {
	kind    uint32
	content func() []byte
}

// writeSections writes a proving key: the protocol's section and those given, in the order in which they are.
func writeSections(to io.Writer, sections []keySection) error {
	out := bufio.NewWriterSize(to, 1<<18)
	out.WriteString("zkey")
	sections = append([]keySection{{sectionProtocol, func() []byte { return []byte{groth16, 0, 0, 0} }}}, sections...)
	binary.Write(out, binary.LittleEndian, []uint32{1, uint32(len(sections))})
	for _, section := range sections {
		content := section.content()
		binary.Write(out, binary.LittleEndian, section.kind)
		binary.Write(out, binary.LittleEndian, uint64(len(content)))
		if _, err := out.Write(content); err != nil {
			return err
		}
	}
	return out.Flush()
}

// writeWhole writes a file whole or not at all and readable by its owner only.
func writeWhole(path string, write func(io.Writer) error) error {
	partial := fmt.Sprintf("%s.%d.partial", path, os.Getpid())
	file, err := os.OpenFile(partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return refuse(unreadable, "a file that can be written: %v", err)
	}
	defer os.Remove(partial)
	err = write(file)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(partial, path)
}

func encodeHeader(c *constraints, domain int, alpha1, beta1, delta1 *bn254.G1Affine, beta2, gamma2, delta2 *bn254.G2Affine) []byte {
	header := make([]byte, 84, headerBytes)
	for at, order := range map[int]*limbs{0: &baseOrder, 36: &scalarOrder} {
		binary.LittleEndian.PutUint32(header[at:], 32)
		putLimbs(header[at+4:], order)
	}
	for i, count := range []int{c.wires, c.publicSignals, domain} {
		binary.LittleEndian.PutUint32(header[72+4*i:], uint32(count))
	}
	for _, part := range [][]byte{
		encodeG1([]bn254.G1Affine{*alpha1, *beta1}), encodeG2([]bn254.G2Affine{*beta2, *gamma2}),
		encodeG1([]bn254.G1Affine{*delta1}), encodeG2([]bn254.G2Affine{*delta2}),
	} {
		header = append(header, part...)
	}
	return header
}

// encodeCoefficients writes A and B row by row, A's first in each, and the public signals' own rows of A.
func (c *constraints) encodeCoefficients() []byte {
	count := len(c.terms[0]) + len(c.terms[1]) + c.publicSignals + 1
	bytes := make([]byte, 4, 4+coefficientBytes*count)
	binary.LittleEndian.PutUint32(bytes, uint32(count))
	push := func(matrix int, t *term) {
		var head [12]byte
		binary.LittleEndian.PutUint32(head[:], uint32(matrix))
		binary.LittleEndian.PutUint32(head[4:], t.row)
		binary.LittleEndian.PutUint32(head[8:], t.wire)
		// Twice in Montgomery form, so that a product with a plain witness is in it once.
		once := toElement(&t.value)
		twice := limbs(once)
		double := limbs(toElement(&twice))
		bytes = append(bytes, head[:]...)
		bytes = append(bytes, make([]byte, 32)...)
		putLimbs(bytes[len(bytes)-32:], &double)
	}
	var next [2]int
	for row := range c.rows {
		for matrix := range next {
			for terms := c.terms[matrix]; next[matrix] < len(terms) && int(terms[next[matrix]].row) == row; next[matrix]++ {
				push(matrix, &terms[next[matrix]])
			}
		}
	}
	for wire := range c.publicSignals + 1 {
		push(0, &term{uint32(c.rows + wire), uint32(wire), limbs{1}})
	}
	return bytes
}

func putLimbs(to []byte, l *limbs) {
	for i, word := range l {
		binary.LittleEndian.PutUint64(to[8*i:], word)
	}
}

// encodeBase writes coordinates in Montgomery form.
func encodeBase(bytes []byte, elements ...*fp.Element) []byte {
	for _, element := range elements {
		for _, word := range element {
			bytes = binary.LittleEndian.AppendUint64(bytes, word)
		}
	}
	return bytes
}

func encodeG1(points []bn254.G1Affine) []byte {
	bytes := make([]byte, 0, 64*len(points))
	for i := range points {
		bytes = encodeBase(bytes, &points[i].X, &points[i].Y)
	}
	return bytes
}

func encodeG2(points []bn254.G2Affine) []byte {
	bytes := make([]byte, 0, 128*len(points))
	for i := range points {
		bytes = encodeBase(bytes, &points[i].X.A0, &points[i].X.A1, &points[i].Y.A0, &points[i].Y.A1)
	}
	return bytes
}
