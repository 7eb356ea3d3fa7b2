package descriptor

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// The keys of the files: three BIP-48 accounts of test networks.
func fileKeys() (fingerprints, xpubs []string) {
	for _, i := range []int{0, 4, 8} {
		a := accounts()[i]
		fingerprints = append(fingerprints, fmt.Sprintf("%x", a.fingerprint))
		xpubs = append(xpubs, a.key.String())
	}
	return fingerprints, xpubs
}

// fill puts the fingerprints in the place of FP0, FP1, FP2 and the keys in that
// of XPUB0, XPUB1, XPUB2.
func fill(text string) string {
	fingerprints, xpubs := fileKeys()
	for i := range xpubs {
		text = strings.ReplaceAll(text, fmt.Sprintf("FP%d", i), fingerprints[i])
		text = strings.ReplaceAll(text, fmt.Sprintf("XPUB%d", i), xpubs[i])
	}
	return text
}

const vault = "wsh(sortedmulti(2,[FP0/48h/1h/0h/2h]XPUB0/<0;1>/*,[FP1/48h/1h/0h/2h]XPUB1/<0;1>/*,[FP2/48h/1h/0h/2h]XPUB2/<0;1>/*))"

const receiveVault = "wsh(sortedmulti(2,[FP0/48h/1h/0h/2h]XPUB0/0/*,[FP1/48h/1h/0h/2h]XPUB1/0/*,[FP2/48h/1h/0h/2h]XPUB2/0/*))"

const changeVault = "wsh(sortedmulti(2,[FP0/48h/1h/0h/2h]XPUB0/1/*,[FP1/48h/1h/0h/2h]XPUB1/1/*,[FP2/48h/1h/0h/2h]XPUB2/1/*))"

const coldcardFile = "# made by hand\nName: vault\nPolicy: 2 of 3\nDerivation: m/48'/1'/0'/2'\nFormat: P2WSH\n\nFP0: XPUB0\nFP1: XPUB1\nFP2: XPUB2\n"

const caravanFile = `{"name":"vault","addressType":"P2WSH","network":"regtest","client":{"type":"public"},
 "quorum":{"requiredSigners":2,"totalSigners":3},"startingAddressIndex":0,"extendedPublicKeys":[
 {"name":"alice","bip32Path":"m/48'/1'/0'/2'","xpub":"XPUB0","xfp":"FP0","method":"text"},
 {"name":"bob","bip32Path":"m/48'/1'/0'/2'","xpub":"XPUB1","xfp":"FP1"},
 {"name":"car\u001bol","bip32Path":"m/48'/1'/0'/2'","xpub":"XPUB2","xfp":"FP2"}]}`

const policyFile = `{"name":"vault","descriptor_template":"wsh(sortedmulti(2,@0/**,@1/**,@2/**))",
 "keys_info":["[FP0/48'/1'/0'/2']XPUB0","[FP1/48'/1'/0'/2']XPUB1","[FP2/48'/1'/0'/2']XPUB2"]}`

