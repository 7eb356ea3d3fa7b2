package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/wire/v2"
	"pgregory.net/rapid"
)

// goodCoin is a line as the program writes it; each bad one below differs in one thing.
const goodCoin = "8888888888888888888888888888888888888888888888888888888888888888:3 5000 9999999999999999999999999999999999999999999999999999999999999999 1790000000 k/alice, k/bob\n"

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
		"other header":       "coldsign coins 2\n" + goodCoin,
		"torn line":          coinsHeader + strings.TrimSuffix(goodCoin, "\n"),
		"empty line":         coinsHeader + "\n" + goodCoin,
		"short outpoint":     coinsHeader + goodCoin[1:],
		"amount with a plus": coinsHeader + strings.Replace(goodCoin, " 5000", " +5000", 1),
		"no amount":          coinsHeader + strings.Replace(goodCoin, " 5000", " x", 1),
		"short id":           coinsHeader + strings.Replace(goodCoin, " 99", " 9", 1),
		"a field missing":    coinsHeader + strings.Replace(goodCoin, " 1790000000 k/alice, k/bob", " 1790000000", 1),
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
		c := coin{outpoint: wire.OutPoint{Index: outpoint}, sats: 5000}
		c.by.TxID[0], c.by.By = txid, who
		return c
	}
	before := []coin{entry(1, 7, "alice"), entry(2, 7, "alice"), entry(2, 8, "alice")}
	after := withSigned(slices.Clone(before), []coin{entry(2, 7, "bob"), entry(3, 7, "bob")})
	want := []coin{entry(1, 7, "alice"), entry(2, 8, "alice"), entry(2, 7, "bob"), entry(3, 7, "bob")}
	if !slices.Equal(after, want) {
		t.Errorf("remembered %v, want %v", after, want)
	}
}
