package main

import (
	"crypto/rand"
	"fmt"

	"github.com/spf13/cobra"

	"coldsign/internal/erase"
	"coldsign/internal/fault"
	"coldsign/internal/jitter"
	"coldsign/internal/locked"
	"coldsign/keystore"
	"coldsign/keystore/dice"
	"coldsign/keystore/drbg"
)

// entropySource is one kind of randomness that people bring: a source of a new key
// that is independent of the machine.
type entropySource struct {
	name, help string
	parse      func(text []byte, words int) ([]byte, error)
}

var entropySources = []entropySource{
	{"dice", "file with rolls of a die, 50 for 12 words, 99 for 24", dice.Parse},
	{"coins", "file with tosses of a coin, 128 for 12 words, 256 for 24", dice.ParseCoins},
	{"cards", "file with the cards of a shuffled deck in their order", dice.ParseCards},
	{"noise", "file with text typed without thinking, 100 characters for 12 words, 200 for 24", parseNoise},
}

// noiseCharacters a bit of entropy: people who type without thinking repeat
// themselves, so a character counts for little more than one bit.
const noiseCharacters = 25 // for each three words, which have 32 bits

func parseNoise(text []byte, words int) ([]byte, error) {
	if want := words / 3 * noiseCharacters; len(text) < want {
		return nil, fmt.Errorf("noise: %d characters given, %d are needed", len(text), want)
	}
	if bits := keystore.Strength(text); bits < words/3*32 {
		return nil, fmt.Errorf("noise: repeats itself: at most %d bits are in it", bits)
	}
	return append([]byte(nil), text...), nil
}

// newKeySource is where the randomness of a new key comes from.
type newKeySource struct {
	words    int
	paths    map[string]*string
	diceOnly bool
}

func (n *newKeySource) flags(c *cobra.Command) {
	n.paths = map[string]*string{}
	c.Flags().IntVar(&n.words, "words", 24, "12 or 24: 128 or 256 bits")
	for _, source := range entropySources {
		n.paths[source.name] = c.Flags().String(source.name, "", source.help+"; - for standard input")
	}
	c.Flags().BoolVar(&n.diceOnly, "dice-only", false, "the dice alone make the key, so that anybody can compute it again with sha256sum")
}

// generate makes the new key's secrets.
func (n *newKeySource) generate(s *secrets, spec keystore.Spec) (*keystore.Material, error) {
	if n.words != 12 && n.words != 24 {
		return nil, fault.New(fault.Usage, fmt.Sprintf("--words %d: 12 or 24", n.words))
	}
	if n.diceOnly && *n.paths["dice"] == "" {
		return nil, fault.New(fault.Usage, "--dice-only needs --dice")
	}
	texts := map[string]*locked.Buffer{}
	for _, source := range entropySources {
		path := *n.paths[source.name]
		if path == "" {
			continue
		}
		text, err := s.whole(path)
		if err != nil {
			return nil, err
		}
		defer text.Free()
		texts[source.name] = text
	}
	if len(texts) == 0 {
		text, err := s.personsSource(spec.Network, n.words)
		if err != nil {
			return nil, err
		}
		if text != nil {
			defer text.Free()
			texts["noise"] = text
		}
	}
	var material *keystore.Material
	var err error
	erase.Do(func() { material, err = n.mix(spec, texts) })
	return material, err
}

// mix puts the sources together; it is called inside the erasing wrapper.
func (n *newKeySource) mix(spec keystore.Spec, texts map[string]*locked.Buffer) (*keystore.Material, error) {
	var others []drbg.Source
	for _, source := range entropySources {
		text, given := texts[source.name]
		if !given {
			continue
		}
		data, err := source.parse(text.Bytes(), n.words)
		if err != nil {
			return nil, fault.New(fault.Refused, "--"+source.name+": "+err.Error())
		}
		defer erase.Bytes(data)
		if n.diceOnly && source.name == "dice" {
			return keystore.FromEntropy(spec, dice.Entropy(data, n.words), "dice alone")
		}
		others = append(others, drbg.Source{Name: source.name, Data: data})
	}
	return keystore.Generate(spec, n.words, keystore.Machine{Kernel: rand.Reader, Timing: jitter.New(processorClock)}, others...)
}

// processorClock times the processor's work; nil is the real one. Only tests replace it.
var processorClock func() int64

// mainNetwork is where keys guard money: there the machine's sources are never the
// only ones. Keys of test networks guard nothing, and fixtures make many.
const mainNetwork = "main"

// personsSource has a person type noise when no source of a person was given.
func (s *secrets) personsSource(network string, words int) (*locked.Buffer, error) {
	want := words / 3 * noiseCharacters
	if network != mainNetwork {
		s.p.say("made from the machine's two sources, the kernel's randomness and the processor's timing; without a person's that is allowed for test networks only")
		return nil, nil
	}
	return s.ask("for a source of randomness that is not the machine's", fmt.Sprintf("Type at least %d characters without thinking (a source that is not the machine's; or use --dice, --coins, --cards):", want),
		(*terminal).secret, "--dice, --coins, --cards or --noise")
}
