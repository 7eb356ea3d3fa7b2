package signer

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// chapterFile is the manual's chapter of the safety rules.
const chapterFile = "../docs/rules.md"

// chapterParts are the chapter's tables, in the order of Rules.
var chapterParts = []struct {
	title string
	rules []Rule
}{
	{"Coins and amounts", coinRules},
	{"Whose it is", ownerRules},
	{"Which ways of a script are open", pathRules},
	{"Outputs", slices.Concat(outputRules, payeeRules)},
	{"Fee", feeRules},
	{"Signatures and hash types", signatureRules},
	{"Time and replacement", timeRules},
	{"The packet", psbtRules},
	{"Messages in a transaction's clothes", disguiseRules},
	{"Memory of this machine", memoryRules},
	{"Messages", messageRules},
}

// chapter writes the tables down.
func chapter() []byte {
	var b bytes.Buffer
	b.WriteString(`# The safety rules

What is looked for before a key is used. This chapter is written by the program's own table;
` + "`coldsign rules`" + ` prints the same.

- **refuse**: cannot be signed here, and there is no way around it.
- **confirm**: a person acknowledges it by the rule's id, at the terminal or with ` + "`--ack`" + `.
- **note**: is shown.

A rule can weigh less or more than its table says where the facts do; the review has the last word.
A house's policy adds rules of its own ([policy.md](policy.md)).
`)
	for _, part := range chapterParts {
		fmt.Fprintf(&b, "\n## %s\n", part.title)
		for _, r := range part.rules {
			fmt.Fprintf(&b, "\n### %s (%s)\n\n%s. %s\n\nSource: %s.\n", r.ID, r.Severity, r.Title, r.Why, r.Source)
		}
	}
	return b.Bytes()
}

// TestRulesChapter holds the manual to the table: write it anew with -update.
func TestRulesChapter(t *testing.T) {
	want := chapter()
	if *update {
		if err := os.WriteFile(chapterFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(chapterFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not the table's: go test ./signer -run RulesChapter -update", chapterFile)
	}
	for _, r := range append(Rules(), MessageRules()...) {
		if !strings.Contains(string(want), "### "+r.ID+" (") {
			t.Errorf("%s is in no part of the chapter", r.ID)
		}
	}
}
