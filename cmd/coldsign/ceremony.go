package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"coldsign/internal/ceremony"
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
			for _, name := range ceremony.Names() {
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

// readScript reads a script that ships with the program, by its name, or a file.
func readScript(name string) ([]byte, *ceremony.Script, error) {
	data, there := ceremony.Shipped(name)
	if !there {
		var err error
		if data, err = os.ReadFile(name); errors.Is(err, fs.ErrNotExist) {
			return nil, nil, fault.New(fault.Failed, "no script "+name).WithHint("'coldsign ceremony scripts' lists those that ship with the program; others are files")
		} else if err != nil {
			return nil, nil, fault.Path(name, err)
		}
	}
	s, err := ceremony.Parse(data)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, s, nil
}
