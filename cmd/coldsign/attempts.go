package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"coldsign/internal/fault"
	"coldsign/keystore"
)

// attemptsFolder holds a file for each key whose passphrases were wrong lately.
// It lies outside of the keys' folders, which are exchanged whole.
const attemptsFolder = "attempts"

// freeAttempts may fail without a wait: people mistype. After them each further
// failure doubles the wait, up to longestWait; a thief of the disk is not slowed
// by this but by scrypt.
const (
	freeAttempts = 3
	longestWait  = 60 * time.Second
)

// attempts is how often in a row a key did not open.
type attempts struct {
	Failed int `json:"failed"`
}

func (h *home) attemptsPath(key string) string {
	return filepath.Join(h.dir, attemptsFolder, key+".json")
}

func (h *home) attempts(key string) (attempts, error) {
	var a attempts
	data, err := h.store.ReadFile(h.attemptsPath(key), maxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return a, fault.Path(h.attemptsPath(key), err)
	}
	if json.Unmarshal(data, &a) != nil {
		a.Failed = freeAttempts + 1 // damaged: what it said is not known, so wait
	}
	return a, nil
}

// pause is the wait after so many failures.
func (a attempts) pause() time.Duration {
	wait := time.Second
	for range a.Failed - freeAttempts {
		if wait *= 2; wait >= longestWait {
			return longestWait
		}
	}
	if a.Failed < freeAttempts {
		return 0
	}
	return wait
}

// slowDown waits before a key is tried again.
func (h *home) slowDown(p *program, key string) error {
	a, err := h.attempts(key)
	if err != nil {
		return err
	}
	if wait := a.pause(); wait > 0 {
		p.say("key %s did not open %d times in a row: waiting %s", key, a.Failed, wait)
		time.Sleep(wait)
	}
	return nil
}

// noteAttempt remembers how an attempt ended.
func (h *home) noteAttempt(key string, failure error) error {
	a, err := h.attempts(key)
	if err != nil {
		return err
	}
	switch {
	case failure == nil && a.Failed > 0:
		return h.store.Remove(h.attemptsPath(key))
	case !errors.Is(failure, keystore.ErrWrongPassphrase):
		return nil
	}
	a.Failed++
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if err := h.store.MkdirPrivate(filepath.Join(h.dir, attemptsFolder)); err != nil {
		return err
	}
	return h.store.Replace(h.attemptsPath(key), append(data, '\n'))
}
