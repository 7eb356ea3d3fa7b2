package wordlist

// bitsOfWord is what one word of BIP-39's list of 2,048 stands for.
const bitsOfWord = 11

// OfHash are the first 11·n bits of a hash as n words of BIP-39's English list, to be
// read aloud and compared. They are no mnemonic: nothing in them is a checksum.
func OfHash(hash [32]byte, n int) []string {
	list := BIP39English()
	words := make([]string, n)
	for i := range words {
		value := 0
		for bit := i * bitsOfWord; bit < (i+1)*bitsOfWord; bit++ {
			value = value<<1 | int(hash[bit/8]>>(7-bit%8)&1)
		}
		words[i] = list.Word(value)
	}
	return words
}
