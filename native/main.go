// Proves decisions: Groth16 over BN254 with the keys and witnesses of circom and snarkjs. Spoken to over standard input and output (serve.go).
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// source is the digest of the sources that this was built from; the builder sets it.
var source = "unknown"

func main() {
	var err error
	switch {
	case len(os.Args) == 1:
		err = serve(os.Stdin, os.Stdout)
	case len(os.Args) == 2 && os.Args[1] == "source":
		fmt.Println(source)
	case len(os.Args) == 2 && os.Args[1] == "setup":
		err = answerSetup(os.Stdin, os.Stdout)
	default:
		fmt.Fprintln(os.Stderr, "usage: credence-prover [setup | source]: without a word it serves proofs to the caller at its standard input")
		os.Exit(2)
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// answerSetup reads JSON of one `setupOrder` and makes the key that it asks for. It answers with JSON: nothing in it, or a refusal.
func answerSetup(input io.Reader, output io.Writer) error {
	var order setupOrder
	if err := json.NewDecoder(input).Decode(&order); err != nil {
		return err
	}
	if order.Source != source {
		return errors.New("it was built from other sources")
	}
	var answer struct {
		Refused *refused `json:"refused,omitempty"`
	}
	if err := setUp(&order); err != nil {
		answer.Refused = asRefused(err)
	}
	return json.NewEncoder(output).Encode(answer)
}

type setupOrder struct {
	R1cs   string `json:"r1cs"`
	Zkey   string `json:"zkey"`
	Source string `json:"source"`
	// Prepared powers of tau; a development key is made where there are none.
	Powers string `json:"powers"`
	// See `setupFromPowers`.
	AfterPowers string `json:"afterPowers"`
}
