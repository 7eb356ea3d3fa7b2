package layers

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "draw the rooms of the architecture page anew")

// The page, and where in it the drawing stands.
const (
	architecture = "docs/architecture.md"
	drawingFrom  = "<!-- drawn from the layer table: go test ./internal/layers -update -->\n"
	drawingTo    = "<!-- end of the drawing -->\n"
)

// rooms are the rows of the table that people work in, by what each may use. The
// standards of a folder are drawn as one, and so is what stands beside them.
func rooms() map[string][]string {
	shown := func(name string) string {
		if folder := path.Dir(name); folder == "keystore" || folder == "qr" {
			return folder + "/*"
		}
		return name
	}
	uses := map[string][]string{}
	for _, row := range Table {
		if slices.Contains(TestOnly, row.Package) || row.Package == "internal/layers" {
			continue
		}
		room := shown(row.Package)
		uses[room] = append(uses[room], row.Imports...)
	}
	for room, patterns := range uses {
		var found []string
		for _, pattern := range patterns {
			for other := range uses {
				if other != room && !strings.HasPrefix(other, "cmd/") && (pattern == "..." || shown(pattern) == other) {
					found = append(found, other)
				}
			}
		}
		slices.Sort(found)
		uses[room] = slices.Compact(found)
	}
	return uses
}

// reach is everything that a room stands on.
func reach(uses map[string][]string, room string) map[string]bool {
	below := map[string]bool{}
	var walk func(string)
	walk = func(r string) {
		for _, other := range uses[r] {
			if !below[other] {
				below[other] = true
				walk(other)
			}
		}
	}
	walk(room)
	return below
}

// floor is how many rooms stand below one, on the longest way down.
func floor(uses map[string][]string, room string) int {
	n := 0
	for _, other := range uses[room] {
		n = max(n, 1+floor(uses, other))
	}
	return n
}

// drawRooms writes the floors, highest first: an arrow leads to what a room may use,
// but for what a room that it uses may use already.
func drawRooms(b *bytes.Buffer) {
	uses := rooms()
	names := slices.SortedFunc(maps.Keys(uses), func(x, y string) int {
		return cmp.Or(floor(uses, y)-floor(uses, x), strings.Compare(x, y))
	})
	b.WriteString("```\n")
	last := -1
	for _, room := range names {
		if f := floor(uses, room); f != last {
			if last >= 0 {
				b.WriteString("\n")
			}
			last = f
		}
		var arrows []string
		for _, other := range uses[room] {
			if !slices.ContainsFunc(uses[room], func(between string) bool { return reach(uses, between)[other] }) {
				arrows = append(arrows, other)
			}
		}
		line := fmt.Sprintf("%-22s", room)
		if len(arrows) > 0 {
			line += " → " + strings.Join(arrows, "  ")
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	b.WriteString("```\n")
}

// drawPackages lists every package with the first sentence of its comment.
func drawPackages(t *testing.T, b *bytes.Buffer) {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Doc,Module", "./...")
	cmd.Dir = filepath.Join("..", "..")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	b.WriteString("\n| package | what it is | touches the machine |\n| --- | --- | --- |\n")
	for stream := json.NewDecoder(bytes.NewReader(out)); ; {
		var l struct {
			ImportPath, Doc string
			Module          struct{ Path string }
		}
		if err := stream.Decode(&l); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		name, _ := within(l.Module.Path, l.ImportPath)
		row, _ := find(name)
		if l.Doc == "" {
			t.Errorf("%s has no package comment", name)
		}
		doors := ""
		if row.Doors {
			doors = "yes"
		}
		what := strings.TrimSuffix(strings.TrimPrefix(l.Doc, "Package "+path.Base(name)+" "), ".")
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", name, strings.TrimPrefix(what, "Command "+path.Base(name)+" "), doors)
	}
}

// TestArchitecture holds the drawing to the table: draw it anew with -update.
func TestArchitecture(t *testing.T) {
	file := filepath.Join("..", "..", filepath.FromSlash(architecture))
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(page), drawingFrom)
	drawn, after, ends := strings.Cut(rest, drawingTo)
	if !begins || !ends {
		t.Fatalf("%s has no place for the drawing", architecture)
	}
	var b bytes.Buffer
	drawRooms(&b)
	drawPackages(t, &b)
	if drawn == b.String() {
		return
	}
	if !*update {
		t.Fatalf("%s is not what the layer table says: go test ./internal/layers -update", architecture)
	}
	if err := os.WriteFile(file, []byte(before+drawingFrom+b.String()+drawingTo+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Floors and arrows of a house of three.
func TestDrawing(t *testing.T) {
	uses := map[string][]string{"top": {"low", "middle"}, "middle": {"low"}, "low": nil}
	if floor(uses, "top") != 2 || floor(uses, "low") != 0 || !reach(uses, "top")["low"] || reach(uses, "low")["top"] {
		t.Errorf("floors %d, %d", floor(uses, "top"), floor(uses, "low"))
	}
}
