package main

import (
	"fmt"
	"unicode/utf8"

	"coldsign/internal/fault"
	"coldsign/signer"
)

// pageFrame is how many rows of the terminal stand around the lines of a page: its
// title, the question, and space.
const pageFrame = 5

// readPages shows a review page by page, and ends when a person says no.
func (t *terminal) readPages(review *signer.Shown) error {
	stopped, err := t.turnPages(review.Pages(), "Enter for the next page, no to stop:")
	if err == nil && stopped > 0 {
		err = fault.New(fault.Declined, fmt.Sprintf("stopped at page %d: a person said no", stopped))
	}
	return err
}

// turnPages shows pages one after the other. One that the terminal cannot show at
// once comes in parts, since what has scrolled away was not read. It answers with
// the number of the page at which a person typed more than Enter, or 0.
func (t *terminal) turnPages(pages []signer.Page, question string) (stopped int, err error) {
	for i, page := range pages {
		columns, rows := t.size()
		parts := partsOfPage(page.Lines, columns, rows-pageFrame)
		for n, lines := range parts {
			part := ""
			if len(parts) > 1 {
				part = fmt.Sprintf(", part %d of %d", n+1, len(parts))
			}
			fmt.Fprintf(t.file, "\n--- %s (page %d of %d%s) ---\n\n", page.Title, i+1, len(pages), part)
			for _, line := range lines {
				fmt.Fprintln(t.file, line)
			}
			fmt.Fprintln(t.file)
			answer, err := t.line(question)
			if err != nil {
				return 0, err
			}
			if answer != "" {
				return i + 1, nil
			}
		}
	}
	return 0, nil
}

// partsOfPage cuts lines into parts of so many rows of a terminal: between two
// blocks where there is a blank line between them, else anywhere. A line that is
// longer than a part is a part.
func partsOfPage(lines []string, columns, rows int) [][]string {
	var parts [][]string
	for len(lines) > 0 {
		end, used, blank := 0, 0, 0
		for end < len(lines) && (end == 0 || used+rowsOf(lines[end], columns) <= rows) {
			if lines[end] == "" {
				blank = end
			}
			used += rowsOf(lines[end], columns)
			end++
		}
		if end < len(lines) && blank > 0 && lines[end] != "" {
			end = blank
		}
		parts = append(parts, lines[:end])
		if lines = lines[end:]; len(lines) > 0 && lines[0] == "" {
			lines = lines[1:]
		}
	}
	if parts == nil {
		parts = [][]string{nil}
	}
	return parts
}

// rowsOf is how many rows a line takes at most: a letter beyond ASCII may be two
// cells wide.
func rowsOf(line string, columns int) int {
	cells := 0
	for _, r := range line {
		cells++
		if r >= utf8.RuneSelf {
			cells++
		}
	}
	return max(1, (cells+columns-1)/columns)
}
