package descriptor

// expr is a script expression. Keys are named by their slot, their position in
// the descriptor.
type expr interface {
	// appendText writes the expression, its keys as key gives them.
	appendText(b []byte, key func(slot int) string) []byte
	// fill returns the script that the expression stands for, with these public
	// keys by slot, and records in s what a spender needs to know of it.
	fill(s *Script, keys [][]byte) ([]byte, error)
}

// row is one script expression of BIP-380 and its followers.
type row struct {
	name  string
	in    context // where it may stand
	parse func(p *parser, in context) (expr, error)
}

func expressionNamed(name string) (row, bool) {
	rows := [...]row{
		{"pk", top | inSH | inWSH | inLeaf, parsePK},     // BIP-381
		{"pkh", top | inSH | inWSH | inLeaf, parsePKH},   // BIP-381
		{"sh", top, parseSH},                             // BIP-381
		{"wpkh", top | inSH, parseWPKH},                  // BIP-382
		{"wsh", top | inSH, parseWSH},                    // BIP-382
		{"multi", top | inSH | inWSH, parseMulti},        // BIP-383
		{"sortedmulti", top | inSH | inWSH, parseSorted}, // BIP-383
		{"combo", top, parseCombo},                       // BIP-384
		{"raw", top, parseRaw},                           // BIP-385
		{"addr", top, parseAddr},                         // BIP-385
		{"tr", top, parseTR},                             // BIP-386
		{"rawtr", top, parseRawTR},                       // BIP-386
		{"multi_a", inLeaf, parseMulti},                  // BIP-387
		{"sortedmulti_a", inLeaf, parseSorted},           // BIP-387
	}
	for _, r := range rows {
		if r.name == name {
			return r, true
		}
	}
	return row{}, false
}
