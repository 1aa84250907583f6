package main

import (
	"sync"

	"github.com/consensys/gnark-crypto/ecc/bn254"
)

// A worker has the scratch memory of one thread.
type worker struct {
	g1 scratch[bn254.G1Affine]
	g2 scratch[bn254.G2Affine]
}

func ofG1(w *worker) *scratch[bn254.G1Affine] { return &w.g1 }
func ofG2(w *worker) *scratch[bn254.G2Affine] { return &w.g2 }

// A pool does what is submitted, in that order, on a fixed number of threads.
type pool struct {
	workers int
	tasks   chan func(*worker)
	pending sync.WaitGroup
}

func newPool(workers int) *pool {
	// More than one proof ever submits, so that a task may submit others.
	p := &pool{workers: workers, tasks: make(chan func(*worker), 4096)}
	for range workers {
		w := &worker{}
		if haveIFMA {
			w.g1.adder, w.g2.adder = &blockAdderG1{}, &blockAdderG2{}
		} else {
			w.g1.adder, w.g2.adder = newAdderG1(), newAdderG2()
		}
		go func() {
			for task := range p.tasks {
				task(w)
				p.pending.Done()
			}
		}()
	}
	return p
}

func (p *pool) submit(task func(*worker)) {
	p.pending.Add(1)
	p.tasks <- task
}

func (p *pool) wait() { p.pending.Wait() }

func (p *pool) close() { close(p.tasks) }
