package signer

import (
	"fmt"
	"slices"
)

// foreignID is the rule for coins that are not ours; a message weighs them otherwise.
const foreignID = "foreign-inputs"

// Whose it is.
var ownerRules = []Rule{
	{
		ID: "nothing-to-sign", Severity: Refuse,
		Title:  "There is nothing to sign here",
		Why:    "No input belongs to a registered wallet and still waits for a key that is held here.",
		Source: "a signer that returns a packet unsigned and says nothing is the commonest complaint",
		Check:  nothingToSign,
	},
	{
		ID: "wallet-unchecked", Severity: Note,
		Title:  "Nobody compared this wallet's addresses",
		Why:    "When the wallet was registered here, its first addresses were not compared with the coordinator's. If a key in it was replaced on the way, change goes to a stranger.",
		Source: "the multisig registration attacks of 2020",
		Check:  uncheckedWallets,
	},
	{
		ID: "backup-unchecked", Severity: Note,
		Title:  "A key's backup was never checked",
		Why:    "Nobody read a backup of this key back into this machine. If the machine is lost today, so may be the coins.",
		Source: "backups that turned out unreadable when they were needed",
		Check:  uncheckedBackups,
	},
	{
		ID: "key-imported", Severity: Note,
		Title:  "A key was not made here",
		Why:    "It is as good as the machine that made it, and whoever made it may know it.",
		Source: "weak seeds of 2011 to 2026",
		Check:  importedKeys,
	},
	{
		ID: "wallet-unregistered", Severity: Refuse,
		Title:  "A coin is ours by its key and no registered wallet's",
		Why:    "Our key stands in a script that nobody registered here, so nothing says who the other keys are or where change may go. Register the wallet first.",
		Source: "BIP-388, registration of wallet policies",
		Check:  inputsSaying(func(in *Input) []string { return whys(in.Claims, ClaimUnregistered) }),
	},
	{
		ID: "forged-input", Severity: Refuse,
		Title:  "An input claims a key that is not there",
		Why:    "The packet says that a coin is spent by our key, and the key does not derive or the coin's script does not hold it. This is no accident of software: somebody wrote it.",
		Source: "forged derivation records, QR signers, August and September 2026",
		Check: both(
			inputsSaying(func(in *Input) []string { return whys(in.Claims, ClaimForged) }),
			contradictedWallets),
	},
	{
		ID: "forged-output", Severity: Refuse,
		Title:  "An output claims to be ours and is not",
		Why:    "It carries our key's name, and its script is not the registered wallet's at that place. Whoever wrote it wants it to be taken for change.",
		Source: "false change, QR signers, August and September 2026",
		Check:  both(outputsSaying(func(out *Output) []string { return whys(out.Claims, ClaimForged) }), unreachedOutputs),
	},
	{
		ID: "script-mismatch", Severity: Refuse,
		Title:  "A script is given that the address does not commit to",
		Why:    "A redeem script, witness script, leaf, internal key or merkle root in the packet is not the one behind the script's hash.",
		Source: "BIP-16, BIP-141, BIP-341; BIP-174: a signer must check the hashes",
		Check: both(
			inputsSaying(func(in *Input) []string { return in.Mismatches }),
			outputsSaying(func(out *Output) []string { return out.Mismatches })),
	},
	{
		ID: "extra-derivation", Severity: Refuse,
		Title:  "A key's record stands where it does not belong",
		Why:    "Records of keys that the script does not hold are decoys: a signer that looks at the wrong one takes a stranger's coin or output for its own.",
		Source: "decoy derivations, QR signers, 2026",
		Check: both(
			inputsSaying(func(in *Input) []string { return in.Extra }),
			outputsSaying(func(out *Output) []string { return out.Extra })),
	},
	{
		ID: "mixed-wallets", Severity: Refuse,
		Title:  "Coins of several wallets are spent together",
		Why:    "Change of one wallet could hide among the coins of another, and the other owners were not asked.",
		Source: "mixed inputs, the practice of hardware signers",
		Check:  mixedWallets,
	},
	{
		ID: "own-input-hidden", Severity: Confirm,
		Title: "A coin of ours came without its record",
		Why: "The others have theirs. It was found by its script and counts as ours in every sum. An attacker who hides one coin in this session and another in the next " +
			"has both signed, while each review says that a stranger pays along. Ask who made the packet why the record is missing.",
		Source: "hidden own inputs in two signing sessions, 2026",
		Check:  hiddenInputs,
	},
	{
		ID: foreignID, Severity: Confirm,
		Title: "Some coins are not ours",
		Why: "Nobody registered a wallet here that has them, as far as was searched. What your own wallet pays rests on that: a coin of yours farther away would be spent " +
			"beside these without being counted. Look at what your own wallet pays, and ask who owns the others.",
		Source: "BIP-78 and coinjoins: the same shape as a mistake",
		Check:  foreignInputs,
	},
	{
		ID: "global-xpub", Severity: Refuse,
		Title:  "An extended key contradicts what is registered",
		Why:    "The packet's list of cosigners is not the registered wallet's, or does not fit its own paths.",
		Source: "BIP-174, PSBT_GLOBAL_XPUB",
		Check: func(a *Analysis, _ Limits) []Place {
			var out []Place
			for _, x := range a.Packet.XPubs {
				p := Place{Detail: fmt.Sprintf("Fingerprint %s, path %s: %s", fingerprintText(x.Fingerprint), pathText(x.Path), x.Contradicts)}
				if x.Stranger {
					p.Severity, p.Detail = Note, p.Detail+"a key of none of this packet's wallets; nothing rests on it"
				}
				if x.Contradicts != "" || x.Stranger {
					out = append(out, p)
				}
			}
			return out
		},
	},
	{
		ID: "key-index-far", Severity: Confirm,
		Title:  "Money returns to an address far away in the wallet",
		Why:    "It is ours, but so far behind the addresses in use that a wallet restored from its backup may not find it.",
		Source: "BIP-44, gap limit; change sent out of reach for ransom",
		Check:  farIndexes,
	},
	{
		ID: "record-odd", Severity: Note,
		Title:  "A record is not as the wallet was registered",
		Why:    "The script is the registered wallet's all the same: the record is only a hint of where to look. Programs that lack a key's name or path write such records.",
		Source: "BIP-174; coordinators that were given an account key without its origin",
		Check:  oddRecords,
	},
	{
		ID: "path-unusual", Severity: Note,
		Title:  "The wallet lies where other programs do not look",
		Why:    "Whoever restores from the words alone will not find its coins: the descriptor belongs to the backup.",
		Source: "BIP-44, -48, -49, -84, -86, -87; searches for lost coins",
		Check:  unusualPaths,
	},
	{
		ID: "wallet-unacknowledged", Severity: Note,
		Title:  "The wallet was registered with findings that nobody acknowledged",
		Why:    "A script registered it. A person would have been asked about this.",
		Source: "BIP-388, registration of wallet policies",
		Check:  unacknowledged,
	},
	{
		ID: "zero-fingerprint", Severity: Note,
		Title:  "The coordinator does not know our key's name",
		Why:    "A record has the fingerprint 00000000. The key was derived here and is right; only the name is missing.",
		Source: "BIP-174; wallets that were set up from an extended key alone",
		Check: both(
			inputsWhere(func(in *Input) bool { return provenUnnamed(in.Claims) }),
			outputsWhere(func(out *Output, _ Limits) bool { return provenUnnamed(out.Claims) })),
	},
}

