package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// fivePolicy has one person approve any payment, and two what is above 0.01 BTC.
// Nobody approves and opens the key in one signing.
const fivePolicy = `{
  "version": 1,
  "persons": [{"name": "bob", "keys": ["%s"]}, {"name": "carol", "keys": ["%s"]}],
  "approvals": [
    {"above_sats": 0, "count": 1, "of": ["bob", "carol"]},
    {"above_sats": 1000000, "count": 2, "of": ["bob", "carol"]}
  ],
  "exclude": [["approver", "operator"]]
}
`

// fiveCast names the five for a ceremony: who wants the payment, who approves it,
// who holds the key.
const fiveCast = " --person ida=initiator --person bob=approver --person carol=approver --person 'dave=key holder' --person 'erin=key holder'"

// fiveHolders open the key together.
var fiveHolders = []string{"dave", "erin"}

// fiveSteps are the initials under each step of the script "signing".
var fiveSteps = []string{"IDA", "IDA", "CAROL", "DAVE", "BOB", "ERIN"}

// publicKey and minisignHint are where the program prints a person's key, and the
// one of the log.
var (
	publicKey    = regexp.MustCompile(`(?m)^key (RW\S+)$`)
	minisignHint = regexp.MustCompile(`minisign -V -P (RW\S+) -m`)
)

// TestFivePeople is a payment of 0.12 BTC by five people at one machine: with one
// approval it is refused, with two it is signed, and what is left of it is verified.
func TestFivePeople(t *testing.T) {
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("skipped: tmux is not installed")
	}
	c := &tableTop{t: t, folder: t.TempDir(), passphrases: map[string]string{
		"bob": "his uncle counts green doors", "carol": "no piano survives the stairs",
		"dave": "eleven moths around a lantern", "erin": "the ferry smells of oranges",
	}}
	c.home = filepath.Join(c.folder, "home")
	given := c.fiveFiles()
	c.fiveEnrol()

	c.run("review $F/unsigned.psbt").ends(0, "0.12000000", "0.00000987", "policy-approvals", "Check words:")
	c.run("sign $F/unsigned.psbt --qr none").ends(3, "policy-approvals", "1 more of bob, carol", "2 more of bob, carol")
	c.fiveApprove("bob", "invoice 17", "1 more of carol must approve")
	c.fiveRefused()

	c.fiveApprove("carol", "the supplier is known", "the approvals are complete")
	c.fiveSigned(given)
	c.fiveLog()
}

// fiveFiles lays out the words of the key and the packet, and answers with the case.
func (c *tableTop) fiveFiles() signingCase {
	c.t.Helper()
	given := loadCase(c.t, "p2wpkh-1in")
	packet, err := base64.StdEncoding.DecodeString(given.PSBT)
	if err != nil {
		c.t.Fatal(err)
	}
	c.write("words", given.Signers[0].Mnemonic+"\n")
	c.write("unsigned.psbt", string(packet))
	return given
}

// fiveEnrol seals the key for its two holders, enrols the two approvers, and has
// the holders put the policy in force.
func (c *tableTop) fiveEnrol() {
	c.t.Helper()
	p := c.run("key import k --network regtest --mnemonic-file $F/words --operators dave,erin --quorum 2")
	for _, holder := range fiveHolders {
		c.at(p, "New passphrase of "+holder, "for key k:", c.passphrases[holder])
		c.at(p, "New passphrase of "+holder, "The same again:", c.passphrases[holder])
	}
	c.unseen(p.ends(0, "key k, fingerprint 9968923a", "registered k/p2pkh, k/p2sh-p2wpkh, k/p2wpkh, k/p2tr"))

	var keys []any
	for _, name := range []string{"bob", "carol"} {
		p := c.run("person add " + name)
		c.at(p, "New passphrase of "+name, "New passphrase of "+name+":", c.passphrases[name])
		c.at(p, "New passphrase of "+name, "The same again:", c.passphrases[name])
		screen := p.ends(0, "person "+name)
		c.unseen(screen)
		keys = append(keys, c.found(publicKey, screen))
	}

	c.write("policy.json", fmt.Sprintf(fivePolicy, keys...))
	p = c.run("policy set $F/policy.json")
	c.at(p, "Put the policy ", "Type yes to go on, anything else to stop:", yes)
	c.fiveUnlock(p)
	c.unseen(p.ends(0, "+ approvals[1].count: 2", "+ approvals[1].above_sats: 1000000", " is in force"))
}

