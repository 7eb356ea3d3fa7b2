package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/text"
)

func (p *program) ceremonyCommand() *cobra.Command {
	return group("ceremony", "Walk a script with the people present, and close with a signed record",
		p.ceremonyRunCommand(), p.ceremonyVerifyCommand(), p.ceremonyScriptsCommand(), p.ceremonyShowCommand())
}

func (p *program) ceremonyScriptsCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "scripts",
		Short:   "List the scripts that ship with the program",
		Example: "  coldsign ceremony scripts",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			type row struct {
				Name  string `json:"name"`
				Title string `json:"title"`
				Steps int    `json:"steps"`
			}
			rows := []row{}
			for _, name := range scriptNames() {
				_, s, err := readScript(name)
				if err != nil {
					return err
				}
				rows = append(rows, row{name, s.Title, len(s.Steps)})
			}
			return p.result(rows, func(out io.Writer) {
				for _, r := range rows {
					fmt.Fprintf(out, "%-16s %s, %s\n", r.Name, r.Title, text.Count(r.Steps, "step"))
				}
			})
		},
	}
}

func (p *program) ceremonyShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show NAME",
		Short:   "Print a script, to be read before the day or made one's own",
		Example: "  coldsign ceremony show signing > our-signing.txt",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, _, err := readScript(args[0])
			if err != nil {
				return err
			}
			return p.result(map[string]string{"name": args[0], "script": string(text)}, func(out io.Writer) { out.Write(text) })
		},
	}
}

// scriptNames are those of the scripts that ship with the program, in order.
func scriptNames() []string {
	entries, err := fs.ReadDir(scriptFiles, strings.TrimSuffix(scriptFolder, "/"))
	if err != nil {
		return nil // the folder is part of the program
	}
	var names []string
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), scriptSuffix))
	}
	return names
}

// readScript reads a script that ships with the program, by its name, or a file.
func readScript(name string) ([]byte, *script, error) {
	text, err := scriptFiles.ReadFile(scriptFolder + name + scriptSuffix)
	if err != nil {
		text, err = os.ReadFile(name)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fault.New(fault.Failed, "no script "+name).WithHint("'coldsign ceremony scripts' lists those that ship with the program; others are files")
	}
	if err != nil {
		return nil, nil, fault.Path(name, err)
	}
	s, err := parseScript(text)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return text, s, nil
}
