package symbol

import (
	"fmt"
	"strings"
)

// Black on white whatever the terminal's theme: first the eight-colour codes that every terminal knows, then the fixed entries
// 16 and 231 of the 256-colour table, which themes leave alone.
const (
	blackOnWhite = "\x1b[0;30;47m\x1b[38;5;16;48;5;231m"
	plain        = "\x1b[0m"
	clearRight   = "\x1b[K"
)

// halves maps (upper dark, lower dark) to the cell that shows two modules, one above the other.
var halves = map[[2]bool]rune{
	{false, false}: ' ',
	{true, false}:  '▀',
	{false, true}:  '▄',
	{true, true}:   '█',
}

// TerminalSize returns the columns and rows of terminal cells that a symbol of that version takes with its quiet zone.
func TerminalSize(version int) (columns, rows int) {
	side := Size(version) + 2*QuietZone
	return side, (side + 1) / 2
}

// TerminalLines returns the symbol with its quiet zone as lines of half blocks, without colours: dark is the foreground.
func (c *Code) TerminalLines() []string {
	columns, rows := TerminalSize(c.version)
	lines := make([]string, rows)
	for r := range lines {
		var b strings.Builder
		for x := -QuietZone; x < columns-QuietZone; x++ {
			y := 2*r - QuietZone
			b.WriteRune(halves[[2]bool{c.At(x, y), c.At(x, y+1)}])
		}
		lines[r] = b.String()
	}
	return lines
}

// Terminal returns the symbol as terminal output, black on white, a line feed after each row.
func (c *Code) Terminal() string {
	var b strings.Builder
	for _, line := range c.TerminalLines() {
		b.WriteString(blackOnWhite + line + plain + "\n")
	}
	return b.String()
}

// TerminalFrame returns terminal output that draws the symbol with its upper left cell at that column and row (from 1), over
// whatever stood there: frame after frame of an animation, without flicker.
func (c *Code) TerminalFrame(column, row int) string {
	var b strings.Builder
	for i, line := range c.TerminalLines() {
		fmt.Fprintf(&b, "\x1b[%d;%dH%s%s%s%s", row+i, column, blackOnWhite, line, plain, clearRight)
	}
	return b.String()
}