// TestImport reads one wallet out of every format.
func TestImport(t *testing.T) {
	want, err := Parse(fill(vault))
	if err != nil {
		t.Fatal(err)
	}
	s, _ := want.At(0, 0)
	regtest, _ := NetworkByName("regtest")
	first, _ := Address(s.ScriptPubKey, regtest)
	jsonOf := func(d string) string {
		return `{"label":"vault","blockheight":0,"descriptor":"` + d + `","devices":[{"type":"other","label":"Key1"}]}`
	}
	for name, c := range map[string]struct {
		file, format string
		named        bool
		notes        int
	}{
		"descriptor":          {vault, "descriptor", false, 0},
		"with checksum":       {want.String(), "descriptor", false, 0},
		"with lines around":   {"\r\n  " + vault + "\r\n\r\n", "descriptor", false, 0},
		"with a mark":         {"\xef\xbb\xbf" + vault, "descriptor", false, 0},
		"receive and change":  {receiveVault + "\n" + changeVault, "descriptor", false, 0},
		"sparrow":             {"# Receive and change descriptor (BIP389):\n" + vault + "\n\n# Receive descriptor (Bitcoin Core):\n" + receiveVault + "\n\n# Change descriptor (Bitcoin Core):\n" + changeVault + "\n", "descriptor", false, 0},
		"coldcard":            {coldcardFile, "coldcard", true, 0},
		"coldcard, upper":     {strings.NewReplacer("Name", "name", "2 of 3", "2/3", "FP0", "FP0").Replace(coldcardFile), "coldcard", true, 0},
		"coldcard, each path": {strings.NewReplacer("FP1:", "Derivation: m/48h/1h/0h/2h\nFP1:").Replace(coldcardFile), "coldcard", true, 0},
		"specter":             {jsonOf(receiveVault), "json", true, 1},
		"specter, both":       {jsonOf(vault), "json", true, 0},
		"specter, bare":       {jsonOf(strings.ReplaceAll(receiveVault, "/0/*", "")), "json", true, 1},
		"coldcard json":       {`{"name":"vault","desc":"` + vault + `"}`, "json", true, 0},
		"bitcoin core":        {`{"wallet_name":"vault","descriptors":[{"desc":"` + changeVault + `","active":true,"internal":true},{"desc":"` + receiveVault + `","active":true,"internal":false},{"desc":"pkh([FP0]XPUB0/0/*)","active":false}]}`, "bitcoin-core", true, 0},
		"importdescriptors":   {`[{"desc":"` + receiveVault + `"},{"desc":"` + changeVault + `","internal":true}]`, "bitcoin-core", false, 0},
		"caravan":             {caravanFile, "caravan", true, 0},
		"bip388":              {policyFile, "bip388", true, 0},
		"bip388, ledger":      {strings.Replace(policyFile, "keys_info", "keys", 1), "bip388", true, 0},
		"bip388, coldcard":    {strings.Replace(policyFile, "descriptor_template", "desc_template", 1), "bip388", true, 0},
		"bsms":                {"BSMS 1.0\n" + strings.ReplaceAll(vault, "/<0;1>/*", "/**") + "\n/0/*,/1/*\n" + first, "bsms", false, 0},
		"bsms, checksum":      {"BSMS 1.0\r\n" + withChecksum(fill(strings.ReplaceAll(vault, "/<0;1>/*", "/**"))) + "\r\n/0/*,/1/*\r\n" + first + "\r\n", "bsms", false, 0},
		"bsms, own steps":     {"BSMS 1.0\n" + vault + "\nNo path restrictions\n" + first, "bsms", false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := Import([]byte(fill(c.file)))
			if err != nil {
				t.Fatal(err)
			}
			if w.Descriptor.String() != want.String() || w.Format != c.format || (w.Name == "vault") != c.named || len(w.Notes) != c.notes {
				t.Errorf("%+v", w)
			}
			if (w.FirstAddress != "") != (c.format == "bsms") {
				t.Errorf("first address %q", w.FirstAddress)
			}
			if c.format == "caravan" && (w.Network != regtest || len(w.Names) != 2 || w.Names[fill("FP1")] != "bob") {
				t.Errorf("network %v, names %v", w.Network, w.Names)
			}
		})
	}
}

