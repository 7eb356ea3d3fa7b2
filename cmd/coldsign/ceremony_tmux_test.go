package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// pane is one terminal of a tmux of its own. Every command of the ceremony has a
// fresh one, as if another person sat down.
type pane struct {
	t      *testing.T
	socket string
}

// mark stands below a command's last line, with its exit status.
const mark = "ended with status "

// onPane runs the program in a terminal of tmux.
func onPane(t *testing.T, home, line string) *pane {
	t.Helper()
	program, err := exec.LookPath("coldsign")
	if err != nil {
		t.Fatal(err)
	}
	p := &pane{t, filepath.Join(t.TempDir(), "tmux")}
	command := fmt.Sprintf("%s=1 %s --home %s %s; echo %s$?; sleep 600", terminalVariable, program, home, line, mark)
	p.tmux("-f", "/dev/null", "-u", "new-session", "-d", "-x", "120", "-y", "50", command)
	t.Cleanup(func() { exec.Command("tmux", "-S", p.socket, "kill-server").Run() })
	return p
}

func (p *pane) tmux(arguments ...string) string {
	p.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", p.socket}, arguments...)...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("tmux %v: %v: %s", arguments, err, out)
	}
	return string(out)
}

// screen is what the person sees and can scroll back to, with long lines joined.
func (p *pane) screen() string {
	return strings.TrimRight(p.tmux("capture-pane", "-p", "-J", "-S", "-"), " \n")
}

