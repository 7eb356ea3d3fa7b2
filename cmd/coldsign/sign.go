package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
	"coldsign/keystore"
	"coldsign/psbt"
	"coldsign/qr"
	"coldsign/signer"
)

// signFlags are the flags of sign.
type signFlags struct {
	source       sourceFlags
	declared     declaration
	out          string
	qr           string
	screen       string
	format       string
	returned     string
	approve      string
	acknowledged []string
	compare      string
	passphrases  []string
}

func (p *program) signCommand() *cobra.Command {
	var f signFlags
	c := &cobra.Command{
		Use:   "sign SOURCE…",
		Short: "Review a transaction, have it approved, and sign it",
		Long: `Review a transaction and sign it with the keys held here.

Without --approve a person is asked at the terminal, page by page. With it the
program signs only if the review that it makes from these very bytes has that
id; each finding of severity confirm needs its own --ack. What refuses cannot be
acknowledged.

The result has every field of the input, our signatures, and the input's
encoding. It is written to a new file, never over an old one, and shown as a QR
code.`,
		Example: "  coldsign sign payment.psbt\n" +
			"  coldsign sign payment.psbt --approve 4f0c… --ack fee-high --passphrase-file /dev/fd/3 --qr none --json",
		Args: f.source.arguments(),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(exclusive, func(h *home) error { return p.sign(h, args, f) })
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.out, "out", "", "file for the result, - for standard output (default: NAME-signed.psbt beside the input)")
	flags.StringVar(&f.qr, "qr", "", strings.Join(qrTargets, ", ")+" (default: terminal where there is one)")
	framebufferFlag(flags, &f.screen)
	flags.StringVar(&f.format, "format", "", "binary, base64, hex, ur, bbqr (default: as the input)")
	flags.StringVar(&f.returned, "return", returnFull, "full: every field; signatures: only what was added, for the way back by QR; final: with final scripts, when complete")
	flags.StringVar(&f.approve, "approve", "", "the id of the review that is approved")
	flags.StringArrayVar(&f.acknowledged, "ack", nil, "a finding of severity confirm that is acknowledged, by its rule; repeats")
	flags.StringVar(&f.compare, "compare", "", "the same PSBT as another machine signed it: nothing leaves unless the bytes are the same")
	passphraseFlag(flags, &f.passphrases)
	f.declared.flags(flags)
	f.source.flags(flags)
	return c
}

// sign walks the line: bytes in, review, people, passphrases, signatures, bytes out.
func (p *program) sign(h *home, paths []string, f signFlags) error {
	target, err := newSignTarget(sourceName(paths, f.source), f, p)
	if err != nil {
		return err
	}
	r, err := p.reviewSource(h, paths, f.source, f.declared)
	if err != nil {
		return p.notBegun(h, "sign", err)
	}
	if err := mustNotExist(target.file, target.picture); err != nil {
		return err
	}
	if err := h.rememberUnlessOdd(r.analysis); err != nil {
		return err
	}
	var signed *psbt.Packet
	var result *signer.Result
	err = p.record(h, aboutReview("sign", r), func(entry *ledger.Entry) error {
		if err := p.requireApprovals(h, &r.subject); err != nil {
			return err
		}
		entry.Persons = append(entry.Persons, r.approvers()...)
		approval, err := p.approve(r, f.approve, f.acknowledged)
		if err != nil {
			return err
		}
		var who []string
		if signed, result, who, err = p.signWithKeys(h, r, approval, f.passphrases); err != nil {
			return err
		}
		if err := p.compareSigned(f.compare, signed); err != nil {
			return err
		}
		entry.Detail += fmt.Sprintf("; %s made, %d at most; open for this command, %d s at most", text.Count(result.Added, "signature"), sessionSignatures, sessionSeconds)
		entry.Acknowledged = acknowledged(r.Shown, h.deeds.opened)
		entry.Out = []ledger.Hashed{hashed("psbt", signed.Bytes())}
		if err := h.rememberCoins(r.analysis, who); err != nil {
			return err
		}
		if err := h.rememberNonces(r.analysis.Nonces(), result.Nonces); err != nil {
			return err
		}
		return h.rememberForPolicy(r)
	})
	if err != nil {
		return err
	}
	if err := h.Close(); err != nil { // others need not wait while people scan
		return err
	}
	return p.deliver(target, r, signed, result)
}