// fiveApprove has one person read the pages alone and say yes.
func (c *tableTop) fiveApprove(name, reason, left string) {
	c.t.Helper()
	p := c.run("approve $F/unsigned.psbt --as " + name)
	pages := c.fivePages(p)
	for _, text := range []string{"0.12000000", "bcrt 1qgc r54w 032c dpxq xp03 eae4 q02c", "909q tlqp 3try", "0.17999013", "0.00000987"} {
		if !strings.Contains(pages, text) {
			c.t.Errorf("the pages shown to %s have no %q:\n%s", name, text, pages)
		}
	}
	c.at(p, "Does "+name+" approve this transaction?", "Type yes or no:", yes)
	c.at(p, "Does "+name+" approve", "Why? One line:", reason)
	c.at(p, "Why?", "Passphrase of "+name+":", c.passphrases[name])
	c.unseen(p.ends(0, name+" says yes: "+reason, left))
}

// fiveRefused signs on one approval, alone and within a ceremony: exit status 3
// before any page is shown or any passphrase asked for, and nothing is written.
func (c *tableTop) fiveRefused() {
	c.t.Helper()
	screen := c.run("sign $F/unsigned.psbt --qr none --out $F/early.psbt").ends(3,
		"policy-approvals", "bob says yes: invoice 17", "1 more of carol must approve")
	p := c.fiveCeremony("early")
	c.fiveStep(p, 1, 3)
	screen += c.at(p, "Step 4 of 6", "The command ended with status 3. Initials to go on all the same, or stop:", "stop")
	for _, text := range []string{"Passphrase of", "(page 1 of"} {
		if strings.Contains(screen, text) {
			c.t.Errorf("%q stands where the policy refuses:\n%s", text, screen)
		}
	}
	c.until(p, `ceremony "Signing a transaction", stopped`, mark+"4")
	if _, err := os.Stat(filepath.Join(c.folder, "early.psbt")); !os.IsNotExist(err) {
		c.t.Errorf("a refused payment left a file: %v", err)
	}
	c.run("ceremony verify $F/early.json").ends(0, ", stopped", "the signature is good", "the log holds this record")
}

// fiveSigned walks the whole ceremony: the packet is what Bitcoin Core made of the
// same key, and the record holds what was typed, except secrets.
func (c *tableTop) fiveSigned(given signingCase) {
	c.t.Helper()
	p := c.fiveCeremony("signed")
	c.fiveStep(p, 1, 3)
	c.fivePages(p)
	c.at(p, "Check words:", "Type yes to go on, anything else to stop:", yes)
	c.fiveUnlock(p)
	c.fiveStep(p, 4, 6)
	screen := p.ends(0, "bob says yes: invoice 17", "carol says yes: the supplier is known", "1 signature added, complete",
		`ceremony "Signing a transaction", done`)
	c.unseen(screen)
	c.run("psbt extract $F/signed.psbt --out $F/transaction").ends(0)
	if got := strings.TrimSpace(c.read("transaction")); got != given.Final {
		c.t.Errorf("the transaction is %s, want %s", got, given.Final)
	}

	c.run("ceremony verify $F/signed.json").ends(0, "done", "the signature is good", "the log holds this record")
	record := c.read("signed.json")
	c.unseen(record)
	for _, text := range append([]string{"1 signature added", `"name": "ida"`, `"role": "key holder"`}, fiveSteps...) {
		if !strings.Contains(record, text) {
			c.t.Errorf("the record has no %s:\n%s", text, record)
		}
	}
	c.write("signed.json", strings.Replace(record, "invoice 17", "invoice 18", 1))
	c.run("ceremony verify $F/signed.json").ends(1)
}