func nothingToSign(a *Analysis, _ Limits) []Place {
	var out []Place
	for i := range a.Inputs {
		if a.Inputs[i].Standing == Signable {
			return nil
		}
		out = append(out, Place{Inputs: []int{i}, Detail: a.Inputs[i].Standing.String()})
	}
	if out == nil {
		return whole(true, "")
	}
	return out
}

// uncheckedWallets names the wallets that are spent from, and those that are paid and
// shown as registered ones.
func uncheckedWallets(a *Analysis, _ Limits) []Place {
	var out []Place
	for _, w := range a.Wallets {
		if !w.Checked && !a.book.derivedHere(w) {
			out = append(out, Place{Detail: "Wallet " + name(w.Name)})
		}
	}
	for i := range a.Outputs {
		o := a.Outputs[i].Registered()
		if o != nil && !o.Wallet.Checked && !a.book.derivedHere(o.Wallet) && !slices.Contains(a.Wallets, o.Wallet) {
			out = append(out, Place{Outputs: []int{i}, Detail: "goes to the wallet " + name(o.Wallet.Name)})
		}
	}
	return out
}

// derivedHere says that the wallet is of one key alone, and that key is held here and
// of a stored account: no coordinator's address could say more.
func (b *book) derivedHere(w *Wallet) bool {
	keys := b.byWallet[w]
	if len(keys) != 1 || keys[0].holding != held {
		return false
	}
	_, known := b.own[keys[0].key.Fingerprint].keyAt(keys[0].key.OriginPath)
	return known
}

