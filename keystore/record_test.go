package keystore

import (
	"bytes"
	"strings"
	"testing"
)

func testRecord(t testing.TB) []byte {
	t.Helper()
	_, files := seal(t, importWords(t, ""), 1, operators(t, "owner=x"))
	return files[RecordFile]
}

func TestRecordRoundTrip(t *testing.T) {
	b := testRecord(t)
	r, err := ParseRecord(b)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := r.JSON(); err != nil || !bytes.Equal(again, b) {
		t.Errorf("written back differently: %v", err)
	}
}

// TestRecordRefuses changes one thing of a good record at a time.
func TestRecordRefuses(t *testing.T) {
	good := string(testRecord(t))
	for name, c := range map[string]struct{ old, new string }{
		"unknown field":            {`"version": 1,`, `"version": 1, "x": 2,`},
		"repeated field":           {`"version": 1,`, `"version": 1, "version": 1,`},
		"other spelling":           {`"version"`, `"Version"`},
		"another version":          {`"version": 1`, `"version": 2`},
		"white space":              {`"version": 1`, `"version":  1`},
		"trailing bytes":           {"}\n", "}\n{}"},
		"no last line end":         {"}\n", "}"},
		"unknown network":          {`"testnet4"`, `"moon"`},
		"a name with a path":       {`"treasury-1"`, `"../x"`},
		"state of a session":       {`"state": "inactive",`, `"state": "active",`},
		"unknown state":            {`"state": "inactive",`, `"state": "free",`},
		"quorum":                   {`"quorum": 1`, `"quorum": 2`},
		"no quorum":                {`"quorum": 1`, `"quorum": 0`},
		"operator's file":          {`"owner.age"`, `"../owner.age"`},
		"words' file":              {`"words.sealed"`, `"../words.sealed"`},
		"fingerprint":              {`"73c5da0a"`, `"73c5da0"`},
		"fingerprint in capitals":  {`"73c5da0a"`, `"73C5DA0A"`},
		"path":                     {`"m/84h/1h/0h"`, `"m/84'/1h/0h"`},
		"an account's key":         {`"xpub": "tpub`, `"xpub": "ypub`},
		"a key of another network": {`"testnet4"`, `"main"`},
		"escape in a source":       {`"mnemonic"`, `"\u001b[2J"`},
		"secret":                   {`"bip32-seed"`, `"brain"`},
		"origin":                   {`"imported"`, `"found"`},
		"cut off":                  {"\n}\n", ""},
	} {
		changed := strings.Replace(good, c.old, c.new, 1)
		if changed == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if name == "trailing bytes" || name == "no last line end" || name == "cut off" {
			changed = strings.TrimSuffix(good, c.old) + c.new
		}
		if _, err := ParseRecord([]byte(changed)); err == nil {
			t.Errorf("%s: accepted", name)
		} else if !strings.HasPrefix(err.Error(), "key.json: ") || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%s: %q", name, err)
		}
	}
}

func TestChangesOfState(t *testing.T) {
	all := []State{Generated, Inactive, Active, InUse, Suspended, Destroyed}
	legal := map[State]string{
		Generated: "inactive suspended", Inactive: "active suspended",
		Active: "in use inactive suspended", InUse: "active inactive suspended",
		Suspended: "inactive destroyed", Destroyed: "",
	}
	for _, from := range all {
		for _, to := range all {
			r := &Record{State: from}
			err := r.Change(Event{State: to, Reason: "because"})
			want := strings.Contains(" "+strings.ReplaceAll(legal[from], "in use", "in_use")+" ", " "+strings.ReplaceAll(string(to), "in use", "in_use")+" ")
			if (err == nil) != want {
				t.Errorf("%s to %s: %v", from, to, err)
			}
			if err == nil && (r.State != to || len(r.History) != 1) {
				t.Errorf("%s to %s: record says %s", from, to, r.State)
			}
			if err != nil && (r.State != from || len(r.History) != 0) {
				t.Errorf("%s to %s: refused and yet changed", from, to)
			}
		}
	}
	for _, from := range []State{Inactive, Suspended} {
		for _, to := range []State{Suspended, Inactive, Destroyed} {
			if (&Record{State: from}).Change(Event{State: to}) == nil {
				t.Errorf("%s to %s without a reason", from, to)
			}
		}
	}
}

func TestReasonsArePrintable(t *testing.T) {
	for _, reason := range []string{"a\nb", "\x1b[2J", "\xff", strings.Repeat("x", maxText+1)} {
		r := &Record{State: Inactive}
		if r.Change(Event{State: Suspended, Reason: reason}) == nil || r.State != Inactive {
			t.Errorf("%q was accepted", reason)
		}
	}
}

func TestCheckedBackup(t *testing.T) {
	r := Record{Backups: []Backup{{Kind: "bip39", Made: 5}}}
	if r.HasCheckedBackup() {
		t.Error("a backup that nobody read back counts")
	}
	r.Backups[0].Checked = 6
	if !r.HasCheckedBackup() {
		t.Error("a checked backup does not count")
	}
}

func FuzzParseRecord(f *testing.F) {
	f.Add(testRecord(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ParseRecord(b)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without words")
			}
			return
		}
		if again, err := r.JSON(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%q is written back as %q", b, again)
		}
	})
}
