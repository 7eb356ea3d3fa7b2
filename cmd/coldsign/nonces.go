package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"coldsign/internal/fault"
	"coldsign/internal/store"
	"coldsign/psbt"
	"coldsign/signer"
)

// noncesFile remembers the nonces of the signatures that went through here, made here
// or by others, in transactions and messages: two that share one give a key away.
const (
	noncesFile   = "nonces"
	noncesHeader = "coldsign nonces 1" // r, digest, x of the public key (zeros: not known), in hexadecimal
)

// maxNonces bounds the file: 100,000 signatures are 20 MB. Beyond it the oldest are
// forgotten.
const maxNonces = 100_000

func nonceLine(n signer.Nonce) string { return fmt.Sprintf("%x %x %x", n.R, n.Digest, n.Key) }

// nonces are those seen here, oldest first.
func (h *home) nonces() (list []signer.Nonce, err error) {
	err = h.readLines(noncesFile, noncesHeader, func(fields []string) (string, error) {
		if len(fields) != 3 {
			return "", errors.New("three fields are wanted")
		}
		var n signer.Nonce
		for i, part := range []*[32]byte{&n.R, &n.Digest, &n.Key} {
			if raw, err := hex.DecodeString(fields[i]); err != nil || copy(part[:], raw) != 32 || len(raw) != 32 {
				return "", errors.New("32 bytes in hexadecimal are wanted")
			}
		}
		list = append(list, n)
		return nonceLine(n), nil
	})
	return list, err
}

func byR(list []signer.Nonce) map[[32]byte]signer.Nonce {
	all := make(map[[32]byte]signer.Nonce, len(list))
	for _, n := range list {
		all[n.R] = n
	}
	return all
}

// rememberNonces adds those of signatures that were read or made, before any of it
// leaves.
func (h *home) rememberNonces(more ...[]signer.Nonce) error {
	list, err := h.nonces()
	if err != nil {
		return err
	}
	known, before := byR(list), len(list)
	for _, some := range more {
		for _, n := range some {
			if _, seen := known[n.R]; !seen {
				known[n.R], list = n, append(list, n)
			}
		}
	}
	if len(list) == before {
		return nil
	}
	list = list[max(0, len(list)-maxNonces):]
	lines := make([]string, len(list))
	for i, n := range list {
		lines[i] = nonceLine(n)
	}
	return h.writeLines(noncesFile, noncesHeader, lines)
}

// refuseRepeatedNonces keeps a packet from going on that gives a key away. It needs no
// home; what one remembers, if there is one, is compared as well.
func (p *program) refuseRepeatedNonces(packet *psbt.Packet) error {
	dir, err := p.home()
	if err != nil {
		return err
	}
	seen, err := (&home{dir: dir, store: store.New(p.disk)}).nonces()
	if err != nil {
		return err
	}
	found := signer.RepeatedNonces(packet, byR(seen))
	if len(found) == 0 {
		return nil
	}
	f := fault.New(fault.Refused, strings.ToLower(found[0].Title[:1])+found[0].Title[1:]+": "+found[0].Why)
	f.Findings = found
	return f
}
