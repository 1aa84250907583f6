// Proves decisions: Groth16 over BN254 with the keys and witnesses of circom and snarkjs. Spoken to over standard input and output (serve.go).
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// source is the digest of the sources that this was built from; the builder sets it.
var source = "unknown"

func main() {
	if len(os.Args) == 2 && os.Args[1] == "source" {
		fmt.Println(source)
		return
	}
	if len(os.Args) > 1 {
		fmt.Fprintln(os.Stderr, "usage: credence-prover [source]: without a word it serves the caller at its standard input")
		os.Exit(2)
	}
	if err := serve(os.Stdin, os.Stdout); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
