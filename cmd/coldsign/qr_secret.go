package main

import (
	"coldsign/internal/fault"
)

// showPhrase is what a person types before a secret is shown as a code.
const showPhrase = "show this secret"

// secretBanner stands above the code of a secret.
const secretBanner = "SECRET: whoever sees or films this code can spend"

// mayShowSecret has the phrase typed, or given, before a secret becomes a code.
// Where nobody can be asked, nothing is shown.
func (p *program) mayShowSecret(path, given string, o *drawOptions) error {
	if given == "" {
		t, err := p.openTerminal("whether the secret may be shown", "--phrase")
		if err != nil {
			return fault.New(fault.Refused, path+": looks like a secret, which is not shown as a QR code unasked").
				WithHint("answer with --phrase '" + showPhrase + "'")
		}
		defer t.Close()
		if given, err = t.line(path + " looks like a secret. Type '" + showPhrase + "' to show it:"); err != nil {
			return err
		}
	}
	if given != showPhrase {
		return fault.New(fault.Declined, "nothing was shown: the phrase was not '"+showPhrase+"'")
	}
	o.secret = true
	return nil
}
