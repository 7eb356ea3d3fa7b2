package layers

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What a page names: a link's target, what stands between backticks, and in the
// comments of code a file by its name.
var (
	linked   = regexp.MustCompile(`\]\(([^)#\s]+)`)
	fenced   = regexp.MustCompile("(?s)```.*?```")
	spans    = regexp.MustCompile("`([^`\n]+)`")
	pathLike = regexp.MustCompile(`[A-Za-z0-9_.*-]+(?:/[A-Za-z0-9_.*-]+)+`)
	declared = regexp.MustCompile(`^([A-Za-z0-9_./-]+\.go): ([A-Za-z0-9_]+)$`)
	sources  = regexp.MustCompile(`[A-Za-z0-9_-]+\.go\b`)
	comments = regexp.MustCompile(`(?m)(?:^|\s)//.*$`)
	pageOf   = regexp.MustCompile(`\bdocs/[A-Za-z0-9_/.-]+\.md\b`)
	testFunc = regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]+`)
)

// repository is what lies in the module's folder.
type repository struct {
	paths map[string]bool // files and folders
	names map[string]bool // of files, without their folders
	text  map[string]string
	code  string // all of it
}

func readRepository(t *testing.T, root string) *repository {
	t.Helper()
	r := &repository{map[string]bool{}, map[string]bool{}, map[string]string{}, ""}
	var code strings.Builder
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "bin" || entry.Name() == "dist") {
			return filepath.SkipDir
		}
		relative, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		r.paths[filepath.ToSlash(relative)] = true
		if entry.IsDir() {
			return nil
		}
		r.names[entry.Name()] = true
		extension := filepath.Ext(file)
		if extension != ".go" && extension != ".md" {
			return nil
		}
		data, err := os.ReadFile(file)
		r.text[filepath.ToSlash(relative)] = string(data)
		if extension == ".go" {
			code.Write(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r.code = code.String()
	return r
}

// has tells whether a path, perhaps with stars, is there.
func (r *repository) has(pattern string) bool {
	pattern = strings.TrimSuffix(pattern, "/")
	if r.paths[pattern] {
		return true
	}
	for there := range r.paths {
		if ok, err := path.Match(pattern, there); err == nil && ok {
			return true
		}
	}
	return false
}

// declares tells whether a file declares a function, method, type, variable or constant.
func (r *repository) declares(file, name string) bool {
	declaration := regexp.MustCompile(`(?m)^(?:func (?:\([^)]*\) )?|type |var |const |\t)` + name + `\b`)
	return declaration.MatchString(r.text[file])
}

// gone lists what a file names and is not there.
func (r *repository) gone(file, text string) (gone []string) {
	missing := func(what string) { gone = append(gone, what) }
	if strings.HasSuffix(file, ".go") {
		for _, comment := range comments.FindAllString(text, -1) {
			for _, name := range sources.FindAllString(comment, -1) {
				if !r.names[name] {
					missing(name)
				}
			}
			for _, page := range pageOf.FindAllString(comment, -1) {
				if !r.has(page) {
					missing(page)
				}
			}
		}
		return gone
	}
	for _, link := range linked.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(link[1], "://") && !r.has(path.Join(path.Dir(file), link[1])) {
			missing(link[1])
		}
	}
	for _, span := range spans.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		for _, name := range pathLike.FindAllString(span[1], -1) {
			name = path.Clean(strings.TrimRight(name, "."))
			if top, _, below := strings.Cut(name, "/"); below && r.paths[top] && !r.has(name) {
				missing(name)
			}
		}
		if d := declared.FindStringSubmatch(span[1]); d != nil && !r.declares(d[1], d[2]) {
			missing(span[1])
		}
		for _, name := range sources.FindAllString(span[1], -1) {
			if !r.names[name] {
				missing(name)
			}
		}
	}
	for _, name := range testFunc.FindAllString(text, -1) {
		if !strings.Contains(r.code, "func "+name+"(") {
			missing(name)
		}
	}
	return gone
}

// TestPagesNameWhatIsThere: pages, and comments in code, outlive what they speak of
// unless somebody looks.
func TestPagesNameWhatIsThere(t *testing.T) {
	r := readRepository(t, filepath.Join("..", ".."))
	pages := 0
	for file, text := range r.text {
		if path.Dir(file) == "internal/layers" {
			continue // names what is not there, to show that it is found
		}
		if strings.HasSuffix(file, ".md") {
			pages++
		}
		for _, what := range r.gone(file, text) {
			t.Errorf("%s names %s, which is gone", file, what)
		}
	}
	if pages < 20 {
		t.Errorf("only %d pages were found", pages)
	}
}

// What is gone is found, and what is there is not.
func TestPagesAreRead(t *testing.T) {
	r := &repository{
		paths: map[string]bool{"docs": true, "docs/a.md": true, "psbt": true, "psbt/parse.go": true, "testdata": true, "testdata/one.json": true},
		names: map[string]bool{"a.md": true, "parse.go": true, "one.json": true},
		text:  map[string]string{"psbt/parse.go": "const most = 1\n\ntype Map []int\n\nfunc (p *parser) Parse() {}\n"},
		code:  "func TestThis(t *testing.T) {",
	}
	for _, c := range []struct{ file, text, gone string }{
		{"docs/b.md", "see [a](a.md) and [a](a.md#part), `parse.go`, `psbt/parse.go`, `testdata/*.json`, TestThis", ""},
		{"docs/b.md", "[elsewhere](https://example.org/x.md), `/dev/shm/x`, `go test ./psbt`, `GOOS/GOARCH`", ""},
		{"docs/b.md", "see [b](gone.md)", "gone.md"},
		{"docs/b.md", "`psbt/parse.go: Parse`, `psbt/parse.go: Map`, `psbt/parse.go: most`", ""},
		{"docs/b.md", "`psbt/parse.go: Lost`", "psbt/parse.go: Lost"},
		{"docs/b.md", "in `lost.go`", "lost.go"},
		{"docs/b.md", "in `psbt/lost`", "psbt/lost"},
		{"docs/b.md", "in `testdata/*.bin`", "testdata/*.bin"},
		{"docs/b.md", "```\npsbt/lost\n```", ""},
		{"docs/b.md", "held by TestThat", "TestThat"},
		{"psbt/parse.go", "x := 1 // as in docs/a.md and parse.go", ""},
		{"psbt/parse.go", "// See docs/lost.md.", "docs/lost.md"},
		{"psbt/parse.go", "//	lost.go   the rest", "lost.go"},
	} {
		if got := strings.Join(r.gone(c.file, c.text), " "); got != c.gone {
			t.Errorf("%s: %q names %q, found %q", c.file, c.text, c.gone, got)
		}
	}
}
