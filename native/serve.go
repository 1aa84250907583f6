package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

// Messages are framed: four bytes of length, lowest first, of what follows; one byte of kind; four bytes of the proof's number, lowest first, 0 where it is of none; content.
const (
	// From the caller: JSON of `opening`; a witness file's bytes; nothing.
	kindOpen   = 'O'
	kindProve  = 'P'
	kindCancel = 'C'
	// To the caller: JSON of `greeting`, first of all; JSON of `opened`; nothing; the proof's eight words and the public signals, 32 bytes each, highest first; JSON of `refused`.
	kindHello   = 'H'
	kindReady   = 'R'
	kindStarted = 'S'
	kindDone    = 'D'
	kindRefused = 'E'
)

const (
	frameOverhead = 5
	largestOrder  = 1 << 16
)

type greeting struct {
	Source string `json:"source"`
}

type opening struct {
	Path    string `json:"path"`
	Sha256  string `json:"sha256"`
	Threads int    `json:"threads"`
}

type opened struct {
	Sha256        string `json:"sha256"`
	Wires         int    `json:"wires"`
	PublicSignals int    `json:"publicSignals"`
}

type refused struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type frame struct {
	kind    byte
	id      uint32
	content []byte
}

// A job is a proof that was asked for.
type job struct {
	frame
	stopped atomic.Bool
}

// readFrame reads a message. Of one that is longer than `limit` the content is thrown away: its length is all that is known of it.
func readFrame(from io.Reader, limit int) (f frame, length int, err error) {
	var head [4 + frameOverhead]byte
	if _, err = io.ReadFull(from, head[:]); err != nil {
		return f, 0, err
	}
	length = int(binary.LittleEndian.Uint32(head[:])) - frameOverhead
	if length < 0 {
		return f, 0, errors.New("a frame shorter than its own head")
	}
	f.kind, f.id = head[4], binary.LittleEndian.Uint32(head[5:])
	if length > limit {
		_, err = io.CopyN(io.Discard, from, int64(length))
		return f, length, err
	}
	f.content = make([]byte, length)
	_, err = io.ReadFull(from, f.content)
	return f, length, err
}

func writeFrame(to io.Writer, f frame) error {
	head := make([]byte, 4+frameOverhead, 4+frameOverhead+len(f.content))
	binary.LittleEndian.PutUint32(head, uint32(frameOverhead+len(f.content)))
	head[4] = f.kind
	binary.LittleEndian.PutUint32(head[5:], f.id)
	_, err := to.Write(append(head, f.content...))
	return err
}

func writeJSON(to io.Writer, kind byte, id uint32, value any) error {
	content, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return writeFrame(to, frame{kind, id, content})
}

func asRefused(err error) *refused {
	var r *refusal
	if !errors.As(err, &r) {
		r = &refusal{"internal", err.Error()}
	}
	return &refused{r.code, r.message}
}

func writeRefusal(to io.Writer, id uint32, err error) error {
	return writeJSON(to, kindRefused, id, asRefused(err))
}

// encode gives the proof's words in the order of the contracts, the second group's imaginary parts first, and then the public signals.
func (p *proof) encode(signals []limbs) []byte {
	bytes := make([]byte, 0, 32*(8+len(signals)))
	for _, word := range [][32]byte{
		p.a.X.Bytes(), p.a.Y.Bytes(),
		p.b.X.A1.Bytes(), p.b.X.A0.Bytes(), p.b.Y.A1.Bytes(), p.b.Y.A0.Bytes(),
		p.c.X.Bytes(), p.c.Y.Bytes(),
	} {
		bytes = append(bytes, word[:]...)
	}
	for _, signal := range signals {
		for i := 3; i >= 0; i-- {
			bytes = binary.BigEndian.AppendUint64(bytes, signal[i])
		}
	}
	return bytes
}

// serve opens the key that the caller names and makes proofs until the caller's end of the input closes, which it also does when the caller dies. It then returns at
// once, also from the middle of a proof.
func serve(input io.Reader, output io.Writer) error {
	from := bufio.NewReaderSize(input, 1<<16)
	if err := writeJSON(output, kindHello, 0, greeting{source}); err != nil {
		return err
	}
	first, length, err := readFrame(from, largestOrder)
	if err != nil {
		return err
	}
	var order opening
	if first.kind != kindOpen || length > largestOrder || json.Unmarshal(first.content, &order) != nil {
		return errors.New("the first message does not name a key")
	}
	if order.Threads > 0 {
		runtime.GOMAXPROCS(order.Threads)
	}
	// The key's points hold no pointers and cost the collector nothing, so that it may come before as much garbage as key has gathered.
	debug.SetGCPercent(50)
	k, err := openKey(order.Path, order.Sha256)
	if err != nil {
		return writeRefusal(output, 0, err)
	}
	p, err := newProver(k, runtime.GOMAXPROCS(0))
	if err != nil {
		return writeRefusal(output, 0, err)
	}
	if err := writeJSON(output, kindReady, 0, opened{k.sha256, k.wires, k.publicSignals}); err != nil {
		return err
	}

	jobs := make(chan *job)
	failed := make(chan error, 2)
	go func() {
		for j := range jobs {
			if err := p.answer(j, output); err != nil {
				failed <- err
				return
			}
		}
	}()
	go func() {
		failed <- listen(from, jobs, witnessBytes(k.wires))
	}()
	return <-failed
}

// listen hands on what the caller asks for. A witness that is too long becomes one of no bytes, which is refused with the length that was expected.
func listen(from io.Reader, jobs chan<- *job, limit int) error {
	var last *job
	for {
		f, _, err := readFrame(from, limit)
		if err != nil {
			return err
		}
		switch f.kind {
		case kindProve:
			last = &job{frame: f}
			jobs <- last
		case kindCancel:
			if last != nil && last.id == f.id {
				last.stopped.Store(true)
			}
		default:
			return fmt.Errorf("a message of unknown kind %d", f.kind)
		}
	}
}

func (p *prover) answer(j *job, output io.Writer) error {
	if err := writeFrame(output, frame{kindStarted, j.id, nil}); err != nil {
		return err
	}
	made, signals, err := p.prove(j.content, &j.stopped)
	if err != nil {
		return writeRefusal(output, j.id, err)
	}
	return writeFrame(output, frame{kindDone, j.id, made.encode(signals)})
}
