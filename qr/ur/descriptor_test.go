package ur

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

// Two of the examples of BCR-2023-010, which the vector files do not have.
func TestOutputDescriptor(t *testing.T) {
	tests := []struct {
		d    Descriptor
		cbor string
	}{
		{
			Descriptor{Text: "pk(03e220e776d811c44075a4a260734445c8967865f5357ba98ead3bc6a6552c36f2)"},
			"a20166706b284030290281d99d72a103582103e220e776d811c44075a4a260734445c8967865f5357ba98ead3bc6a6552c36f2",
		},
		{
			Descriptor{
				Text: "wsh(sortedmulti(2" +
					",[dc567276/48h/0h/0h/2h]xpub6DiYrfRwNnjeX4vHsWMajJVFKrbEEnu8gAW9vDuQzgTWEsEHE16sGWeXXUV1LBWQE1yCTmeprSNcqZ3W74hqVdgDbtYHUv3eM4W2TEUhpan/<0;1>/*" +
					",[f245ae38/48h/0h/0h/2h]xpub6DnT4E1fT8VxuAZW29avMjr5i99aYTHBp9d7fiLnpL5t4JEprQqPMbTw7k7rh5tZZ2F5g8PJpssqrZoebzBChaiJrmEvWwUTEMAbHsY39Ge/<0;1>/*" +
					",[c5d87297/48h/0h/0h/2h]xpub6DjrnfAyuonMaboEb3ZQZzhQ2ZEgaKV2r64BFmqymZqJqviLTe1JzMr2X2RfQF892RH7MyYUbcy77R7pPu1P71xoj8cDUMNhAMGYzKR4noZ/<0;1>/*))",
				Name: "Satoshi's Stash",
			},
			"a301781c77736828736f727465646d756c746928322c40302c40312c403229290283d99d6fa5035821021c0b479ecf6e67713ddf0c43b634592f51c037b6f951fb1dc6361a98b1e5735e0458206b3a4cfb6a45f6305efe6e0e976b5d26ba27f7c344d7fc7abef7be2d06d52dfd06d99d70a201881830f500f500f502f5021adc56727607d99d70a101838400f401f480f4081a18f8c2e7d99d6fa50358210397fcf2274abd243d42d42d3c248608c6d1935efca46138afef43af08e9712896045820c887c72d9d8ac29cddd5b2b060e8b0239039a149c784abe6079e24445db4aa8a06d99d70a201881830f500f500f502f5021af245ae3807d99d70a101838400f401f480f4081a221eb5a0d99d6fa5035821028342f5f7773f6fab374e1c2d3ccdba26bc0933fc4f63828b662b4357e4cc37910458205afed56d755c088320ec9bc6acd84d33737b580083759e0a0ff8f26e429e0b7706d99d70a201881830f500f500f502f5021ac5d8729707d99d70a101838400f401f480f4081a1c0ae906036f5361746f7368692773205374617368",
		},
	}
	for _, test := range tests {
		m, err := EncodeDescriptor(Current, test.d)
		if err != nil || m.Type != "output-descriptor" || hex.EncodeToString(m.CBOR) != test.cbor {
			t.Errorf("wrote %s %x, %v", m.Type, m.CBOR, err)
		}
		for _, prefix := range []string{"", "d99d74"} {
			got, err := DecodeDescriptor(UR{"output-descriptor", unhex(t, prefix+test.cbor)})
			if err != nil || got != test.d {
				t.Errorf("read %+v, %v", got, err)
			}
		}
	}
}

