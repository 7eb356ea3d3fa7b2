package descriptor

import "fmt"

// ImportUR makes a wallet of the descriptor in a UR of type crypto-output or
// output-descriptor (BCR-2020-010, BCR-2023-010), or of one in an account
// (BCR-2020-015): keys without steps stand for receive and change there.
func ImportUR(text, name string) (Imported, error) {
	w, err := importUR(text, name)
	if err != nil {
		return Imported{}, fmt.Errorf("import: ur: %w", err)
	}
	return w, nil
}

func importUR(text, name string) (Imported, error) {
	d, err := Parse(text)
	if err != nil {
		return Imported{}, err
	}
	w := Imported{Format: "ur", Name: name}
	if w.Descriptor, w.Notes, err = bothBranches(d, false); err != nil {
		return w, err
	}
	return w, w.finish()
}
