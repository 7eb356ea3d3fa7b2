package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/pflag"

	"coldsign/internal/fault"
	"coldsign/qr/symbol"
	"coldsign/signer/policy"
)

// requestFlags bring a coordinator's signed request beside a transaction.
type requestFlags struct {
	file      string
	signature string
}

func (r *requestFlags) flags(f *pflag.FlagSet) {
	f.StringVar(&r.file, "request", "", "the coordinator's signed request for this transaction")
	f.StringVar(&r.signature, "request-signature", "", "its signature (default: beside it, with .minisig or .sig at the end)")
}

// read reads and verifies the request; nil when none was brought.
func (r *requestFlags) read(house *policy.Policy) (*policy.SignedRequest, error) {
	if r.file == "" {
		if r.signature != "" {
			return nil, fault.New(fault.Usage, "--request-signature goes with --request")
		}
		return nil, nil
	}
	data, signature, err := readSigned(r.file, r.signature)
	if err != nil {
		return nil, err
	}
	signed, err := house.ReadRequest(data, signature)
	if err != nil {
		return nil, fault.New(fault.Refused, fmt.Sprintf("%s: %v", r.file, err)).
			WithHint("'coldsign policy show' has the requesters and their keys")
	}
	return signed, nil
}

// signatureEndings are the files that minisign and ssh-keygen write beside what
// they sign.
var signatureEndings = []string{".minisig", ".sig"}

// readCarried reads a document from its file, or from a picture of the QR code
// that carries it.
func readCarried(path string) ([]byte, error) {
	data, err := readFile(path)
	if err != nil || !symbol.IsImage(data) {
		return data, err
	}
	in, err := joinDocuments(path, []document{{path, data}}, nil)
	if err != nil {
		return nil, err
	}
	return in.payload.Content(), nil
}

// readSigned reads a document and its detached signature. What came as a picture
// has its signature in another one, which must be named.
func readSigned(path, signature string) (data, sig []byte, err error) {
	if data, err = readCarried(path); err != nil {
		return nil, nil, err
	}
	if signature != "" {
		sig, err = readCarried(signature)
		return data, sig, err
	}
	for _, ending := range signatureEndings {
		sig, err = readFile(path + ending)
		if !errors.Is(err, fs.ErrNotExist) {
			return data, sig, err
		}
	}
	return nil, nil, fault.New(fault.Failed, path+": no signature beside it").WithHint("minisign writes " + path + ".minisig, ssh-keygen -Y sign writes " + path + ".sig")
}