// signWithKeys unlocks the keys that can sign, signs, and has every secret
// wiped before it answers; it says who opened them.
func (p *program) signWithKeys(h *home, r *reviewed, approval *signer.Approval, passphrases []string) (*psbt.Packet, *signer.Result, []string, error) {
	records, err := h.signingKeys(r.analysis.Signers(), r.analysis.Networks)
	if err != nil {
		return nil, nil, nil, err
	}
	open, err := p.unlockAll(h, records, passphrases)
	if err != nil {
		return nil, nil, nil, err
	}
	defer open.Close()
	if err := keepApart(&r.subject, open); err != nil {
		return nil, nil, nil, err
	}
	signed, result, err := signer.Sign(approval, open.keys()...)
	return signed, result, open.who(), err
}

// signedDocument is what `sign --json` prints.
type signedDocument struct {
	ReviewID        string `json:"review_id"`
	SignaturesAdded int    `json:"signatures_added"`
	Complete        bool   `json:"complete"`
	PSBT            string `json:"psbt"`
	Transaction     string `json:"transaction"` // hexadecimal, empty until final
	TxID            string `json:"txid"`
	Out             string `json:"out"`
	QR              string `json:"qr,omitempty"` // picture or folder of frames

	Approvals []personStanding `json:"approvals,omitempty"` // who said what, where the policy asked
}

// deliver writes the result and shows it.
func (p *program) deliver(target *signTarget, r *reviewed, signed *psbt.Packet, result *signer.Result) error {
	returned, err := target.returned(r.packet, signed)
	if err != nil {
		return err
	}
	payload := qr.Payload{Format: r.input.payload.Format, Type: r.input.payload.Type, Kind: qr.KindPSBT, Data: returned.Bytes()}
	data, err := target.encode(r, returned, payload)
	if err != nil {
		return err
	}
	if target.file != "" {
		if err := writeNew(target.file, data); err != nil {
			return err
		}
	}
	if target.picture != "" {
		if err := target.writePicture(p, payload); err != nil {
			return err
		}
	}
	document := signedDocument{
		ReviewID: r.review.ID(), SignaturesAdded: result.Added, Complete: result.Complete,
		PSBT: base64.StdEncoding.EncodeToString(payload.Data), TxID: signed.Tx().TxHash().String(), Out: target.file, QR: target.picture,
		Approvals: standings(r.said),
	}
	if result.Tx != nil {
		var raw bytes.Buffer
		if err := result.Tx.Serialize(&raw); err != nil {
			return err
		}
		document.Transaction, document.TxID = hex.EncodeToString(raw.Bytes()), result.Tx.TxHash().String()
	}
	err = p.result(document, func(w io.Writer) {
		if target.stdout {
			w.Write(data)
			return
		}
		state := "more signatures are needed"
		if document.Complete {
			state = "complete"
		}
		if document.Out != "" {
			state += "; written to " + text.Line(document.Out)
		}
		if document.QR != "" {
			state += "; QR code in " + text.Line(document.QR)
		}
		fmt.Fprintf(w, "%s added, %s\n", text.Count(document.SignaturesAdded, "signature"), state)
		fmt.Fprintf(w, "transaction %s\n", document.TxID)
	})
	if err != nil || !target.terminal {
		return err
	}
	return p.show(payload, target.draw, p.err)
}

// signingKeys are the records of the keys held here that can sign: by fingerprint, and of
// the wallets' network. A seed may be held for several, and who opens it for test coins
// has not opened it for money.
func (h *home) signingKeys(wanted [][4]byte, networks []string) ([]*keystore.Record, error) {
	records, err := h.keys()
	if err != nil {
		return nil, err
	}
	able := slices.DeleteFunc(records, func(record *keystore.Record) bool { return !slices.Contains(wanted, [4]byte(record.Fingerprint)) })
	elsewhere := ""
	signing := slices.DeleteFunc(able, func(record *keystore.Record) bool {
		other := !slices.Contains(networks, record.Network)
		if other {
			elsewhere = fmt.Sprintf("key %s is for %s and the wallet is of %s", record.Name, record.Network, strings.Join(networks, ", "))
		}
		return other
	})
	if len(signing) == 0 && elsewhere != "" {
		return nil, fault.New(fault.Locked, elsewhere+": it is not opened for that")
	}
	return signing, nil
}
