package message

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// MaxText bounds a message that is signed, in bytes: about four pages, more than
// anybody reads through on a screen before a yes.
const MaxText = 8192

// CheckText says why a person cannot be asked to sign a text: "" when nothing
// speaks against it. What does not show, or shows as something else, is refused:
// control characters, those that turn the direction of writing, and everything
// invisible.
func CheckText(text []byte) string {
	if len(text) > MaxText {
		return fmt.Sprintf("it is longer than %d bytes", MaxText)
	}
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		switch {
		case r == utf8.RuneError && size <= 1:
			return fmt.Sprintf("byte %d is no UTF-8", at)
		case unicode.IsControl(r):
			return fmt.Sprintf("byte %d is the control character U+%04X", at, r)
		case unicode.Is(unicode.Bidi_Control, r):
			return fmt.Sprintf("byte %d is U+%04X, which turns the direction of writing", at, r)
		case !unicode.IsPrint(r) || invisible(r):
			return fmt.Sprintf("byte %d is U+%04X, which does not show", at, r)
		}
		at += size
	}
	return ""
}

// invisible are letters, marks and symbols that have no shape of their own: fillers,
// joiners and the selectors of variants, which Unicode lets a font ignore, and the empty
// pattern of Braille.
func invisible(r rune) bool {
	const emptyBraille = '\u2800'
	return r == emptyBraille || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
