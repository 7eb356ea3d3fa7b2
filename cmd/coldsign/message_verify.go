package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/signer/descriptor"
	"coldsign/signer/message"
)

// messageVerifyFlags are the flags of message verify.
type messageVerifyFlags struct {
	textFlags
	address       string
	signature     string
	signatureFile string
}

func (p *program) messageVerifyCommand() *cobra.Command {
	var f messageVerifyFlags
	c := &cobra.Command{
		Use:   "verify",
		Short: "Judge a signed message; exit 3 when the signature is not right",
		Long: `Judge whether an address signed a message. Every form of BIP-322 is known, with
and without its prefix, and the older format with the header bytes of BIP-137.

A proof of funds says which coins the signer controls. Whether they exist and
are unspent, a node must say. Exit status 3 when the signature is invalid or
cannot be judged here.`,
		Example: "  coldsign message verify --address bc1q… --text 'I agree' --signature smpAkcw…",
		Args:    noArguments(),
		RunE:    func(*cobra.Command, []string) error { return p.verifyMessage(f) },
	}
	flags := c.Flags()
	f.flags(flags)
	flags.StringVar(&f.address, "address", "", "the address that is said to have signed")
	flags.StringVar(&f.signature, "signature", "", "the signature")
	flags.StringVar(&f.signatureFile, "signature-file", "", "file with the signature in one line; - for standard input")
	return c
}

// verifiedDocument is what `message verify --json` prints.
type verifiedDocument struct {
	Valid    bool           `json:"valid"`
	State    string         `json:"state"` // valid, invalid, inconclusive
	Reason   string         `json:"reason,omitempty"`
	Address  string         `json:"address"`
	Format   string         `json:"format,omitempty"`
	LockTime uint32         `json:"locktime"` // it holds from then on
	Sequence uint32         `json:"sequence"` // and for coins of this age
	Coins    []verifiedCoin `json:"coins"`
}

type verifiedCoin struct {
	OutPoint string `json:"outpoint"`
	Sats     int64  `json:"sats"`
	Address  string `json:"address"`
}

func (p *program) verifyMessage(f messageVerifyFlags) error {
	text, err := f.read(p)
	if err != nil {
		return err
	}
	signature, err := p.signatureText(f)
	if err != nil {
		return err
	}
	script, network, err := addressScript(f.address)
	if err != nil {
		return err
	}
	proof, err := message.Verify(text, script, signature)
	document := verifiedDocument{Address: f.address, Coins: []verifiedCoin{}}
	if err != nil {
		document.State, document.Reason = "invalid", err.Error()
		if errors.Is(err, message.ErrInconclusive) {
			document.State = "inconclusive"
		}
		if p.json {
			if err := p.result(document, nil); err != nil {
				return err
			}
		}
		return printed{fault.New(fault.Refused, err.Error())}
	}
	document.Valid, document.State, document.Format = true, "valid", proof.Format.String()
	document.LockTime, document.Sequence = proof.LockTime, proof.Sequence
	for _, coin := range proof.Coins {
		address, _ := descriptor.Address(coin.Script, network)
		document.Coins = append(document.Coins, verifiedCoin{coin.OutPoint.String(), coin.Sats, address})
	}
	return p.result(document, func(w io.Writer) {
		fmt.Fprintf(w, "valid: %s signed %s (%s)\n", f.address, strconv.QuoteToASCII(string(text)), document.Format)
		if document.LockTime != 0 || document.Sequence != 0 {
			fmt.Fprintf(w, "holds at lock time %d and sequence %d\n", document.LockTime, document.Sequence)
		}
		for _, coin := range document.Coins {
			fmt.Fprintf(w, "controls %s: %d sat at %s, if a node has it unspent\n", coin.OutPoint, coin.Sats, coin.Address)
		}
	})
}

// signatureText reads the signature, without the white space around it.
func (p *program) signatureText(f messageVerifyFlags) (string, error) {
	if (f.signature == "") == (f.signatureFile == "") {
		return "", fault.New(fault.Usage, "either --signature or --signature-file")
	}
	if f.signatureFile == "" {
		return strings.TrimSpace(f.signature), nil
	}
	if f.signatureFile == "-" && f.file == "-" {
		return "", fault.New(fault.Usage, "standard input is either the message or the signature")
	}
	documents, err := p.readSource(f.signatureFile)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(string(documents[0].data)), nil
}

// addressScript is the script of an address, and a network that it is of; a
// signature is the same on all that share it.
func addressScript(address string) ([]byte, *descriptor.Network, error) {
	if address == "" {
		return nil, nil, fault.New(fault.Usage, "--address says who is said to have signed")
	}
	for _, n := range descriptor.Networks() {
		if script, err := descriptor.ParseAddress(address, n); err == nil {
			return script, n, nil
		}
	}
	return nil, nil, fault.New(fault.Usage, fmt.Sprintf("%q is no address of any network", address))
}
