// Package sheet draws the printed backup of a key: a page of HTML, in locked memory.
package sheet

import (
	"bytes"
	"fmt"
	"html"
	"strconv"

	"coldsign/internal/erase"
	"coldsign/internal/locked"
	"coldsign/internal/text"
	"coldsign/keystore"
	"coldsign/keystore/bip39"
	"coldsign/keystore/seedqr"
	"coldsign/qr/symbol"
)

// maxPage bounds the page, in bytes: a symbol of SeedQR is at most version 4,
// each of its modules a square of some forty bytes.
const maxPage = 96 << 10

// With draws the page of a key in locked memory, hands it on, and wipes it: the words in
// a grid, their SeedQR, and what tells which key it is. No script, nothing from outside
// the file.
func With(record *keystore.Record, words *locked.Buffer, hand func(page *locked.Buffer) error) error {
	arena, err := locked.NewArena(maxPage)
	if err != nil {
		return err
	}
	defer arena.Destroy()
	var page *locked.Buffer
	erase.Do(func() {
		var drawn []byte
		if drawn, err = draw(record, words.Bytes()); err != nil {
			return
		}
		if page, err = arena.Alloc(len(drawn)); err == nil {
			copy(page.Bytes(), drawn)
		}
		erase.Bytes(drawn)
	})
	if err != nil {
		return err
	}
	return hand(page)
}

// draw makes the page; it is called inside the erasing wrapper and appends bytes, since
// formatting would leave copies of the words.
func draw(record *keystore.Record, words []byte) ([]byte, error) {
	entropy, err := bip39.AppendEntropy(nil, words)
	if err != nil {
		return nil, err
	}
	defer erase.Bytes(entropy)
	digits, err := seedqr.Encode(entropy)
	if err != nil {
		return nil, err
	}
	defer erase.Bytes(digits)
	code, err := symbol.Encode(digits, symbol.Options{Level: symbol.M})
	if err != nil {
		return nil, err
	}
	page := make([]byte, 0, maxPage)
	page = append(page, sheetHead...)
	page = append(page, fmt.Sprintf("<h1>Key %s</h1>\n<p>Fingerprint <b>%s</b> · network %s · %s</p>\n", record.Name, record.Fingerprint, record.Network, html.EscapeString(madeText(record)))...)
	page = append(page, "<ol>\n"...)
	for _, word := range bytes.Fields(words) {
		page = append(page, "<li>"...)
		page = append(page, word...)
		page = append(page, "</li>\n"...)
	}
	page = append(page, "</ol>\n"...)
	page = appendSVG(page, code)
	return append(page, sheetFoot...), nil
}

// appendSVG draws the symbol, a square of the path for each dark module. Where
// those are is the secret, so they are appended and not formatted: fmt keeps its
// buffers.
func appendSVG(page []byte, code *symbol.Code) []byte {
	side := code.Size() + 2*symbol.QuietZone
	page = append(page, fmt.Sprintf("<svg viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\"><path d=\"", side, side)...)
	for y := range code.Size() {
		for x := range code.Size() {
			if code.At(x, y) {
				page = append(page, 'M')
				page = strconv.AppendInt(page, int64(x+symbol.QuietZone), 10)
				page = append(page, ' ')
				page = strconv.AppendInt(page, int64(y+symbol.QuietZone), 10)
				page = append(page, "h1v1h-1z"...)
			}
		}
	}
	return append(page, "\"/></svg>\n"...)
}

// The sheet's fixed parts. The last word of a mnemonic is its check digits
// (BIP-39), so a copy error shows when it is read back.
const (
	sheetHead = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Backup of a key</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
@page { size: A4; margin: 18mm }
body { font: 12pt/1.5 sans-serif } ol { columns: 3; font: 14pt/1.9 monospace } svg { width: 60mm; height: 60mm }
table { border-collapse: collapse; width: 100% } td { border: 1px solid; height: 9mm; padding: 0 2mm } .w { border: 2px solid; padding: 2mm }
</style></head><body>
<p class="w"><b>Whoever sees this page can spend.</b> Print it on a machine without network or memory, destroy the file, keep the page sealed.</p>
`
	sheetFoot = `<p>The last word holds the check digits: a word copied wrongly is found when the words are read back with <code>coldsign key check-backup</code>.</p>
<table><tr><td>Seal number</td><td></td><td>Place</td><td></td></tr><tr><td>Holder</td><td></td><td>Date</td><td></td></tr><tr><td>Read back by</td><td></td><td>Date</td><td></td></tr></table>
</body></html>`
)

// madeText says when a key was made here, or what was declared of one that was not.
func madeText(record *keystore.Record) string {
	switch {
	case record.Origin == keystore.Made:
		return "made " + text.Date(record.Created)
	case record.MadeBy == "":
		return "imported " + text.Date(record.Created) + "; where and when it was made was not declared"
	}
	return "imported " + text.Date(record.Created) + "; made by: " + record.MadeBy
}
