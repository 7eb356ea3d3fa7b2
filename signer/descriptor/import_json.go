package descriptor

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// member is the value of a JSON object's member.
type member = json.RawMessage

func isJSON(f *file) bool {
	b := bytes.TrimSpace(f.data)
	return len(b) > 0 && (b[0] == '{' || b[0] == '[')
}

// hasMembers recognises a JSON object by its members.
func hasMembers(names ...string) func(f *file) bool {
	return func(f *file) bool {
		for _, name := range names {
			if _, ok := f.members[name]; !ok {
				return false
			}
		}
		return true
	}
}

// parseMembers reads a JSON object; an array stands for the member "descriptors"
// of one, as Bitcoin Core's importdescriptors takes it.
func parseMembers(data []byte) (map[string]member, error) {
	if err := checkDuplicates(data); err != nil {
		return nil, err
	}
	if bytes.TrimSpace(data)[0] == '[' {
		return map[string]member{"descriptors": data}, nil
	}
	var members map[string]member
	return members, json.Unmarshal(data, &members)
}

// checkDuplicates refuses an object with one member twice, where readers differ
// in which they take.
func checkDuplicates(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := checkValue(d, 0); err != nil {
		return err
	}
	if d.More() || d.InputOffset() != int64(len(bytes.TrimRight(data, " \t\r\n"))) {
		return errors.New("text after the end of the JSON")
	}
	return nil
}

func checkValue(d *json.Decoder, depth int) error {
	const deepest = 32
	if depth > deepest {
		return errors.New("JSON that is nested too deep")
	}
	t, err := d.Token()
	if err != nil {
		return errors.New("malformed JSON")
	}
	open, ok := t.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			key, err := d.Token()
			name, _ := key.(string)
			if err != nil {
				return errors.New("malformed JSON")
			}
			if seen[name] {
				return errors.New("a member twice in one JSON object")
			}
			seen[name] = true
		}
		if err := checkValue(d, depth+1); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return errors.New("malformed JSON")
	}
	return nil
}

// text returns a member that is a string, empty when there is none.
func (f *file) text(name string) (string, error) {
	var s string
	if m, ok := f.members[name]; ok && json.Unmarshal(m, &s) != nil {
		return "", fmt.Errorf("%q is no text", name)
	}
	return s, nil
}

// name returns what the file calls the wallet.
func (f *file) name() string {
	for _, member := range []string{"label", "name", "wallet_name"} {
		if s, err := f.text(member); err == nil && s != "" {
			return s
		}
	}
	return ""
}

func importUnknownJSON(*file) ([]Imported, error) {
	return nil, errors.New("no members that are known: descriptor, descriptors, keys_info, extendedPublicKeys")
}

// importJSON reads {"descriptor": …} of Specter, Nunchuk and Krux, and {"desc": …}
// of Coldcard, with a name. Specter writes the receive addresses only.
func importJSON(f *file) ([]Imported, error) {
	text, err := f.text("descriptor")
	if err == nil && text == "" {
		text, err = f.text("desc")
	}
	if err != nil {
		return nil, err
	}
	d, err := Parse(strings.TrimSpace(text))
	if err != nil {
		return nil, err
	}
	both, notes, err := bothBranches(d, true)
	return []Imported{{Name: f.name(), Descriptor: both, Notes: notes}}, err
}

// importBIP388 reads a wallet policy: name, descriptor_template (or
// desc_template), keys_info (or keys).
func importBIP388(f *file) ([]Imported, error) {
	template, err := f.text("descriptor_template")
	if err == nil && template == "" {
		template, err = f.text("desc_template")
	}
	if err != nil {
		return nil, err
	}
	list, ok := f.members["keys_info"]
	if !ok {
		list = f.members["keys"]
	}
	var keys []string
	if json.Unmarshal(list, &keys) != nil {
		return nil, errors.New("keys that are no list of texts")
	}
	d, err := ParseWalletPolicy(template, keys)
	return []Imported{{Name: f.name(), Descriptor: d}}, err
}

// importCaravan reads Caravan's wallet file.
func importCaravan(f *file) ([]Imported, error) {
	var w struct {
		Name        string
		AddressType string
		Network     string
		Quorum      struct{ RequiredSigners, TotalSigners int }
		Keys        []struct {
			Name      string
			Bip32Path string
			XPub      string
			XFP       string
		} `json:"extendedPublicKeys"`
	}
	if json.Unmarshal(f.data, &w) != nil {
		return nil, errors.New("members of other types than Caravan's")
	}
	m := multisig{k: strconv.Itoa(w.Quorum.RequiredSigners), n: strconv.Itoa(w.Quorum.TotalSigners)}
	if err := m.setFormat(w.AddressType); err != nil {
		return nil, err
	}
	out := Imported{Name: w.Name, Names: map[string]string{}}
	for i, k := range w.Keys {
		key := multisigKey{strings.ToLower(k.XFP), k.Bip32Path, k.XPub}
		if k.XFP == "" || strings.EqualFold(k.XFP, "unknown") || strings.EqualFold(k.Bip32Path, "unknown") {
			key.fingerprint = ""
			out.Notes = append(out.Notes, fmt.Sprintf("key %d has no origin in the file", i+1))
		}
		out.Names[key.fingerprint] = k.Name
		m.keys = append(m.keys, key)
	}
	delete(out.Names, "")
	var err error
	if out.Descriptor, err = m.descriptor(); err != nil {
		return nil, err
	}
	names := map[string]string{"mainnet": "main", "testnet": "test", "signet": "signet", "regtest": "regtest"}
	n, known := NetworkByName(names[w.Network])
	if !known || !out.Descriptor.FitsNetwork(n) {
		return nil, errors.New("a network that is not known, or not that of the keys")
	}
	if n.Name != "test" { // which is what Caravan calls every test network that it can
		out.Network = n
	}
	return []Imported{out}, nil
}
