package ceremony

import (
	"fmt"
	"html"
	"strings"

	"coldsign/internal/text"
)

// Page is the record as a page to print on A4: HTML without scripts,
// with room for signatures in ink. The same record gives the same bytes.
func Page(r *Record, d Document) []byte {
	var b strings.Builder
	write := func(format string, args ...any) {
		for i, arg := range args {
			if text, ok := arg.(string); ok {
				args[i] = html.EscapeString(text)
			}
		}
		fmt.Fprintf(&b, format, args...)
	}
	b.WriteString(pageHead)
	if r.Banner != "" {
		write("<p class=\"banner\">%s</p>\n", r.Banner)
	}
	write("<h1>%s</h1>\n<table>\n", r.Title)
	for _, row := range [][2]string{
		{"Began, ended", r.Began + ", " + r.Ended}, {"Outcome", text.Join(r.Outcome, r.Reason)},
		{"Machine", r.Machine + ", clock " + r.Clock}, {"Program", r.Version + ", SHA-256 " + r.Binary},
		{"Script", r.Script.Name + ", SHA-256 " + r.Script.SHA256},
		{"Record", "SHA-256 " + d.SHA256}, {"Record in words", strings.Join(d.Words, " ")},
		{"Log before", text.Count(int(r.Before.Entries), "entry") + ": " + strings.Join(r.Before.Words, " ")},
		{"Log after", text.Count(int(r.After.Entries), "entry") + ": " + strings.Join(r.After.Words, " ")},
		{"Public key", d.PublicKey},
	} {
		write("<tr><th>%s</th><td>%s</td></tr>\n", row[0], row[1])
	}
	b.WriteString("</table>\n<h2>This machine</h2>\n<table class=\"machine\">\n")
	for _, row := range r.Doctor {
		write("<tr><td>%s</td><td>%s</td><td>%s</td></tr>\n", string(row.Status), row.Title, row.Detail)
	}
	write("</table>\n<p>Judged fit: <b>%s</b> <span class=\"ink\">in ink</span></p>\n", r.Fit)
	for _, step := range r.Steps {
		write("<section><h2>%d. %s</h2>\n<p>%s, %s to %s</p>\n<ul>\n", step.Number, step.Title, step.Who, step.Began, step.Ended)
		for _, text := range step.Aloud {
			write("<li>Read aloud: %s</li>\n", text)
		}
		for _, text := range step.Checks {
			write("<li>&#9744; %s</li>\n", text)
		}
		b.WriteString("</ul>\n")
		if len(step.Command) > 0 {
			write("<pre>coldsign %s  (status %d)\n%s</pre>\n", strings.Join(step.Command, " "), step.Status, step.Output)
		}
		write("<p>Initials: <b>%s</b> %s <span class=\"ink\">in ink</span> <span class=\"ink\">seal number</span></p></section>\n", step.Initials, step.Remark)
	}
	b.WriteString("<section><h2>Signatures</h2>\n<table class=\"sign\">\n<tr><th>Name</th><th>Role</th><th>I was present and saw what this page says: signature, date</th></tr>\n")
	for _, person := range r.People {
		write("<tr><td>%s</td><td>%s</td><td></td></tr>\n", person.Name, person.Role)
	}
	b.WriteString("<tr><td></td><td></td><td></td></tr>\n</table></section>\n</body></html>\n")
	return []byte(b.String())
}

const pageHead = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Record of a ceremony</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
@page { size: A4; margin: 16mm }
body { font: 10pt/1.4 sans-serif; max-width: 180mm; margin: auto } h1 { font-size: 16pt } h2 { font-size: 11pt; margin: 5mm 0 1mm }
table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #888; padding: 1mm 2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }
pre { font: 8pt/1.3 monospace; white-space: pre-wrap; overflow-wrap: anywhere; border-left: 2px solid; padding-left: 3mm }
section { break-inside: avoid-page } ul { list-style: none; padding-left: 4mm; margin: 1mm 0 }
.ink { display: inline-block; width: 45mm; border-bottom: 1px solid; color: #888; font-size: 7pt; margin-left: 5mm }
.machine td:first-child { white-space: nowrap } .sign td { height: 12mm } .sign td:last-child { width: 55% } .banner { border: 3px solid; padding: 2mm; font-weight: bold; text-align: center }
</style></head><body>
`
