package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
	"pgregory.net/rapid"
)

// goodCoin is a line as the program writes it; each bad one below differs in one thing.
const goodCoin = "8888888888888888888888888888888888888888888888888888888888888888:3 5000 9999999999999999999999999999999999999999999999999999999999999999 1790000000 signed vault 17 k/alice, k/bob\n"

func TestCoinsAreReadStrictly(t *testing.T) {
	list, err := parseCoins([]byte(coinsHeader + goodCoin + goodCoin))
	if err != nil || len(list) != 2 || list[0].sats != 5000 || list[1].by.By != "k/alice, k/bob" {
		t.Fatalf("%v, %v", list, err)
	}
	if list, err := parseCoins([]byte(coinsHeader)); err != nil || len(list) != 0 {
		t.Errorf("no coins: %v, %v", list, err)
	}
	for name, text := range map[string]string{
		"empty file":         "",
		"other header":       "coldsign coins 3\n" + goodCoin,
		"torn line":          coinsHeader + strings.TrimSuffix(goodCoin, "\n"),
		"empty line":         coinsHeader + "\n" + goodCoin,
		"short outpoint":     coinsHeader + goodCoin[1:],
		"amount with a plus": coinsHeader + strings.Replace(goodCoin, " 5000", " +5000", 1),
		"no amount":          coinsHeader + strings.Replace(goodCoin, " 5000", " x", 1),
		"short id":           coinsHeader + strings.Replace(goodCoin, " 99", " 9", 1),
		"another mark":       coinsHeader + strings.Replace(goodCoin, " signed", " seen", 1),
		"another open":       coinsHeader + strings.Replace(goodCoin, " signed", " open:99", 1),
		"no index":           coinsHeader + strings.Replace(goodCoin, " 17 ", " x ", 1),
		"the first layout":   coinsHeader1 + goodCoin[:len(goodCoin)-len("k/alice, k/bob")-1],
		"a field missing":    coinsHeader + strings.Replace(goodCoin, " 1790000000 signed vault 17 k/alice, k/bob", " 1790000000 signed vault 17", 1),
	} {
		t.Run(name, func(t *testing.T) {
			if list, err := parseCoins([]byte(text)); err == nil {
				t.Errorf("read as %v", list)
			}
		})
	}
}

// TestCoinsSurviveNoFlippedByte: a changed byte is refused, or read as what it says and written so.
func TestCoinsSurviveNoFlippedByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := []byte(coinsHeader + goodCoin)
		data[rapid.IntRange(0, len(data)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		list, err := parseCoins(data)
		if err != nil {
			return
		}
		out := coinsHeader
		for _, c := range list {
			out += c.String() + "\n"
		}
		if out != string(data) {
			t.Fatalf("read %q, writes %q", data, out)
		}
	})
}

// TestCoinsOfAnEarlierSigningStay: who takes one signature out of a packet and has it
// made again must not make the machine forget the other coins of the transaction.
func TestCoinsOfAnEarlierSigningStay(t *testing.T) {
	entry := func(outpoint uint32, txid byte, who string) coin {
		c := coin{outpoint: wire.OutPoint{Index: outpoint}, sats: 5000, signed: true, wallet: "vault"}
		c.by.TxID[0], c.by.By = txid, who
		return c
	}
	before := []coin{entry(1, 7, "alice"), entry(2, 7, "alice"), entry(2, 8, "alice")}
	after := withSigned(slices.Clone(before), []coin{entry(2, 7, "bob"), entry(3, 7, "bob")})
	want := []coin{entry(1, 7, "alice"), entry(2, 8, "alice"), entry(2, 7, "bob"), entry(3, 7, "bob")}
	if !slices.EqualFunc(after, want, sameCoin) {
		t.Errorf("remembered %v, want %v", after, want)
	}
}

func sameCoin(a, b coin) bool { return a.String() == b.String() }

// TestCoinsOfTheFirstLayout are read, and say nothing of whose the other inputs were.
func TestCoinsOfTheFirstLayout(t *testing.T) {
	list, err := parseCoins([]byte(coinsHeader1 + strings.Replace(goodCoin, " signed vault 17", "", 1)))
	if err != nil || len(list) != 1 || !list[0].signed || list[0].by.By != "k/alice, k/bob" {
		t.Fatalf("%v, %v", list, err)
	}
	h := history(list)
	if by, ok := h.SignedTxs[list[0].by.TxID]; !ok || by.Ours != nil || len(h.SignedCoins) != 1 {
		t.Errorf("%v", h)
	}
}

// TestHistoryKnowsWhoseCoins: what stood beside a signed coin was ours, and was not
// signed for.
func TestHistoryKnowsWhoseCoins(t *testing.T) {
	signed, ours := goodCoin, strings.Replace(strings.Replace(goodCoin, ":3 ", ":4 ", 1), "signed vault 17", "ours vault 900", 1)
	list, err := parseCoins([]byte(coinsHeader + signed + ours))
	if err != nil {
		t.Fatal(err)
	}
	h := history(list)
	by := h.SignedTxs[list[0].by.TxID]
	if len(by.Ours) != 2 || len(h.SignedCoins) != 1 || h.Highest["vault"] != 900 {
		t.Errorf("%+v", h)
	}
}

// TestForgottenWhole: of a transaction all entries are forgotten, or none.
func TestForgottenWhole(t *testing.T) {
	var list []coin
	for i := range 6 {
		c := coin{outpoint: wire.OutPoint{Index: uint32(i)}}
		c.by.TxID[0] = byte(i / 2)
		list = append(list, c)
	}
	if kept := newest(list, 3); len(kept) != 2 || kept[0].by.TxID[0] != 2 {
		t.Errorf("kept %v", kept)
	}
	if kept := newest(list[:2], 2); len(kept) != 2 {
		t.Errorf("kept %v", kept)
	}
}

// TestOpenSignatures: a signature with ANYONECANPAY is remembered by what it signed, also
// when the coin is signed for again without.
func TestOpenSignatures(t *testing.T) {
	rest := strings.Repeat("7", 64)
	list, err := parseCoins([]byte(coinsHeader + strings.Replace(goodCoin, " signed", " open:"+rest, 1)))
	if err != nil {
		t.Fatal(err)
	}
	again := list[0]
	again.open = chainhash.Hash{}
	for _, coins := range [][]coin{list, withSigned(slices.Clone(list), []coin{again})} {
		h := history(coins)
		if got := h.SignedOpen[list[0].open]; !slices.Equal(got, []wire.OutPoint{list[0].outpoint}) || list[0].open.String() != rest {
			t.Errorf("signed open: %v", got)
		}
		if len(h.SignedCoins) != 1 {
			t.Errorf("signed: %v", h.SignedCoins)
		}
	}
}
