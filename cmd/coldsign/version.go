package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"coldsign/internal/doctor"
	"coldsign/internal/erase"
)

// version is stamped by the build; a build without a stamp says so.
var version = "unstamped"

// procFolder is where the kernel tells about the running program.
const procFolder = "/proc"

// dependency is one module that is linked in.
type dependency struct {
	Module  string `json:"module"`
	Version string `json:"version"`
	Sum     string `json:"sum"`
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Version, build, hash of the running binary, dependencies",
		Example: "  coldsign version --json",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			document := struct {
				Version      string       `json:"version"`
				Go           string       `json:"go"`
				Platform     string       `json:"platform"`
				Erases       bool         `json:"erases_secrets"`
				BinarySHA256 string       `json:"binary_sha256"`
				Dependencies []dependency `json:"dependencies"`
			}{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH, Erases: erase.Enabled(), Dependencies: []dependency{}}
			var err error
			if document.BinarySHA256, err = doctor.BinaryHash(procFolder); err != nil {
				return err
			}
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, m := range info.Deps {
					document.Dependencies = append(document.Dependencies, dependency{m.Path, m.Version, m.Sum})
				}
			}
			return p.result(document, func(w io.Writer) {
				fmt.Fprintf(w, "coldsign %s (%s, %s)\n", document.Version, document.Go, document.Platform)
				fmt.Fprintf(w, "secrets erased after use: %v\n", document.Erases)
				fmt.Fprintf(w, "binary SHA-256 %s\n", document.BinarySHA256)
				for _, d := range document.Dependencies {
					fmt.Fprintf(w, "  %s %s %s\n", d.Module, d.Version, d.Sum)
				}
			})
		},
	}
}
