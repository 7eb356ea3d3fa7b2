package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coldsign/internal/text"
	"coldsign/qr/camera"
)

func (p *program) qrCamerasCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "cameras",
		Short:   "List the cameras of this machine and the modes they offer; * is the one that is used",
		Example: "  coldsign qr cameras --json",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			devices, err := camera.List()
			if err != nil {
				return err
			}
			type mode struct {
				Mode string `json:"mode"`
				Best bool   `json:"best"`
			}
			type device struct {
				Path  string `json:"path"`
				Name  string `json:"name"`
				Bus   string `json:"bus"`
				Modes []mode `json:"modes"`
			}
			list := []device{}
			for _, d := range devices {
				best, _ := d.Best()
				entry := device{d.Path, text.Line(d.Name), text.Line(d.Bus), []mode{}}
				for _, m := range d.Modes {
					entry.Modes = append(entry.Modes, mode{m.String(), m == best})
				}
				list = append(list, entry)
			}
			return p.result(list, func(out io.Writer) {
				for _, d := range list {
					fmt.Fprintf(out, "%s  %s (%s)\n", text.Line(d.Path), text.Line(d.Name), text.Line(d.Bus))
					for _, m := range d.Modes {
						star := " "
						if m.Best {
							star = "*"
						}
						fmt.Fprintf(out, "  %s %s\n", star, m.Mode)
					}
				}
				if len(list) == 0 {
					fmt.Fprintln(out, "no camera; codes are read from pictures and videos too")
				}
			})
		},
	}
}
