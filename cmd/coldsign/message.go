package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
	"coldsign/psbt"
	"coldsign/signer"
)

func (p *program) messageCommand() *cobra.Command {
	return group("message", "Messages: review, sign and verify them (BIP-322, BIP-137)",
		p.messageReviewCommand(), p.messageApproveCommand(), p.messageSignCommand(), p.messageVerifyCommand())
}

// textFlags say what the message is.
type textFlags struct {
	text string
	file string
	flag *pflag.FlagSet
}

func (f *textFlags) flags(flags *pflag.FlagSet) {
	f.flag = flags
	flags.StringVar(&f.text, "text", "", "the message")
	flags.StringVar(&f.file, "file", "", "file with the message, every byte of it; - for standard input")
}

// given says whether a message was named; an empty one is one too.
func (f *textFlags) given() bool { return f.flag.Changed("text") || f.file != "" }

func (f *textFlags) read(p *program) ([]byte, error) {
	if f.flag.Changed("text") == (f.file != "") {
		return nil, fault.New(fault.Usage, "either --text or --file")
	}
	if f.file == "" {
		return []byte(f.text), nil
	}
	documents, err := p.readSource(f.file)
	if err != nil {
		return nil, err
	}
	if len(documents) != 1 {
		return nil, fault.New(fault.Usage, f.file+": not a file")
	}
	return documents[0].data, nil
}

// messageFormats are the words of --format.
var messageFormats = []struct {
	name    string
	options signer.MessageOptions
}{
	{"auto", signer.MessageOptions{}},
	{"full", signer.MessageOptions{Full: true}},
	{"legacy", signer.MessageOptions{Legacy: true}},
}

// messageFlags say what is signed, by whom, and how it is written.
type messageFlags struct {
	textFlags
	address  string
	packet   string
	format   string
	declared declaration
}

func (f *messageFlags) flags(flags *pflag.FlagSet) {
	f.textFlags.flags(flags)
	f.declared.presentFlags(flags)
	flags.StringVar(&f.address, "address", "", "the address that signs, of a registered wallet")
	flags.StringVar(&f.packet, "psbt", "", "a PSBT that states the message (BIP-322): of cosigners, or to prove funds")
	flags.StringVar(&f.format, "format", "auto", "auto: the shortest of BIP-322; full: the whole transaction; legacy: the older one of single keys")
}

func (f *messageFlags) options() (signer.MessageOptions, error) {
	var names []string
	for _, row := range messageFormats {
		if row.name == f.format {
			return row.options, nil
		}
		names = append(names, row.name)
	}
	return signer.MessageOptions{}, fault.New(fault.Usage, fmt.Sprintf("--format %q: %s", f.format, strings.Join(names, ", ")))
}

// messagePacket is what the message is signed with, read or made.
func (p *program) messagePacket(h *home, f messageFlags) (*psbt.Packet, error) {
	if f.packet != "" {
		if f.address != "" || f.given() {
			return nil, fault.New(fault.Usage, "either --psbt, or --address and the message")
		}
		in, err := p.readInput([]string{f.packet}, sourceFlags{})
		if err != nil {
			return nil, err
		}
		packet, _, err := in.packet()
		return packet, err
	}
	if f.address == "" {
		return nil, fault.New(fault.Usage, "--address says who signs, or --psbt")
	}
	text, err := f.read(p)
	if err != nil {
		return nil, err
	}
	at, err := h.findAddress(f.address, findDepth)
	if err != nil {
		return nil, err
	}
	return signer.MessagePacket(text, at.wallet.wallet, at.branch, at.index)
}

// reviewedMessage is a message with what was found.
type reviewedMessage struct {
	subject
	message *signer.Message
	review  *signer.MessageReview
}

// reviewMessage makes the message's review.
func (p *program) reviewMessage(h *home, f messageFlags) (*reviewedMessage, error) {
	options, err := f.options()
	if err != nil {
		return nil, err
	}
	packet, err := p.messagePacket(h, f)
	if err != nil {
		return nil, err
	}
	known, house, facts, err := h.present(f.declared)
	if err != nil {
		return nil, err
	}
	m := signer.AnalyzeMessage(packet, options, known)
	review := signer.NewMessageReview(m, house.Limits.Limits, house.MessageRules(facts)...)
	about := subject{
		Shown: &review.Shown, what: "message", by: "message approve", txid: m.TxID().String(), policy: house, facts: facts,
	}
	return &reviewedMessage{about, m, review}, nil
}

func (p *program) messageReviewCommand() *cobra.Command {
	var f messageFlags
	c := &cobra.Command{
		Use:   "review",
		Short: "Show what signing a message agrees to; needs no secret",
		Long: `Show a message, who signs it and what speaks against it, and the review's id:
'coldsign message sign --approve ID' signs only what was shown.

Exit status 0 when it could be signed, 3 when it is refused.`,
		Example: "  coldsign message review --address bc1q… --text 'I agree'\n  coldsign message review --psbt funds.psbt --json",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			return p.withHome(shared, func(h *home) error {
				r, err := p.reviewMessage(h, f)
				if err != nil {
					return err
				}
				return p.printReview(r.Shown)
			})
		},
	}
	f.flags(c.Flags())
	return c
}

// aboutMessage begins the entry of an act on a message.
func aboutMessage(command string, r *reviewedMessage) ledger.Entry {
	return ledger.Entry{
		Command: command,
		Review:  r.ID(),
		Policy:  r.policy.ID(),
		Detail:  "message of " + text.Count(len(r.message.Text), "byte"),
		In:      []ledger.Hashed{hashed("message", r.message.Text)},
	}
}
