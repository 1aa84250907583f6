package main

import "fmt"

// Codes of refusals, as the caller tells them apart.
const (
	// The key is not a Groth16 proving key over BN254, or is damaged.
	badKey = "key"
	// The key is another one than the caller asked for.
	otherKey = "other-key"
	// The file cannot be read at all.
	unreadable = "unreadable"
	// The witness is not one of this circuit.
	badWitness = "witness"
	// The caller does not need the answer any more.
	cancelled = "cancelled"
)

// A refusal is what the program says instead of an answer. The message completes "expected ...".
type refusal struct {
	code    string
	message string
}

func (r *refusal) Error() string { return r.message }

func refuse(code, format string, args ...any) error {
	return &refusal{code, fmt.Sprintf(format, args...)}
}
