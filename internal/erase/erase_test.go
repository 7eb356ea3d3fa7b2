package erase

import (
	"bytes"
	"testing"
)

func TestBytesWipes(t *testing.T) {
	b := bytes.Repeat([]byte{0xa5}, 1000)
	Bytes(b[1:999])
	want := make([]byte, 1000)
	want[0], want[999] = 0xa5, 0xa5
	if !bytes.Equal(b, want) {
		t.Error("Bytes wiped too little or too much")
	}
	Bytes(nil)
}

func TestPanicPassesThrough(t *testing.T) {
	for name, call := range map[string]func(func()){"Do": Do, "Wrap": Wrap} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if got := recover(); got != "the work's own" {
					t.Errorf("recovered %v", got)
				}
			}()
			call(func() { panic("the work's own") })
			t.Error("the panic was swallowed")
		})
	}
}

func BenchmarkWrap(b *testing.B) {
	for b.Loop() {
		Wrap(func() {})
	}
}

func BenchmarkDo(b *testing.B) {
	for b.Loop() {
		Do(func() {})
	}
}
