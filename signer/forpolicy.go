package signer

// What the rules of a policy, which are written elsewhere, say in the same way
// as those of the table.

// Amount writes satoshi both ways: "0.00010000 BTC (10,000 sat)".
func Amount(sats int64) string { return amount(sats) }

// Date writes seconds since 1970 as "YYYY-MM-DD hh:mm:ss UTC".
func Date(seconds int64) string { return dateText(seconds) }

// Name writes a name or label: bare when it is plain, else quoted and escaped.
func Name(text string) string { return name(text) }

// ScriptTypes are the names of the kinds of script.
func ScriptTypes() []string {
	var names []string
	for i := range scriptTypes {
		names = append(names, scriptTypes[i].Name)
	}
	return names
}
