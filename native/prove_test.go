package main

import (
	"errors"
	"sync/atomic"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254"
)

func TestProofsHold(t *testing.T) {
	for kind, valueOf := range scalarKinds {
		for _, rows := range []int{1, 10, 122, 123, 700} {
			c, witness := randomSystem(rows, 8+rows/2, valueOf)
			p := openProver(t, keyBytes(t, c))
			made, signals, err := p.prove(witnessFile(witness), &atomic.Bool{})
			if err != nil {
				t.Fatalf("%d rows, %s values: %v", rows, kind, err)
			}
			if !holds(t, p.key, made, signals) {
				t.Fatalf("%d rows, %s values: the proof does not hold", rows, kind)
			}
			for i := range signals {
				if signals[i] != witness[i+1] {
					t.Fatalf("signal %d is not the witness'", i)
				}
			}
		}
	}
}

func TestNoProofIsMadeTwice(t *testing.T) {
	c, witness := randomSystem(20, 20, scalarKinds["mixed"])
	p := openProver(t, keyBytes(t, c))
	seenA, seenB, seenC := map[bn254.G1Affine]bool{}, map[bn254.G2Affine]bool{}, map[bn254.G1Affine]bool{}
	const proofs = 200
	for range proofs {
		made, _, err := p.prove(witnessFile(witness), &atomic.Bool{})
		if err != nil {
			t.Fatal(err)
		}
		seenA[made.a], seenB[made.b], seenC[made.c] = true, true, true
	}
	if len(seenA) != proofs || len(seenB) != proofs || len(seenC) != proofs {
		t.Fatalf("%d proofs of one witness have %d points A, %d B and %d C", proofs, len(seenA), len(seenB), len(seenC))
	}
}

func TestAFalseWitnessMakesNoProofThatHolds(t *testing.T) {
	c, witness := randomSystem(50, 20, scalarKinds["random"])
	p := openProver(t, keyBytes(t, c))
	for _, wire := range []int{1, 5, 6, 19} {
		altered := append([]limbs{}, witness...)
		altered[wire] = randomScalar()
		if !used(c, wire) {
			continue
		}
		made, signals, err := p.prove(witnessFile(altered), &atomic.Bool{})
		if err != nil {
			t.Fatal(err)
		}
		if holds(t, p.key, made, signals) {
			t.Fatalf("a proof with another value on wire %d holds", wire)
		}
	}
}

func used(c *constraints, wire int) bool {
	for _, terms := range c.terms {
		for _, t := range terms {
			if int(t.wire) == wire {
				return true
			}
		}
	}
	return false
}

func TestACancelledProofIsNotMade(t *testing.T) {
	c, witness := randomSystem(50, 20, scalarKinds["random"])
	p := openProver(t, keyBytes(t, c))
	var stopped atomic.Bool
	stopped.Store(true)
	_, _, err := p.prove(witnessFile(witness), &stopped)
	var r *refusal
	if !errors.As(err, &r) || r.code != cancelled {
		t.Fatalf("a cancelled proof ends with %v", err)
	}
	// The next one does not suffer from what was left undone.
	made, signals, err := p.prove(witnessFile(witness), &atomic.Bool{})
	if err != nil || !holds(t, p.key, made, signals) {
		t.Fatal("the proof after a cancelled one does not hold")
	}
}

func TestProofsHoldWithTables(t *testing.T) {
	for kind, valueOf := range scalarKinds {
		c, witness := randomSystem(700, 350, valueOf)
		p := openProver(t, keyBytes(t, c))
		p.made = proofsBeforeTables - 1
		for i := proofsBeforeTables - 1; i < proofsBeforeTables+2; i++ {
			made, signals, err := p.prove(witnessFile(witness), &atomic.Bool{})
			if err != nil || !holds(t, p.key, made, signals) {
				t.Fatalf("%s values: proof %d does not hold: %v", kind, i, err)
			}
			if made := p.a.table != nil && p.b.table != nil && p.c.table != nil; made != (i >= proofsBeforeTables) {
				t.Fatalf("tables made: %v, at proof %d", made, i)
			}
			// Another witness is refused by tables as without them.
			if i > proofsBeforeTables {
				altered := append([]limbs{}, witness...)
				for altered[7] == witness[7] {
					altered[7] = randomScalar()
				}
				made, signals, err = p.prove(witnessFile(altered), &atomic.Bool{})
				if err != nil || used(c, 7) && holds(t, p.key, made, signals) {
					t.Fatalf("%s values: a false witness makes a proof that holds: %v", kind, err)
				}
			}
		}
	}
}

func TestTablesWhoseMakingWasStoppedAreMadeAnew(t *testing.T) {
	c, witness := randomSystem(50, 20, scalarKinds["random"])
	p := openProver(t, keyBytes(t, c))
	p.made = proofsBeforeTables
	var stopped atomic.Bool
	stopped.Store(true)
	if _, _, err := p.prove(witnessFile(witness), &stopped); err == nil || p.a.table != nil {
		t.Fatalf("a stopped proof ends with %v", err)
	}
	made, signals, err := p.prove(witnessFile(witness), &atomic.Bool{})
	if err != nil || !holds(t, p.key, made, signals) || p.a.table == nil {
		t.Fatal("the proof after a stopped one has no tables or does not hold")
	}
}

func TestTablesAreNotMadeWhereTheyWouldBeLarge(t *testing.T) {
	c, witness := randomSystem(1<<15, 1<<15, scalarKinds["bits"])
	p := openProver(t, keyBytes(t, c))
	p.made = proofsBeforeTables
	made, signals, err := p.prove(witnessFile(witness), &atomic.Bool{})
	if err != nil || !holds(t, p.key, made, signals) || p.a.table != nil {
		t.Fatal("tables of 2^15 rows are made")
	}
}

func BenchmarkProve16k(b *testing.B) {
	c, witness := randomSystem(1<<14-6, 1<<14, scalarKinds["mixed"])
	p := openProver(b, keyBytes(b, c))
	file := witnessFile(witness)
	for b.Loop() {
		if _, _, err := p.prove(file, &atomic.Bool{}); err != nil {
			b.Fatal(err)
		}
	}
}