// TestImportFaults has one fault per file.
func TestImportFaults(t *testing.T) {
	replace := func(text, old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("%q is not in the file", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	bsms := "BSMS 1.0\n" + strings.ReplaceAll(vault, "/<0;1>/*", "/**") + "\n/0/*,/1/*\ntb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"
	secret := "xprv9s21ZrQH143K31xYSDQpPDxsXRTUcvj2iNHm5NUtrGiGG5e2DtALGdso3pGz6ssrdK4PFmM8NSpSBHNqPqm55Qn3LqFtT2emdEXVYsCzC2U"
	for name, c := range map[string]struct{ file, want string }{
		"empty":                    {"", "neither a descriptor"},
		"white space":              {" \n\t\r\n", "neither a descriptor"},
		"comments only":            {"# nothing\n", "no descriptor"},
		"prose":                    {"hello", "a script expression expected"},
		"four descriptors":         {strings.Repeat("wpkh(XPUB0/0/*)\n", 4), "more than three"},
		"two wallets":              {"wpkh(XPUB0/0/*)\nwpkh(XPUB1/1/*)", "another one"},
		"sparrow, other change":    {vault + "\n" + receiveVault + "\n" + replace(changeVault, "XPUB1/1/*", "XPUB1/2/*"), "not of one wallet"},
		"no wallet":                {"pk(XPUB0/0/*)", "no address"},
		"secret":                   {"wpkh(" + secret + "/0/*)", ErrSecret.Error()},
		"secret in json":           {`{"desc":"wpkh(` + secret + `/0/*)"}`, ErrSecret.Error()},
		"secret in coldcard":       {replace(coldcardFile, "XPUB1", secret), ErrSecret.Error()},
		"coldcard, policy":         {replace(coldcardFile, "2 of 3", "two of three"), "line 3: a policy that is not M of N"},
		"coldcard, zero":           {replace(coldcardFile, "2 of 3", "0 of 3"), "0 of 3 keys"},
		"coldcard, above":          {replace(coldcardFile, "2 of 3", "4 of 3"), "4 of 3 keys"},
		"coldcard, count":          {replace(coldcardFile, "2 of 3", "2 of 4"), "3 keys, and not as many"},
		"coldcard, no policy":      {replace(coldcardFile, "Policy: 2 of 3\n", ""), "a script expression expected"},
		"coldcard, two policies":   {coldcardFile + "Policy: 1 of 3\n", "a label that was there before"},
		"coldcard, two formats":    {coldcardFile + "Format: P2SH\n", "a label that was there before"},
		"coldcard, format":         {replace(coldcardFile, "P2WSH", "P2TR"), "an address format"},
		"coldcard, no derivation":  {replace(coldcardFile, "Derivation: m/48'/1'/0'/2'\n", ""), "a key before its derivation"},
		"coldcard, derivation":     {replace(coldcardFile, "m/48'", "48'"), "does not begin with m/"},
		"coldcard, label":          {replace(coldcardFile, "FP1:", "XFP1:"), "a label that is not known"},
		"coldcard, no label":       {coldcardFile + "XPUB0\n", "no label"},
		"coldcard, key":            {replace(coldcardFile, "XPUB1", "XPUB1x"), "wrong length"},
		"json, twice":              {`{"desc":"` + vault + `","desc":"` + vault + `"}`, "a member twice"},
		"json, nothing known":      {`{"wallet":"x"}`, "no members that are known"},
		"json, cut":                {`{"desc":"` + vault, "malformed JSON"},
		"json, goes on":            {`{"desc":"` + vault + `"} {}`, "after the end"},
		"json, number":             {`{"desc":7}`, `"desc" is no text`},
		"json, deep":               {strings.Repeat("[", 100), "nested too deep"},
		"core, nothing active":     {`{"descriptors":[{"desc":"` + vault + `","active":false}]}`, "no active descriptor"},
		"core, several":            {`[{"desc":"wpkh(XPUB0/0/*)"},{"desc":"wpkh(XPUB1/0/*)"}]`, "2 wallets in one file: p2wpkh, p2wpkh"},
		"caravan, quorum":          {replace(caravanFile, `"totalSigners":3`, `"totalSigners":2`), "not as many"},
		"caravan, network":         {replace(caravanFile, "regtest", "mainnet"), "not that of the keys"},
		"caravan, unknown network": {replace(caravanFile, "regtest", "liquid"), "a network that is not known"},
		"caravan, fingerprint":     {replace(caravanFile, `"xfp":"FP1"`, `"xfp":"123"`), "fingerprint"},
		"caravan, type":            {replace(caravanFile, `"requiredSigners":2`, `"requiredSigners":"2"`), "other types"},
		"bip388, template":         {replace(policyFile, "@2/**", "@3/**"), "no key @3"},
		"bip388, keys":             {replace(policyFile, `["[FP0`, `[7,"[FP0`), "no list of texts"},
		"bsms, address":            {bsms, "the first address in the file is not the wallet's"},
		"bsms, round one":          {"BSMS 1.0\n00\n[FP0/48h]XPUB0\nkey\nc2ln", "a key record"},
		"bsms, lines":              {"BSMS 1.0\n" + vault, "four lines"},
		"bsms, restrictions":       {replace(bsms, "/0/*,/1/*", "/0/*,1/*"), "a path restriction"},
		"bsms, checksum":           {replace(bsms, "/**))", "/**))#00000000"), "a wrong checksum"},
		"bsms, none to restrict":   {"BSMS 1.0\n" + vault + "\n/0/*,/1/*\nx", "without /**"},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := Import([]byte(fill(c.file)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, %v; not %q", w.Descriptor, err, c.want)
			}
			if err != nil && (strings.Contains(err.Error(), secret) || strings.Contains(c.file, secret) && !errors.Is(err, ErrSecret)) {
				t.Errorf("a secret: %v", err)
			}
		})
	}
	if _, err := Import(make([]byte, maxImport+1)); err == nil || !strings.Contains(err.Error(), "above 1 MiB") {
		t.Error(err)
	}
}

// TestSLIP132 reads a Coldcard file with keys in the versions of SLIP-132.
func TestSLIP132(t *testing.T) {
	want, _ := Parse(fill(vault))
	for _, v := range []version{{0x04, 0x4a, 0x52, 0x62}, {0x04, 0x5f, 0x1c, 0xf6}, {0x02, 0x42, 0x89, 0xef}, {0x02, 0x57, 0x54, 0x83}} {
		text := fill(coldcardFile)
		for _, i := range []int{0, 4, 8} {
			k := accounts()[i].key
			other, err := k.CloneWithVersion(v[:])
			if err != nil {
				t.Fatal(err)
			}
			text = strings.Replace(text, k.String(), other.String(), 1)
			if _, err := Parse("wpkh(" + other.String() + "/0/*)"); err == nil {
				t.Errorf("version %x in a descriptor", v)
			}
		}
		w, err := Import([]byte(text))
		if err != nil || w.Descriptor.String() != want.String() {
			t.Errorf("version %x: %v, %v", v, w.Descriptor, err)
		}
	}
}

// FuzzImport: what is accepted is a wallet that reads back as itself.
func FuzzImport(f *testing.F) {
	for _, text := range []string{vault, coldcardFile, caravanFile, policyFile, receiveVault + "\n" + changeVault,
		`{"label":"x","descriptor":"` + receiveVault + `"}`, `[{"desc":"` + vault + `"}]`,
		"BSMS 1.0\n" + strings.ReplaceAll(vault, "/<0;1>/*", "/**") + "\n/0/*,/1/*\nbc1"} {
		f.Add([]byte(fill(text)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := ImportAll(data)
		if err != nil {
			if bytes.ContainsFunc([]byte(err.Error()), func(r rune) bool { return r < ' ' }) {
				t.Fatalf("the error prints what it read: %q", err)
			}
			return
		}
		for _, w := range all {
			again, err := Parse(w.Descriptor.String())
			if err != nil || again.PolicyID() != w.Descriptor.PolicyID() || printable(w.Name) != w.Name {
				t.Fatalf("%+v reads back as %v, %v", w, again, err)
			}
			if _, err := w.Descriptor.At(0, 0); err != nil {
				t.Fatal(err)
			}
		}
	})
}