// unusualPaths says of the wallets that are spent from what other programs would not
// find.
func unusualPaths(a *Analysis, _ Limits) (out []Place) {
	for _, w := range a.Wallets {
		var ours []int
		for _, k := range a.book.byWallet[w] {
			if k.holding != notHeld {
				ours = append(ours, k.slot)
			}
		}
		for _, said := range w.Descriptor.UnusualPaths(w.Network, ours) {
			out = append(out, Place{Detail: "Wallet " + name(w.Name) + ", " + said})
		}
	}
	return out
}

// unacknowledged says what nobody took notice of when a wallet was registered.
func unacknowledged(a *Analysis, _ Limits) (out []Place) {
	for _, w := range a.Wallets {
		for _, said := range w.Unacknowledged {
			out = append(out, Place{Detail: "Wallet " + name(w.Name) + ": " + said})
		}
	}
	return out
}

// uncheckedBackups names the keys held here, of the wallets that are spent from,
// of which no backup was ever read back.
func uncheckedBackups(a *Analysis, _ Limits) []Place {
	return a.heldKeysSaying(func(own *heldKey) string {
		if own.BackupChecked {
			return ""
		}
		return "Key " + name(own.Name)
	})
}

// importedKeys says of each key that signs and was not made here what was declared.
func importedKeys(a *Analysis, _ Limits) []Place {
	return a.heldKeysSaying(func(own *heldKey) string {
		switch {
		case !own.Imported:
			return ""
		case own.MadeBy == "":
			return "Key " + name(own.Name) + ": nobody declared where and when it was made"
		}
		return "Key " + name(own.Name) + ", made by " + quoted(own.MadeBy)
	})
}

// heldKeysSaying asks each key held here of the wallets that are spent from, once.
func (a *Analysis) heldKeysSaying(say func(*heldKey) string) (out []Place) {
	asked := map[*heldKey]bool{}
	for _, w := range a.Wallets {
		for _, k := range a.book.byWallet[w] {
			own := a.book.own[k.key.Fingerprint]
			if k.holding != held || asked[own] {
				continue
			}
			asked[own] = true
			if detail := say(own); detail != "" {
				out = append(out, Place{Detail: detail})
			}
		}
	}
	return out
}

// foreignInputs leaves out what anybody may spend, and says what the registered wallets
// pay, which the sum of all coins does not show when others pay along.
func foreignInputs(a *Analysis, l Limits) []Place {
	places := inputsWhere(func(in *Input) bool { return in.Owner == nil && !isPayToAnchor(in.Coin.Script) })(a, l)
	if places == nil {
		return nil
	}
	places[0].Detail = a.Searched.String()
	if a.Searched.TooMany {
		places[0].Severity = Refuse
	}
	if !a.Totals.InRange {
		return places
	}
	var put int64 // within the range of money, as the sum of all coins is
	for i := range a.Inputs {
		if a.Inputs[i].Owner != nil {
			put += a.Inputs[i].Coin.Sats
		}
	}
	if put == 0 {
		return places
	}
	back := a.Totals.Change + a.Totals.SelfTransfer
	result := "they pay " + amount(put-back)
	if back > put { // the receiver of a payjoin
		result = "they gain " + amount(back-put)
	}
	return append(places, Place{Detail: fmt.Sprintf("The registered wallets put in %s and get back %s: %s", amount(put), amount(back), result)})
}