// await waits until the last line of the screen holds a text, and answers with the screen.
func (p *pane) await(text string) string {
	p.t.Helper()
	screen := ""
	for range 600 {
		screen = p.screen()
		lines := strings.Split(screen, "\n")
		if strings.Contains(lines[len(lines)-1], text) {
			return screen
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatalf("the last line never had %q; the screen shows:\n%s", text, screen)
	return ""
}

// answer types a line at the prompt that has the text.
func (p *pane) answer(prompt, line string) string {
	p.t.Helper()
	screen := p.await(prompt)
	if line != "" {
		p.tmux("send-keys", "-l", line)
	}
	p.tmux("send-keys", "Enter")
	return screen
}

// ends waits for the end, wants its exit status, and every text on the screen.
func (p *pane) ends(status int, texts ...string) string {
	p.t.Helper()
	screen := p.await(mark)
	for _, text := range append(texts, fmt.Sprint(mark, status)) {
		if !strings.Contains(screen, text) {
			p.t.Errorf("the screen has no %q:\n%s", text, screen)
		}
	}
	return screen
}

// tableTop is three people around one machine.
type tableTop struct {
	t            *testing.T
	folder, home string
	passphrases  map[string]string
}

func (c *tableTop) run(line string) *pane {
	c.t.Helper()
	return onPane(c.t, c.home, strings.ReplaceAll(line, "$F", c.folder))
}

// unlock has those who are there type their passphrases, and the others pass.
func (c *tableTop) unlock(p *pane, present ...string) {
	c.t.Helper()
	typed := 0
	for _, name := range []string{"alice", "bob", "carol"} {
		prompt := fmt.Sprintf("Passphrase of %s for key treasury (%d of 2; empty when absent):", name, typed+1)
		if !strings.Contains(strings.Join(present, " "), name) {
			p.answer(prompt, "")
			continue
		}
		c.unseen(p.answer(prompt, c.passphrases[name]))
		if typed++; typed == 2 {
			return
		}
	}
}

// unseen wants no passphrase on a screen.
func (c *tableTop) unseen(screen string) {
	c.t.Helper()
	for name, passphrase := range c.passphrases {
		if strings.Contains(screen, passphrase) {
			c.t.Errorf("the passphrase of %s stands on the screen:\n%s", name, screen)
		}
	}
}

// typeNew has everybody choose a passphrase.
func (c *tableTop) typeNew(p *pane) {
	c.t.Helper()
	for _, name := range []string{"alice", "bob", "carol"} {
		p.answer("New passphrase of "+name+" for key treasury:", c.passphrases[name])
		c.unseen(p.answer("The same again:", c.passphrases[name]))
	}
}

// numbered is a word of a grid, after its number.
var numbered = regexp.MustCompile(`\b(\d+) ([a-z]+)`)

// grid is a row of words as secrets are shown.
var grid = regexp.MustCompile(`(?m)^ +\d+ [a-z]+ +\d+ [a-z]+`)

// copied is what a holder writes down from the screen.
func (c *tableTop) copied(screen string, want int) string {
	c.t.Helper()
	var words []string
	for _, found := range numbered.FindAllStringSubmatch(screen, -1) {
		if found[1] == fmt.Sprint(len(words)+1) {
			words = append(words, found[2])
		}
	}
	if len(words) != want {
		c.t.Fatalf("%d words on the screen, want %d:\n%s", len(words), want, screen)
	}
	return strings.Join(words, " ")
}

// backup shows the texts of a backup, each to its holder, and wants the screen
// cleared before the next.
func (c *tableTop) backup(kind, flags string, count, words int) (texts []string) {
	c.t.Helper()
	p := c.run("key backup treasury --kind " + kind + flags)
	if screen := p.answer("Type 'show the secret of treasury':", "show the secret of treasury"); !strings.Contains(screen, "whoever sees it can spend") {
		c.t.Errorf("no warning:\n%s", screen)
	}
	c.unlock(p, "alice", "carol")
	for i := range count {
		before := p.answer(fmt.Sprintf("%s %d of %d. Is its holder alone at the screen? Enter to show it:", kind, i+1, count), "")
		if grid.MatchString(before) {
			c.t.Errorf("the holder of %d sees what is another's:\n%s", i+1, before)
		}
		shown := p.answer("Written down, and compared word by word? Enter clears the screen:", "")
		if !grid.MatchString(shown) {
			c.t.Errorf("no words are shown:\n%s", shown)
		}
		texts = append(texts, c.copied(shown, words))
	}
	if after := p.ends(0, "backed up: "+kind); grid.MatchString(after) {
		c.t.Errorf("a secret is left on the screen:\n%s", after)
	}
	return texts
}

// TestCeremony is the whole life of a key at the terminal of tmux: three operators,
// two of whom open it.
func TestCeremony(t *testing.T) {
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("skipped: tmux is not installed")
	}
	c := &tableTop{t: t, folder: t.TempDir(), passphrases: map[string]string{
		"alice": "seven boats in a dry harbour", "bob": "his uncle counts green doors", "carol": "no piano survives the stairs",
	}}
	c.home = filepath.Join(c.folder, "home")
	c.write("rolls", "324611513515211441215415126651554121523425153562155623156151524654345433226215354364351154232441615\n")

	p := c.run("key new treasury --network regtest --words 12 --dice $F/rolls --operators alice,bob,carol --quorum 2")
	c.typeNew(p)
	c.unseen(p.ends(0, "key treasury, fingerprint ", "registered treasury/p2pkh"))
	c.run("key show treasury").ends(0, "2 of alice, bob, carol", "kernel", "dice")

	shares := c.backup("slip39", " --shares 2of3", 3, 59)
	words := c.backup("words", "", 1, 12)
	c.run("key show treasury").ends(0, "never read back")
	c.write("shares", shares[0]+"\n"+shares[2]+"\n")
	p = c.run("key check-backup treasury --slip39-file $F/shares")
	c.unlock(p, "bob", "carol")
	p.ends(0, "the backup of key treasury is good: slip39 1, 3")
	c.readWords(words[0])

	p = c.run("operator passphrase treasury bob")
	c.unlock(p, "alice", "carol")
	old := c.passphrases["bob"]
	c.passphrases["bob"] = "her aunt weighs yellow keys"
	c.typeNew(p)
	p.ends(0, "key treasury: 2 of [alice bob carol]")

	packet := c.payment()
	c.run("key suspend treasury --reason 'bob was robbed'").ends(0, "key treasury is suspended")
	c.run("key show treasury").ends(0, "suspended", "bob was robbed")
	p = c.run("sign " + packet + " --qr none")
	c.approve(p)
	p.ends(5, "key treasury")

	p = c.run("key resume treasury --reason 'found again'")
	now := c.passphrases["bob"]
	c.passphrases["bob"] = old
	c.unlock(p, "bob", "carol")
	p.ends(5, "wrong passphrase")
	c.passphrases["bob"] = now
	p = c.run("key resume treasury --reason 'found again'")
	c.unlock(p, "bob", "carol")
	p.ends(0, "key treasury is inactive")

	p = c.run("sign " + packet + " --qr none --out $F/signed.psbt")
	c.approve(p)
	c.unlock(p, "alice", "bob")
	c.unseen(p.ends(0, "unlocking key treasury, for this command", "1 signature added, complete"))
	c.run("psbt extract $F/signed.psbt --out $F/transaction").ends(0)
	c.run("log verify").ends(0)
}

// readWords types the words back, four letters of each.
func (c *tableTop) readWords(words string) {
	c.t.Helper()
	p := c.run("key check-backup treasury")
	c.unlock(p, "alice", "bob")
	list := strings.Fields(words)
	for i, word := range list {
		screen := p.answer(fmt.Sprintf("Word %d (four letters are enough; empty after the last):", i+1), word[:min(4, len(word))])
		if i > 0 && strings.Contains(screen, list[i-1]+"\n") {
			c.t.Errorf("a typed word stands on the screen:\n%s", screen)
		}
	}
	p.answer("Word 13", "")
	p.ends(0, "the backup of key treasury is good: words")
}

// prompted is a question of the review that wants a word.
var prompted = regexp.MustCompile(`Type (\S+) to go on, anything else to stop:`)

// approve goes through the review page by page and types what it asks for.
func (c *tableTop) approve(p *pane) {
	c.t.Helper()
	all := p.await("Enter for the next page, no to stop:")
	count := 0
	fmt.Sscanf(all[strings.Index(all, "(page 1 of ")+len("(page 1 of "):], "%d", &count)
	for i := range count {
		for !strings.Contains(all, fmt.Sprintf("(page %d of %d)", i+1, count)) {
			all = p.await("Enter for the next page, no to stop:")
		}
		p.tmux("send-keys", "Enter")
	}
	for range 10 {
		all = p.await("to go on, anything else to stop:")
		questions := prompted.FindAllStringSubmatch(all, -1)
		word := questions[len(questions)-1][1]
		p.tmux("send-keys", "-l", word)
		p.tmux("send-keys", "Enter")
		if word == yes {
			break
		}
		time.Sleep(300 * time.Millisecond)
	}
	for _, text := range []string{"0.00060000", "0.00039000", "0.00001000", "Check words:", "treasury/p2wpkh"} {
		if !strings.Contains(all, text) {
			c.t.Errorf("the review has no %q:\n%s", text, all)
		}
	}
}

func (c *tableTop) write(name, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.folder, name), []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
}
