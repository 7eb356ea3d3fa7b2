package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"

	"coldsign/internal/store"
	"coldsign/psbt"
)

// testWorkFactor makes the opening of an operator's file cost a millisecond.
const testWorkFactor = 10

// terminalVariable is set in stories that give the program a terminal. Others
// run in a session of their own, so that the terminal of whoever runs the tests
// is not asked.
const terminalVariable = "STORY_TERMINAL"

// clockVariable is the date that this machine's clock shows in a story, at noon.
const clockVariable = "STORY_CLOCK"

// TestMain lets stories run the program as a process of its own, hardened as it
// is for people.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"coldsign": func() {
			if os.Getenv(terminalVariable) == "" {
				unix.Setsid()
			}
			sealWorkFactor = testWorkFactor
			if at, err := time.Parse(time.DateOnly, os.Getenv(clockVariable)); err == nil {
				now = func() time.Time { return at.Add(12 * time.Hour) }
			}
			os.Exit(hold(start(store.OS{})))
		},
	})
}

// TestStories runs the stories of the command line: output, errors, exit
// status and files are all in their text.
func TestStories(t *testing.T) {
	testdata, err := filepath.Abs(filepath.Join("..", "..", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("COLDSIGN_HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("TESTDATA", testdata)
			return os.WriteFile(filepath.Join(env.WorkDir, "pass"), []byte("five rooms one straight line\n"), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": storyStatus,
			"case":   storyCase(testdata),
			"held":   storyHeld(testdata),
			"field":  storyField,
			"bend":   storyBend,
			"lines":  storyLines,

			"bend-signature": storyBendSignature,
		},
	})
}

// storyStatus is the command `status N program arguments…`: the program must
// end with that exit status, the one a script would see.
func storyStatus(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// signingCase is one case of core_signing.json.
type signingCase struct {
	ID          string   `json:"id"`
	Network     string   `json:"network"`
	Descriptors []string `json:"descriptors"`
	PSBT        string   `json:"psbt"`
	Final       string   `json:"final_hex"`
	TxID        string   `json:"txid"`
	Signers     []struct {
		Mnemonic   string `json:"mnemonic"`
		Passphrase string `json:"passphrase"`
		Signed     string `json:"signed_psbt"`
	} `json:"signers"`
}

// storyCase is the command `case ID`: it lays the files of a signing case in
// the story's folder.
func storyCase(testdata string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		c, err := caseNamed(filepath.Join(testdata, "core_signing.json"), args[0])
		ts.Check(err)
		packet, err := base64.StdEncoding.DecodeString(c.PSBT)
		ts.Check(err)
		write := func(name, text string) { ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600)) }
		write("unsigned.psbt", string(packet))
		write("unsigned.base64", c.PSBT+"\n")
		write("final.hex", c.Final)
		ts.Setenv("RECEIVE", c.Descriptors[0])
		ts.Setenv("CHANGE", c.Descriptors[1])
		ts.Setenv("TXID", c.TxID)
		for i, s := range c.Signers {
			write("words-"+strconv.Itoa(i), s.Mnemonic+"\n")
			write("signed-"+strconv.Itoa(i), s.Signed+"\n")
			write("extra-"+strconv.Itoa(i), s.Passphrase+"\n")
		}
	}
}

// heldCase is one case of guard.json: keys, wallets and the packets of one or several
// sessions.
type heldCase struct {
	ID   string `json:"id"`
	Keys []struct {
		Name string `json:"name"`
		XPrv string `json:"xprv"`
	} `json:"keys"`
	Wallets []struct {
		Name       string `json:"name"`
		Descriptor string `json:"descriptor"`
	} `json:"wallets"`
	Packets []string `json:"packets"`
}

// storyHeld is the command `held ID`: it lays the files of a case of guard.json: each
// key's as NAME.xprv, the packets as 0.psbt, 1.psbt, and names the descriptor.
func storyHeld(testdata string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		data, err := os.ReadFile(filepath.Join(testdata, "guard.json"))
		ts.Check(err)
		var content struct {
			Cases []heldCase `json:"cases"`
		}
		ts.Check(json.Unmarshal(data, &content))
		at := slices.IndexFunc(content.Cases, func(c heldCase) bool { return c.ID == args[0] })
		if at < 0 {
			ts.Fatalf("no case %s", args[0])
		}
		write := func(name, text string) { ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text+"\n"), 0o600)) }
		for _, k := range content.Cases[at].Keys {
			write(k.Name+".xprv", k.XPrv)
		}
		for _, w := range content.Cases[at].Wallets {
			ts.Setenv("DESCRIPTOR", w.Descriptor)
		}
		for i, p := range content.Cases[at].Packets {
			write(strconv.Itoa(i)+".psbt", p)
		}
	}
}

// storyField is the command `field NAME VARIABLE`: it takes a field of the JSON
// document that the last command printed.
func storyField(ts *testscript.TestScript, _ bool, args []string) {
	var document map[string]any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &document))
	switch value := document[args[0]].(type) {
	case string:
		ts.Setenv(args[1], value)
	case []any: // of words
		ts.Setenv(args[1], strings.TrimSuffix(fmt.Sprintln(value...), "\n"))
	case nil:
		ts.Fatalf("no field %s", args[0])
	default:
		data, err := json.Marshal(value)
		ts.Check(err)
		ts.Setenv(args[1], string(data))
	}
}

// storyBend is the command `bend FILE flip|cut N`: it flips the lowest bit of
// one byte, or cuts the file there. A negative N counts from the end.
func storyBend(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	n, err := strconv.Atoi(args[len(args)-1])
	ts.Check(err)
	if n < 0 {
		n += len(data)
	}
	if strings.HasPrefix(args[1], "cut") {
		data = data[:n]
	} else {
		data[n] ^= 1
	}
	ts.Check(os.WriteFile(path, data, 0o600))
}

// storyLines is the command `lines FILE N`: it keeps the first N lines.
func storyLines(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	lines := strings.SplitAfter(ts.ReadFile(args[0]), "\n")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(lines[:n], "")), 0o600))
}

// storyBendSignature is the command `bend-signature FILE INPUT`: it flips a bit
// of the first partial signature of an input, in a PSBT written as hex.
func storyBendSignature(ts *testscript.TestScript, _ bool, args []string) {
	packet, _, err := psbt.Decode([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	input, err := strconv.Atoi(args[1])
	ts.Check(err)
	signature := packet.Input(input).PartialSigs()[0].Signature
	text, whole := hex.EncodeToString(signature), hex.EncodeToString(packet.Bytes())
	bent := append([]byte(nil), signature...)
	bent[10] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(whole, text, hex.EncodeToString(bent), 1)), 0o600))
}
