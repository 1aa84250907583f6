package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A caller speaks with a served prover.
type caller struct {
	t     *testing.T
	to    io.WriteCloser
	from  io.Reader
	ended chan error
}

func callProver(t *testing.T) *caller {
	input, to := io.Pipe()
	from, output := io.Pipe()
	c := &caller{t: t, to: to, from: from, ended: make(chan error, 1)}
	go func() { c.ended <- serve(input, output) }()
	t.Cleanup(func() {
		to.Close()
		from.Close()
	})
	c.expect(kindHello, 0)
	return c
}

func (c *caller) say(kind byte, id uint32, content []byte) {
	if err := writeFrame(c.to, frame{kind, id, content}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *caller) expect(kind byte, id uint32) []byte {
	c.t.Helper()
	f, _, err := readFrame(c.from, 1<<20)
	if err != nil || f.kind != kind || f.id != id {
		c.t.Fatalf("expected %c of %d, heard %c of %d: %s %v", kind, id, f.kind, f.id, f.content, err)
	}
	return f.content
}

func (c *caller) expectRefusal(id uint32, code string) {
	c.t.Helper()
	var r refused
	if err := json.Unmarshal(c.expect(kindRefused, id), &r); err != nil || r.Code != code || r.Message == "" {
		c.t.Fatalf("expected a refusal %s, heard %+v %v", code, r, err)
	}
}

func (c *caller) expectEnd() {
	c.t.Helper()
	select {
	case <-c.ended:
	case <-time.After(20 * time.Second):
		c.t.Fatal("it goes on")
	}
}

func order(path, digest string) []byte {
	content, _ := json.Marshal(opening{Path: path, Sha256: digest})
	return content
}

func storeKey(t *testing.T) (string, []byte, []limbs) {
	file, witness := smallKey(t)
	path := filepath.Join(t.TempDir(), "key.zkey")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, file, witness
}

func TestItServesProofsUntilItsInputCloses(t *testing.T) {
	path, file, witness := storeKey(t)
	k, err := parseKey(file, "")
	if err != nil {
		t.Fatal(err)
	}
	c := callProver(t)
	c.say(kindOpen, 0, order(path, k.sha256))
	var ready opened
	if err := json.Unmarshal(c.expect(kindReady, 0), &ready); err != nil || ready != (opened{k.sha256, k.wires, k.publicSignals}) {
		t.Fatalf("it opened %+v %v", ready, err)
	}
	for id := range uint32(3) {
		c.say(kindProve, id, witnessFile(witness))
		c.expect(kindStarted, id)
		answer := c.expect(kindDone, id)
		if len(answer) != 32*(8+testPublic) {
			t.Fatalf("an answer of %d bytes", len(answer))
		}
		for i := range testPublic {
			if signal := limbsOf(answer[32*(8+i) : 32*(9+i)]); signal != witness[i+1] {
				t.Fatalf("signal %d is another", i)
			}
		}
	}
	// Too short, and longer than it ever keeps.
	for id, content := range map[uint32][]byte{7: []byte("wtns"), 8: make([]byte, 1<<22)} {
		c.say(kindProve, id, content)
		c.expect(kindStarted, id)
		c.expectRefusal(id, badWitness)
	}
	// A word on a proof that is not made any more changes nothing.
	c.say(kindCancel, 8, nil)
	c.say(kindProve, 9, witnessFile(witness))
	c.expect(kindStarted, 9)
	c.expect(kindDone, 9)
	c.to.Close()
	c.expectEnd()
}

func TestItSaysWhyAKeyIsNotOpened(t *testing.T) {
	path, file, _ := storeKey(t)
	cut := filepath.Join(t.TempDir(), "cut.zkey")
	if err := os.WriteFile(cut, file[:5000], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, each := range []struct {
		content []byte
		code    string
	}{
		{order(path, strings.Repeat("0", 64)), otherKey},
		{order(cut, ""), badKey},
		{order("/nowhere", ""), unreadable},
	} {
		c := callProver(t)
		c.say(kindOpen, 0, each.content)
		c.expectRefusal(0, each.code)
		c.expectEnd()
	}
}

func TestItEndsWhenItIsNotSpokenToInItsLanguage(t *testing.T) {
	path, _, _ := storeKey(t)
	for name, talk := range map[string]func(c *caller){
		"another first message":     func(c *caller) { c.say(kindProve, 1, nil) },
		"a first message of noise":  func(c *caller) { c.say(kindOpen, 0, []byte("{")) },
		"an endless first message":  func(c *caller) { c.say(kindOpen, 0, bytes.Repeat([]byte(" "), largestOrder+1)) },
		"a frame shorter than none": func(c *caller) { c.to.Write(make([]byte, 9)) },
		"an unknown message": func(c *caller) {
			c.say(kindOpen, 0, order(path, ""))
			c.expect(kindReady, 0)
			c.say('?', 0, nil)
		},
		"a message that is cut": func(c *caller) {
			c.say(kindOpen, 0, order(path, ""))
			c.expect(kindReady, 0)
			c.to.Write(binary.LittleEndian.AppendUint32(nil, 100))
			c.to.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := callProver(t)
			talk(c)
			c.expectEnd()
		})
	}
}
