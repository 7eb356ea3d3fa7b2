package keystore

import "testing"

// TestTwins: the same seed is one key on every network, and two keys of one fingerprint
// are told apart.
func TestTwins(t *testing.T) {
	mine := importWords(t, "").record
	m, err := ImportMnemonic(Spec{Name: "k", Network: "regtest"}, []byte(testWords), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	elsewhere := m.record
	if mine.Identity == "" || mine.Identity != elsewhere.Identity || mine.IsTwin(&elsewhere) {
		t.Errorf("one seed on two networks: %q, %q", mine.Identity, elsewhere.Identity)
	}
	twin := importWords(t, "another passphrase").record
	if twin.Identity == mine.Identity {
		t.Error("two keys have one identity")
	}
	if mine.IsTwin(&twin) {
		t.Error("another fingerprint is no twin")
	}
	twin.Fingerprint = mine.Fingerprint // as whoever tries 2^32 seeds finds one
	if !mine.IsTwin(&twin) {
		t.Error("a twin is taken for the key")
	}
	twin.Identity = ""
	if mine.IsTwin(&twin) {
		t.Error("a record of before says nothing of it")
	}
}
