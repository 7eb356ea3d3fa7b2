package layers

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Package is what one package imports in files that are not tests, and in tests.
type Package struct {
	Path        string // import path
	Imports     []string
	TestImports []string
}

// Check compares packages of a module with the plan and returns what is wrong,
// one sentence each.
func Check(module string, packages []Package) []string {
	var wrong []string
	for _, p := range packages {
		name, _ := within(module, p.Path)
		row, planned := find(name)
		if !planned {
			wrong = append(wrong, fmt.Sprintf("%s has no row in the plan", name))
			continue
		}
		for _, imported := range p.Imports {
			if reason := judge(module, row, imported); reason != "" {
				wrong = append(wrong, fmt.Sprintf("%s imports %s: %s", name, imported, reason))
			}
		}
		for _, imported := range p.TestImports {
			if ours, ok := within(module, imported); ok && strings.HasPrefix(ours, "cmd/") && ours != name {
				wrong = append(wrong, fmt.Sprintf("a test of %s imports %s: nobody imports cmd", name, imported))
			}
		}
	}
	return wrong
}

// within gives the path relative to the module.
func within(module, importPath string) (string, bool) {
	if importPath == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

func find(name string) (Row, bool) {
	i := slices.IndexFunc(Table, func(r Row) bool { return fits(r.Package, name) })
	if i < 0 {
		return Row{}, false
	}
	return Table[i], true
}

// fits compares a name with a pattern of Table.
func fits(pattern, name string) bool {
	if folder, ok := strings.CutSuffix(pattern, "/*"); ok {
		return path.Dir(name) == folder
	}
	return pattern == name
}

// judge returns why a row does not permit an import, "" when it does.
func judge(module string, row Row, imported string) string {
	if ours, ok := within(module, imported); ok {
		return judgeOurs(row, ours)
	}
	switch {
	case listed(Banned, imported):
		return "nobody may"
	case !row.Doors && listed(Doors, imported):
		return "only cmd, qr/camera and the rooms of internal that touch the machine may"
	}
	return ""
}

func judgeOurs(row Row, ours string) string {
	switch {
	case strings.HasPrefix(ours, "cmd/"):
		return "nobody imports cmd"
	case slices.Contains(TestOnly, ours) && !slices.Contains(row.Imports, ours):
		return "it is for tests alone"
	}
	for _, pattern := range row.Imports {
		if pattern == "..." || fits(pattern, ours) {
			return ""
		}
	}
	return "the plan does not say so"
}

// listed compares an import with patterns of Doors and Banned.
func listed(patterns []string, imported string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		return p == imported || strings.HasSuffix(p, "/") && strings.HasPrefix(imported, p)
	})
}
