package qr

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"coldsign/qr/ur"
)

// The spend of the coinbase of block 9 in block 170, and a segwit transaction
// from BIP-143's first example.
const (
	legacyTx = "0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd3704000000004847304402204e45e16932b8af514961a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de4860a4acdd12909d831cc56cbbac4622082221a8768d1d0901ffffffff0200ca9a3b00000000434104ae1a62fe09c5f51b13905f07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e6cd84cac00286bee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2e0eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000"
	segwitTx = "01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1dc26ba6a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944ccf4ecbab4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f3358f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee635711000000"
)

func TestKinds(t *testing.T) {
	psbt := samplePSBT(50)
	tests := []struct {
		name string
		data string
		kind string
	}{
		{"PSBT", string(psbt), KindPSBT},
		{"PSBT in base64", base64.StdEncoding.EncodeToString(psbt), KindPSBT},
		{"PSBT in base64 without padding", base64.RawStdEncoding.EncodeToString(psbt[:49]), KindPSBT},
		{"PSBT in hex with a line end", hex.EncodeToString(psbt) + "\n", KindPSBT},
		{"PSBT in upper-case hex", strings.ToUpper(hex.EncodeToString(psbt)), KindPSBT},
		{"transaction", string(unhex(t, legacyTx)), KindTransaction},
		{"transaction in hex", segwitTx, KindTransaction},
		{"transaction cut short", segwitTx[:len(segwitTx)-2], KindText},
		{"transaction with more behind", string(unhex(t, legacyTx+"00")), KindBytes},
		{"descriptor", "wpkh(02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5)", KindDescriptor},
		{"address", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", KindText},
		{"JSON", "{\"xfp\": \"0F056943\",\n \"n\": 1}", KindText},
		{"bytes", "\x00\x01\xff", KindBytes},
		{"text with a control character", "a\x1b[2J", KindBytes},
		{"mnemonic", "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about", KindSecret},
		{"mnemonic in capitals", strings.ToUpper("legal winner thank year wave sausage worth useful legal winner thank yellow"), KindSecret},
		{"SeedQR", "192402220235174306311124037817700641198012901210", KindSecret},
		{"SeedQR with an impossible word", "999902220235174306311124037817700641198012901210", KindText},
		{"descriptor with a private key", "pkh(xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi/0/*)", KindSecret},
		{"codex32", "ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw", KindSecret},
		{"age identity", "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ", KindSecret},
		{"twelve words of prose", "it is a fact that we do go on to be so", KindText},
	}
	for _, test := range tests {
		p := NewPayload([]byte(test.data))
		if p.Kind != test.kind {
			t.Errorf("%s: %s, not %s", test.name, p.Kind, test.kind)
		}
		if binary := p.Kind == KindPSBT || p.Kind == KindTransaction || p.Kind == KindBytes; (p.Text == "") != binary {
			t.Errorf("%s: text %q", test.name, p.Text)
		}
	}
}

// TestContent: a UR of type bytes shows what is inside, in whatever format it
// goes on.
func TestContent(t *testing.T) {
	text := []byte("wallet: coordinator's export\n")
	p, err := URPayload(ur.UR{Type: "bytes", CBOR: ur.WrapBytes(text)})
	if err != nil || p.Kind != KindText || p.Text != string(text) || !bytes.Equal(p.Content(), text) {
		t.Fatalf("%+v, %v", p, err)
	}
	for _, format := range []string{formatUR, formatBBQr, formatSpecter, formatStatic} {
		source, err := Split(format, p, Options{})
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		if got, ok := readAll(t, source); !ok || !bytes.Equal(got.Content(), text) {
			t.Errorf("%s: %+v", format, got)
		}
	}
	tx := unhex(t, segwitTx)
	p, err = URPayload(ur.UR{Type: "bytes", CBOR: ur.WrapBytes(tx)})
	if err != nil || p.Kind != KindTransaction || !bytes.Equal(p.Data, tx) {
		t.Errorf("%+v, %v", p, err)
	}
	if source, err := Split(Auto, p, Options{}); err != nil {
		t.Error(err)
	} else if got, ok := readAll(t, source); !ok || got.Type != "bytes" || !bytes.Equal(got.Data, tx) {
		t.Errorf("shown and read: %+v", got)
	}
}

// TestURContentRefused: a message that is no byte string cannot be a PSBT.
func TestURContentRefused(t *testing.T) {
	s := NewStream()
	err := s.Add([]byte("ur:crypto-psbt/" + ur.EncodeBytewords([]byte{0xa0}, ur.Minimal)))
	damaged, _ := s.Counts()
	if err == nil || damaged != 1 {
		t.Errorf("%d damaged, %v", damaged, err)
	}
}

func TestBBQrFileTypes(t *testing.T) {
	tests := []struct{ data, fileType string }{
		{string(samplePSBT(30)), "P"},
		{legacyTx, "T"},
		{" {\"xfp\": \"0F056943\"}", "J"},
		{"[1, 2]", "J"},
		{"17", "U"},
		{"{not json", "U"},
		{"\x00\x01", "B"},
	}
	for _, test := range tests {
		source, err := Split(formatBBQr, NewPayload([]byte(test.data)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := readAll(t, source); !ok || got.Type != test.fileType {
			t.Errorf("%.20q: type %s", test.data, got.Type)
		}
	}
}