// contradictedWallets finds inputs of wallets in which a key goes under our
// fingerprint and path and is another than the stored one.
func contradictedWallets(a *Analysis, _ Limits) []Place {
	var out []Place
	for _, w := range a.Wallets {
		for _, k := range a.book.byWallet[w] {
			if k.holding == contradicts {
				out = append(out, Place{Inputs: a.inputsOf(w),
					Detail: "the wallet " + name(w.Name) + " names our key with another extended key than the stored one"})
			}
		}
	}
	return out
}

func (a *Analysis) inputsOf(w *Wallet) []int {
	var out []int
	for i := range a.Inputs {
		if o := a.Inputs[i].Owner; o != nil && o.Wallet == w {
			out = append(out, i)
		}
	}
	return out
}

// mixedWallets asks for a yes when one key alone spends from several of its own
// wallets, which is a consolidation, and refuses the rest.
func mixedWallets(a *Analysis, _ Limits) []Place {
	if len(a.Wallets) < 2 {
		return nil
	}
	p := Place{}
	for _, w := range a.Wallets {
		p.Inputs = append(p.Inputs, a.inputsOf(w)...)
	}
	if a.oneKey() {
		p.Severity, p.Detail = Confirm, "all of them are single-signature wallets of one key: a consolidation"
	}
	return []Place{p}
}

// farIndexes compares what returns to a wallet with the highest index among the
// coins that it spends.
func farIndexes(a *Analysis, l Limits) []Place {
	highest := map[*Wallet]int64{}
	var out []Place
	for i := range a.Outputs {
		o := a.Outputs[i].Owner
		if k := a.Outputs[i].Kind; k != Change && k != SelfTransfer {
			continue
		}
		if _, known := highest[o.Wallet]; !known {
			highest[o.Wallet] = a.highestIndex(o.Wallet)
		}
		if index := int64(o.Index); index > highest[o.Wallet]+l.KeyIndexGap || index > l.KeyIndexMax {
			out = append(out, Place{Outputs: []int{i},
				Detail: fmt.Sprintf("index %d, the coins spent reach %d", index, highest[o.Wallet])})
		}
	}
	return out
}

// hiddenInputs finds coins of ours without a record beside others that have theirs.
// A finalizer takes the records out of an input that is final (BIP-174).
func hiddenInputs(a *Analysis, _ Limits) []Place {
	var hidden []int
	recorded := false
	for i := range a.Inputs {
		in := &a.Inputs[i]
		switch {
		case in.Owner == nil:
		case recordedByKey(in.Claims):
			recorded = true
		case !in.Signatures.Final:
			hidden = append(hidden, i)
		}
	}
	if !recorded || hidden == nil {
		return nil
	}
	return []Place{{Inputs: hidden}}
}

// recordedByKey says whether a record names a key of the owner's script.
func recordedByKey(claims []Claim) bool {
	return slices.ContainsFunc(claims, func(c Claim) bool { return c.Judgement == ClaimTrue || c.Judgement == ClaimOdd })
}

// unreachedOutputs finds our keys in outputs that no registered wallet reaches. Who
// has not registered the wallet of the coins is told that, and not accused.
func unreachedOutputs(a *Analysis, l Limits) []Place {
	for i := range a.Inputs {
		if whys(a.Inputs[i].Claims, ClaimUnregistered) != nil {
			return nil
		}
	}
	return outputsSaying(func(out *Output) []string { return whys(out.Claims, ClaimUnreached) })(a, l)
}

// oddRecords finds records of ours under another name or path, and coins of ours of
// which no record speaks at all.
func oddRecords(a *Analysis, l Limits) []Place {
	odd := both(
		inputsSaying(func(in *Input) []string { return whys(in.Claims, ClaimOdd) }),
		outputsSaying(func(out *Output) []string { return whys(out.Claims, ClaimOdd) }))(a, l)
	if hiddenInputs(a, l) != nil {
		return odd
	}
	bare := inputsWhere(func(in *Input) bool { return in.Owner != nil && !recordedByKey(in.Claims) && !in.Signatures.Final })(a, l)
	if bare != nil {
		bare[0].Detail = "no record at all"
	}
	return append(odd, bare...)
}

func provenUnnamed(claims []Claim) bool {
	for i := range claims {
		if claims[i].Unnamed() && claims[i].Judgement == ClaimTrue {
			return true
		}
	}
	return false
}
