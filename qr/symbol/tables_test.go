package symbol_test

import (
	"fmt"
	"strings"
)

// tables counts what each reader read, by size and version, by condition, and by size.
type tables struct {
	readers []reader
	titles  []string
	rows    map[string][]string // of a table, in order
	cells   map[[3]string]*score
}

func newTables(readers []reader) *tables {
	return &tables{
		readers: readers,
		titles:  []string{"picture and version", "condition", "picture"},
		rows:    map[string][]string{},
		cells:   map[[3]string]*score{},
	}
}

func (t *tables) add(name string, size [2]int, version int, condition string, r reading, want []byte) {
	picture := fmt.Sprintf("%d × %d", size[0], size[1])
	for i, row := range []string{fmt.Sprintf("%s, version %d", picture, version), condition, picture} {
		key := [3]string{t.titles[i], row, name}
		if t.cells[key] == nil {
			t.cells[key] = &score{}
			if name == t.readers[0].name {
				t.rows[t.titles[i]] = append(t.rows[t.titles[i]], row)
			}
		}
		t.cells[key].add(r, want)
	}
}

// String writes the tables in Markdown. A cell is read of drawn, and the median time in milliseconds; a cell where this package
// reads less than another reader is marked.
func (t *tables) String() string {
	var b strings.Builder
	for _, title := range t.titles {
		fmt.Fprintf(&b, "| %s |", title)
		for _, r := range t.readers {
			fmt.Fprintf(&b, " %s |", r.name)
		}
		fmt.Fprintf(&b, "\n| --- |%s\n", strings.Repeat(" --- |", len(t.readers)))
		for _, row := range t.rows[title] {
			t.line(&b, title, row)
		}
		t.total(&b, title)
		b.WriteString("\n")
	}
	return b.String()
}

func (t *tables) line(b *strings.Builder, title, row string) {
	fmt.Fprintf(b, "| %s |", row)
	ours := t.cells[[3]string{title, row, t.readers[0].name}]
	for _, r := range t.readers {
		c := t.cells[[3]string{title, row, r.name}]
		mark := ""
		if c.read > ours.read {
			mark = " (more)"
		}
		fmt.Fprintf(b, " %d of %d%s, %.1f ms |", c.read, c.of, mark, c.median())
	}
	b.WriteString("\n")
}

func (t *tables) total(b *strings.Builder, title string) {
	b.WriteString("| all |")
	for _, r := range t.readers {
		var all score
		for _, row := range t.rows[title] {
			c := t.cells[[3]string{title, row, r.name}]
			all.read += c.read
			all.of += c.of
			all.ms = append(all.ms, c.ms...)
		}
		fmt.Fprintf(b, " %d of %d = %.1f %%, %.1f ms |", all.read, all.of, 100*float64(all.read)/float64(all.of), all.median())
	}
	b.WriteString("\n")
}