// fiveLog verifies the log here and with the real minisign.
func (c *tableTop) fiveLog() {
	c.t.Helper()
	c.run("log verify").ends(0)
	c.run("log show").ends(0, "bob: approver", "carol: approver", "dave: operator of k", "erin: operator of k", "sign: refused", "sign: done")
	key := c.found(minisignHint, c.run("log export $F/log.jsonl").ends(0))
	minisign, err := exec.LookPath("minisign")
	if err != nil {
		c.t.Skip("skipped: minisign is not installed: the log was not verified with it")
	}
	verify := func() (string, error) {
		out, err := exec.Command(minisign, "-V", "-P", key, "-m", filepath.Join(c.folder, "log.jsonl")).CombinedOutput()
		return string(out), err
	}
	if out, err := verify(); err != nil || !strings.Contains(out, "Trusted comment: coldsign log, ") {
		c.t.Errorf("minisign: %v: %s", err, out)
	}
	c.write("log.jsonl", strings.Replace(c.read("log.jsonl"), "carol", "karol", 1))
	if out, err := verify(); err == nil {
		c.t.Errorf("minisign verifies another log: %s", out)
	}
}

// fiveCeremony begins the ceremony of signing; its record and packet have the name.
func (c *tableTop) fiveCeremony(name string) *pane {
	c.t.Helper()
	p := c.run("ceremony run signing --record $F/" + name + ".json --set transaction=$F/unsigned.psbt --set out=$F/" + name + ".psbt" + fiveCast)
	c.at(p, "script| What is paid, to whom, by whose order?", "so no secret:", "invoice 17, by ida")
	c.at(p, "invoice 17, by ida", "Initials of the one who judged it fit, or stop:", "ERIN")
	return p
}

// fiveStep has the steps from one to another initialled.
func (c *tableTop) fiveStep(p *pane, from, to int) {
	c.t.Helper()
	for n := from; n <= to; n++ {
		c.at(p, fmt.Sprintf("Step %d of 6", n), "Initials when all of it is so, and a remark if any; or stop:", fiveSteps[n-1])
	}
}

// firstPage says how many pages a review has.
var firstPage = regexp.MustCompile(`\(page 1 of (\d+)\)`)

// fivePages goes through the pages of a review and answers with the last screen.
func (c *tableTop) fivePages(p *pane) (screen string) {
	c.t.Helper()
	const prompt = "Enter for the next page, no to stop:"
	count := c.found(firstPage, p.await(prompt))
	for n := 1; screen == "" || !strings.Contains(screen, fmt.Sprintf("(page %s of %s)", count, count)); n++ {
		screen = c.at(p, fmt.Sprintf("(page %d of %s)", n, count), prompt, "")
	}
	return screen
}

// fiveUnlock has both holders type their passphrases.
func (c *tableTop) fiveUnlock(p *pane) {
	c.t.Helper()
	for i, holder := range fiveHolders {
		prompt := fmt.Sprintf("Passphrase of %s for key k (%d of 2; empty when absent):", holder, i+1)
		c.at(p, "Passphrase of "+holder, prompt, c.passphrases[holder])
	}
}

// at types a line at a prompt, and answers with the screen before that.
func (c *tableTop) at(p *pane, place, prompt, line string) string {
	c.t.Helper()
	screen := c.until(p, place, prompt)
	c.unseen(screen)
	if line != "" {
		p.tmux("send-keys", "-l", line)
	}
	p.tmux("send-keys", "Enter")
	return screen
}

// until waits for a screen that, from the last time a text stands on it, ends with
// another: a prompt that comes again is so told from the one before.
func (c *tableTop) until(p *pane, place, end string) (screen string) {
	c.t.Helper()
	for range 600 {
		screen = p.screen()
		if from := strings.LastIndex(screen, place); from >= 0 && strings.HasSuffix(screen[from:], end) {
			return screen
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.t.Fatalf("the screen never ended with %q after %q:\n%s", end, place, screen)
	return ""
}

// found is what a pattern captures.
func (c *tableTop) found(pattern *regexp.Regexp, text string) string {
	c.t.Helper()
	match := pattern.FindStringSubmatch(text)
	if match == nil {
		c.t.Fatalf("no %s in:\n%s", pattern, text)
	}
	return match[1]
}

func (c *tableTop) read(name string) string {
	c.t.Helper()
	data, err := os.ReadFile(filepath.Join(c.folder, name))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(data)
}