// TestDescriptorRoundTrip: what is written is read again, in both registries
// where both can say it.
func TestDescriptorRoundTrip(t *testing.T) {
	const (
		account = "[dc567276/48h/0h/0h/2h]xpub6DiYrfRwNnjeX4vHsWMajJVFKrbEEnu8gAW9vDuQzgTWEsEHE16sGWeXXUV1LBWQE1yCTmeprSNcqZ3W74hqVdgDbtYHUv3eM4W2TEUhpan"
		test    = "tpubDHW3GtnVrTatx38EcygoSf9UhUd9Dx1rht7FAL8unrMo8r2NWhJuYNqDFS7cZFVbDaxJkV94MLZAr86XFPsAPYcoHWJ7sWYsrmHDw5sKQ2K"
		point   = "03e220e776d811c44075a4a260734445c8967865f5357ba98ead3bc6a6552c36f2"
	)
	tests := []struct {
		text  string
		older bool // the Crypto registry can say it
	}{
		{"wpkh(" + account + "/<0;1>/*)", true},
		{"sh(wpkh(" + account + "/0/*))", true},
		{"tr(" + account + "/0/*)", true},
		{"wpkh(" + test + "/1/*)", true},
		{"combo([dc567276/1]" + point + ")", true},
		{"sh(wsh(multi(1," + point + "," + account + "/*h)))", true},
		{"raw(6a)", true},
		{"wsh(andor(pk(" + account + "/0/*),older(144),pk(" + test + "/1/*)))", false},
		{"tr(" + account + "/0/*,{pk(" + test + "/0/*),pk(50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0)})", false},
	}
	for _, test := range tests {
		for _, registry := range []Registry{Crypto, Current} {
			m, err := EncodeDescriptor(registry, Descriptor{Text: test.text + "#abcdefgh"})
			if registry == Crypto && !test.older {
				if err == nil {
					t.Errorf("%s: written as crypto-output", test.text)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", test.text, err)
				continue
			}
			if got, err := DecodeDescriptor(m); err != nil || got.Text != test.text {
				t.Errorf("%s: read %s, %v", test.text, got.Text, err)
			}
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	const xpub = "xpub6DiYrfRwNnjeX4vHsWMajJVFKrbEEnu8gAW9vDuQzgTWEsEHE16sGWeXXUV1LBWQE1yCTmeprSNcqZ3W74hqVdgDbtYHUv3eM4W2TEUhpan"
	tests := []struct{ key, reason string }{
		{"", "compressed"},
		{"xpub", "not an extended key"},
		{xpub[:110] + "o", "checksum"},
		{xpub + xpub, "longer than an extended key"},
		{"zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs", "neither xpub nor tpub"},
		{"xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi", "a private key"},
		{"[dc567276/48h" + xpub, "not closed"},
		{"[dc5672/48h]" + xpub, "fingerprint is not hex"},
		{"[dc]" + xpub, "without a fingerprint"},
		{"[00000000/48h]" + xpub, "cannot be written"},
		{"[dc567276/*]" + xpub, "wildcard"},
		{"[dc567276/48x]" + xpub, "child index"},
		{"[dc56727648]" + xpub, "slash"},
		{xpub + "/", "child index"},
		{xpub + "/2147483648", "child index"},
		{xpub + "/<0;1;2>/*", "pair"},
		{xpub + "/0h'", "path step"},
		{"04e220e776d811c44075a4a260734445c8967865f5357ba98ead3bc6a6552c36f2", "compressed"},
	}
	for _, test := range tests {
		if m, err := EncodeKey(Crypto, test.key); err == nil || !strings.Contains(err.Error(), test.reason) {
			t.Errorf("%s: %x, %v", test.key, m.CBOR, err)
		}
	}
}

// TestDecodeRefuses has one fault a case; the first two cases have none.
func TestDecodeRefuses(t *testing.T) {
	const (
		point = "03582103e220e776d811c44075a4a260734445c8967865f5357ba98ead3bc6a6552c36f2"
		chain = "0458206b3a4cfb6a45f6305efe6e0e976b5d26ba27f7c344d7fc7abef7be2d06d52dfd"
	)
	tests := []struct{ name, kind, cbor, reason string }{
		{"bare key", "hdkey", "a1" + point, ""},
		{"key", "crypto-hdkey", "a2" + point + chain, ""},
		{"private", "hdkey", "a202f5" + point, "private"},
		{"master", "hdkey", "a201f5" + point, "private"},
		{"private ecKey", "eckey", "a202f5" + point, "private"},
		{"other curve", "eckey", "a20101" + point, "secp256k1"},
		{"keys out of order", "hdkey", "a2" + chain + point, "out of order"},
		{"key doubled", "hdkey", "a2" + point + point, "doubled"},
		{"unknown key", "hdkey", "a2" + point + "0b00", "unknown"},
		{"no key data", "hdkey", "a1" + chain, "compressed"},
		{"short chain code", "hdkey", "a2" + point + "044100", "1 bytes, not 32"},
		{"tags of the other registry", "hdkey", "a3" + point + chain + "05d90131a0", "tag 305"},
		{"ether", "hdkey", "a3" + point + chain + "05d99d71a101183c", "not Bitcoin's"},
		{"range of indexes", "hdkey", "a3" + point + chain + "07d99d70a10182820001f4", "range"},
		{"half a component", "hdkey", "a3" + point + chain + "07d99d70a1018100", "ends early"},
		{"children without chain code", "hdkey", "a2" + point + "07d99d70a1018200f4", "without a chain code"},
		{"bytes after", "hdkey", "a1" + point + "00", "after the item"},
		{"longer form of a length", "crypto-output", "d901911801", "shortest form"},
		{"indefinite length", "crypto-output", "d901919fff", "indefinite"},
		{"more items than bytes", "hdkey", "bbffffffffffffffff", "ends early"},
		{"more keys than bytes", "output-descriptor", "a20160029bffffffffffffffff", "ends early"},
		{"cut off", "crypto-output", "d90191d901", "ends early"},
		{"account without descriptors", "crypto-account", "a1011a00010203", "no descriptor"},
		{"descriptor without text", "output-descriptor", "a0", "no text"},
		{"unknown function", "crypto-output", "d9018fd90132a1" + point, "tag 399"},
		{"functions without end", "crypto-output", strings.Repeat("d90190", 40) + "d90132a1" + point, "nested"},
		{"placeholder beyond the keys", "output-descriptor", "a20166706b284031290281d99d72a1" + point, "placeholder"},
		{"placeholder twice", "output-descriptor", "a2016c6d756c74692840302c4030290281d99d72a1" + point, "placeholder"},
		{"key without placeholder", "output-descriptor", "a20164706b28290281d99d72a1" + point, "no placeholder"},
		{"no type", "bytes", "a1" + point, "without a text form"},
	}
	for _, test := range tests {
		text, err := Text(UR{test.kind, unhex(t, test.cbor)})
		if (test.reason == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), test.reason) {
			t.Errorf("%s: %q, %v", test.name, text, err)
		}
		if private := strings.Contains(test.reason, "private"); errors.Is(err, ErrPrivate) != private {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// TestAccountForms: the account's descriptors with and without their tag.
func TestAccountForms(t *testing.T) {
	a := Account{
		Fingerprint: [4]byte{0, 1, 2, 3},
		Descriptors: []Descriptor{{Text: "pkh(03e220e776d811c44075a4a260734445c8967865f5357ba98ead3bc6a6552c36f2)"}},
	}
	for _, tagged := range []bool{false, true} {
		a.Tagged = tagged
		m, err := EncodeAccount(Crypto, a)
		if err != nil || bytes.Contains(m.CBOR, []byte{0xd9, 0x01, 0x34}) != tagged {
			t.Fatalf("%x, %v", m.CBOR, err)
		}
		got, err := DecodeAccount(m)
		if err != nil || got.Fingerprint != a.Fingerprint || got.Tagged != tagged || got.Descriptors[0] != a.Descriptors[0] {
			t.Errorf("%+v, %v", got, err)
		}
	}
}
