package policy

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"sync"
	"testing"

	"coldsign/psbt"
	"coldsign/signer"
	"coldsign/signer/descriptor"
)

// The transaction of the tests: one coin pays a stranger and returns change.
const (
	testPayment = 12_000_000
	testFee     = 987
	testPayee   = "bcrt1qgcr54w032cdpxqxp03eae4q02c909qtlqp3try"
)

// analysis is a fresh analysis of that transaction, made by Bitcoin Core.
func analysis(t testing.TB, declared signer.Declared) *signer.Analysis {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "core_signing.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			ID          string   `json:"id"`
			Descriptors []string `json:"descriptors"`
			PSBT        string   `json:"psbt"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		if c.ID != "p2wpkh-1in" {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(c.PSBT)
		if err != nil {
			t.Fatal(err)
		}
		packet, err := psbt.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		known := signer.Known{Declared: declared, Wallets: []*signer.Wallet{testWallet(t, c.Descriptors)}}
		for _, k := range known.Wallets[0].Descriptor.Keys() {
			known.Keys = append(known.Keys, signer.OwnKey{Name: "k", Fingerprint: k.Fingerprint, Network: "regtest"})
		}
		return signer.Analyze(packet, known)
	}
	t.Fatal("no such case")
	return nil
}

// joined keeps the descriptor of the tests' wallet: what was derived of it is derived once.
var joined sync.Map

func testWallet(t testing.TB, parts []string) *signer.Wallet {
	t.Helper()
	network, _ := descriptor.NetworkByName("regtest")
	if d, ok := joined.Load(parts[0]); ok {
		return &signer.Wallet{Name: "w", Descriptor: d.(*descriptor.Descriptor), Network: network, Checked: true}
	}
	receive, err := descriptor.Parse(parts[0])
	if err != nil {
		t.Fatal(err)
	}
	change, err := descriptor.Parse(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	both, err := descriptor.Join(receive, change)
	if err != nil {
		t.Fatal(err)
	}
	joined.Store(parts[0], both)
	return &signer.Wallet{Name: "w", Descriptor: both, Network: network, Checked: true}
}

// parse reads a policy of clauses.
func parse(t testing.TB, clauses string) *Policy {
	t.Helper()
	p, err := Parse([]byte(`{"version":1,` + clauses + `}`))
	if err != nil {
		t.Fatalf("%s: %v", clauses, err)
	}
	return p
}

// findings are those of the policy alone.
func findings(p *Policy, f *Facts, a *signer.Analysis) map[string]signer.Finding {
	found := map[string]signer.Finding{}
	for _, finding := range signer.Check(a, p.Limits.Limits, p.Rules(f)...) {
		if slices.ContainsFunc(Clauses(), func(c Clause) bool { return c.ID == finding.Rule }) {
			found[finding.Rule] = finding
		}
	}
	return found
}

// The keys of the people of the tests; vectors of docs/policy.md have the same form.
const (
	keyAlice = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
	keyBob   = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC bob@office"
	keyCarol = "RWQDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMD"
	people   = `"persons":[{"name":"alice","keys":["` + keyAlice + `"]},{"name":"bob","keys":["` + keyBob + `"]},{"name":"carol","keys":["` + keyCarol + `"]}]`
)
