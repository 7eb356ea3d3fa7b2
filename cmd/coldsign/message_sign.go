package main

import (
	"encoding/base64"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coldsign/internal/ledger"
	"coldsign/internal/text"
	"coldsign/psbt"
	"coldsign/signer"
	"coldsign/signer/message"
)

// messageSignFlags are the flags of message sign.
type messageSignFlags struct {
	messageFlags
	out          string
	approve      string
	acknowledged []string
	passphrases  []string
}

func (p *program) messageSignCommand() *cobra.Command {
	var f messageSignFlags
	c := &cobra.Command{
		Use:   "sign",
		Short: "Review a message, have it approved, and sign it",
		Long: `Review a message and sign it with an address of a registered wallet. As for a
transaction a person is asked page by page, or --approve ID signs only if the
review made from these very bytes has that id.

The signature is BIP-322's in its shortest form. Where further cosigners are
needed the result is a PSBT for them: 'coldsign message sign --psbt' goes on
with it. A PSBT with further inputs proves control of those coins.`,
		Example: "  coldsign message sign --address bc1q… --text 'I agree'\n" +
			"  coldsign message sign --address 1… --file letter.txt --format legacy --approve 4f0c… --passphrase-file /dev/fd/3",
		Args: noArguments(),
		RunE: func(*cobra.Command, []string) error {
			return p.withHome(exclusive, func(h *home) error { return p.signMessage(h, f) })
		},
	}
	flags := c.Flags()
	f.flags(flags)
	flags.StringVar(&f.out, "out", "", "new file for the signature, or for the PSBT that cosigners go on with (default: standard output)")
	flags.StringVar(&f.approve, "approve", "", "the id of the review that is approved")
	flags.StringArrayVar(&f.acknowledged, "ack", nil, "a finding of severity confirm that is acknowledged, by its rule; repeats")
	passphraseFlag(flags, &f.passphrases)
	return c
}

// signMessage walks the line: bytes in, review, people, passphrases, signature.
func (p *program) signMessage(h *home, f messageSignFlags) error {
	r, err := p.reviewMessage(h, f.messageFlags)
	if err != nil {
		return p.notBegun(h, "message sign", err)
	}
	if err := mustNotExist(f.out); err != nil {
		return err
	}
	var signed *signer.SignedMessage
	err = p.record(h, aboutMessage("message sign", r), func(entry *ledger.Entry) error {
		if err := p.requireApprovals(h, &r.subject); err != nil {
			return err
		}
		entry.Persons = append(entry.Persons, r.approvers()...)
		id, acks, err := p.decision(&r.subject, f.approve, f.acknowledged)
		if err != nil {
			return err
		}
		approval, refusal := r.review.Approve(id, acks)
		if refusal != nil {
			return approvalFailure(r.Shown, refusal)
		}
		if signed, err = p.signMessageWithKeys(h, r, approval, f.passphrases); err != nil {
			return err
		}
		if err := h.rememberDeclared(r.message.Said()); err != nil {
			return err
		}
		if err := h.rememberNonces(r.message.Nonces(), signed.Nonces); err != nil {
			return err
		}
		entry.Acknowledged = acknowledged(r.Shown, h.deeds.opened)
		entry.Out = []ledger.Hashed{hashed("signature", signedBytes(signed))}
		return nil
	})
	if err != nil {
		return err
	}
	return p.deliverMessage(r, signed, f.out)
}

// signMessageWithKeys unlocks the keys that can sign, signs, and has every secret
// wiped before it answers.
func (p *program) signMessageWithKeys(h *home, r *reviewedMessage, approval *signer.MessageApproval, passphrases []string) (*signer.SignedMessage, error) {
	records, err := h.signingKeys(r.message.Signers(), r.message.Networks())
	if err != nil {
		return nil, err
	}
	open, err := p.unlockAll(h, records, passphrases)
	if err != nil {
		return nil, err
	}
	defer open.Close()
	if err := keepApart(&r.subject, open); err != nil {
		return nil, err
	}
	return signer.SignMessage(approval, open.keys()...)
}

// signedBytes are what goes out: the signature, or the packet for cosigners.
func signedBytes(signed *signer.SignedMessage) []byte {
	if signed.Complete {
		return []byte(signed.Signature + "\n")
	}
	return encodePacket(signed.Packet, psbt.Base64)
}

// signedMessageDocument is what `message sign --json` prints.
type signedMessageDocument struct {
	ReviewID        string         `json:"review_id"`
	Format          message.Format `json:"format"`
	SignaturesAdded int            `json:"signatures_added"`
	Complete        bool           `json:"complete"`
	Signature       string         `json:"signature"` // empty until complete
	PSBT            string         `json:"psbt"`      // empty in the older format
	Out             string         `json:"out"`

	Approvals []personStanding `json:"approvals,omitempty"` // who said what, where the policy asked
}

func (p *program) deliverMessage(r *reviewedMessage, signed *signer.SignedMessage, out string) error {
	data := signedBytes(signed)
	if out = toFile(out); out != "" {
		if err := writeNew(out, data); err != nil {
			return err
		}
	}
	document := signedMessageDocument{ReviewID: r.ID(), Format: r.message.Format, SignaturesAdded: signed.Added,
		Complete: signed.Complete, Signature: signed.Signature, Out: out, Approvals: standings(r.said)}
	if signed.Packet != nil {
		document.PSBT = base64.StdEncoding.EncodeToString(signed.Packet.Bytes())
	}
	if !signed.Complete {
		p.say("%s added, more are needed: this is the PSBT for the cosigners", text.Count(signed.Added, "signature"))
	}
	return p.result(document, func(w io.Writer) {
		if out != "" {
			fmt.Fprintf(w, "written to %s\n", text.Line(out))
			return
		}
		w.Write(data)
	})
}
