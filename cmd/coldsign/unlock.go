package main

import (
	"time"

	"coldsign/keystore"
	"coldsign/signer"
)

// A session lasts for one command: the signatures of the largest transaction
// that the network relays, in the time that a slow machine takes for them.
const (
	sessionSeconds    = 600
	sessionSignatures = 200_000
)

// unlocked is an open key and who opened it.
type unlocked struct {
	*keystore.Session
	by []string // KEY/OPERATOR
}

// sessions are the unlocked keys of one command.
type sessions []unlocked

// Close wipes them all.
func (s sessions) Close() {
	for _, session := range s {
		session.Close()
	}
}

func (s sessions) keys() []signer.Keys {
	keys := make([]signer.Keys, len(s))
	for i, session := range s {
		keys[i] = session.Session
	}
	return keys
}

// who names the operators that opened the keys.
func (s sessions) who() []string {
	var names []string
	for _, session := range s {
		names = append(names, session.by...)
	}
	return names
}

// sinceStart is a clock that nobody sets back: seconds since the program began.
func sinceStart() func() int64 {
	began := time.Now()
	return func() int64 { return int64(time.Since(began).Seconds()) }
}

// unlockAll opens the keys, all or none; the passphrases are wiped before it returns.
func (p *program) unlockAll(h *home, records []*keystore.Record, flags []string) (sessions, error) {
	s, err := p.openSecrets()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var open sessions
	for _, record := range records {
		session, err := s.unlock(h, record, flags)
		if err != nil {
			open.Close()
			return nil, err
		}
		open = append(open, session)
	}
	return open, nil
}

// withKey opens one key, and takes locked memory for what is made of it.
func (p *program) withKey(h *home, record *keystore.Record, flags []string, use func(unlocked, *secrets) error) error {
	open, err := p.unlockAll(h, []*keystore.Record{record}, flags)
	if err != nil {
		return err
	}
	defer open.Close()
	s, err := p.openSecrets()
	if err != nil {
		return err
	}
	defer s.Close()
	return use(open[0], s)
}

// unlock opens one key.
func (s *secrets) unlock(h *home, record *keystore.Record, flags []string) (unlocked, error) {
	if record.State == keystore.Suspended || record.State == keystore.Destroyed {
		return unlocked{}, lockedFailure(record.Name, keystore.ErrSuspended)
	}
	sealed, err := h.sealedFiles(record)
	if err != nil {
		return unlocked{}, err
	}
	operators, err := s.operatorsOf(record, flags)
	if err != nil {
		return unlocked{}, err
	}
	if err := h.slowDown(s.p, record.Name); err != nil {
		return unlocked{}, err
	}
	s.p.say("unlocking key %s, for this command, %d s and %d signatures at most", record.Name, sessionSeconds, sessionSignatures)
	limits := keystore.Limits{Seconds: sessionSeconds, Signatures: sessionSignatures, Now: sinceStart()}
	session, err := keystore.Unlock(record, sealed, operators, limits)
	if err := h.noteAttempt(record.Name, err); err != nil {
		return unlocked{}, err
	}
	if err != nil {
		return unlocked{}, lockedFailure(record.Name, err)
	}
	time.AfterFunc(sessionSeconds*time.Second, session.Close) // also when nobody asks it anything
	h.deeds.openedBy(record.Name, operators)
	open := unlocked{Session: session}
	for _, operator := range operators {
		open.by = append(open.by, record.Name+"/"+operator.Name)
	}
	return open, nil
}

// proveOpens has the operators open a key and lock it again: nothing is signed
// with it, so a suspended key opens as well. It answers with who opened it.
func (s *secrets) proveOpens(h *home, record *keystore.Record, sealed map[string][]byte, flags []string) ([]keystore.Operator, error) {
	operators, err := s.operatorsOf(record, flags)
	if err != nil {
		return nil, err
	}
	if err := h.slowDown(s.p, record.Name); err != nil {
		return nil, err
	}
	asleep := *record
	asleep.State = keystore.Inactive
	session, err := keystore.Unlock(&asleep, sealed, operators, keystore.Limits{Seconds: sessionSeconds, Now: sinceStart()})
	if err := h.noteAttempt(record.Name, err); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, lockedFailure(record.Name, err)
	}
	session.Close()
	h.deeds.openedBy(record.Name, operators)
	return operators, nil
}
