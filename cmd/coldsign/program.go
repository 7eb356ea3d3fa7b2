package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/harden"
	"coldsign/internal/store"
	"coldsign/internal/text"
)

// homeVariable names the folder of keys, wallets, policy and log.
const homeVariable = "COLDSIGN_HOME"

// program is one run: its streams, its global flags, and what was hardened.
type program struct {
	in       io.Reader
	out, err io.Writer
	disk     store.FS // that the home lies on
	hardened harden.Report
	guard    *harden.Guard // cleans up however the program ends

	running bool // a command has begun: what failed before is wrong usage

	homeDir string
	bound   string // the one home that commands inside a rehearsal or a ceremony may use; "" outside
	json    bool
	quiet   bool
	banner  string // stands above everything in a rehearsal
}

// run executes the command line and answers with the exit status. A command inside a
// rehearsal or a ceremony begins with the global flags of the one around it.
func (p *program) run(args []string) int {
	p.running = false
	out := &watchedWriter{to: p.out}
	p.out = out
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	err := root.Execute()
	if out.fault != nil {
		err = out.fault
	}
	if err == nil {
		return 0
	}
	f := fault.Of(err)
	if !p.running && f.Kind == fault.Failed {
		f.Kind = fault.Usage
	}
	var shown printed
	var said told
	if !errors.As(err, &said) && (!errors.As(err, &shown) || !p.json) {
		p.printFailure(f)
	}
	return int(f.Kind)
}

// rootCommand is the tree of commands, in the order people meet them.
func (p *program) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "coldsign",
		Short: "Review and sign Bitcoin transactions on a machine that never touches a network",
		Long: `coldsign takes an unsigned Bitcoin transaction (PSBT) from a QR code or a file,
shows people what it does, signs it with keys held in locked memory, and gives
the signed result back as a QR code and a file.

Exit status: 0 done, 1 failed, 2 wrong usage, 3 refused by a safety rule or by
policy, 4 a person said no or the approval is for another review, 5 the keys
stayed locked.`,
		Example:       "  coldsign key new treasury --network main --dice rolls.txt\n  coldsign review payment.psbt\n  coldsign sign payment.psbt",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArguments(),
		RunE: func(c *cobra.Command, _ []string) error {
			if p.json {
				return needsCommand(c)
			}
			return c.Help()
		},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.homeDir, "home", "", "folder of keys, wallets, policy and log (default $"+homeVariable+", else ~/.coldsign)")
	flags.BoolVar(&p.json, "json", p.json, "machine output: one JSON document on standard output")
	flags.BoolVar(&p.quiet, "quiet", p.quiet, "no progress, no hints")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return usageFailure(c, err) })
	root.AddCommand(
		p.keyCommand(), p.operatorCommand(), p.walletCommand(), p.reviewCommand(), p.approveCommand(), p.signCommand(), p.messageCommand(),
		p.policyCommand(), p.personCommand(),
		p.logCommand(), p.lockdownCommand(), p.ceremonyCommand(), p.rehearsalCommand(), p.drillCommand(),
		p.psbtCommand(), p.qrCommand(), p.rulesCommand(), p.doctorCommand(), p.versionCommand(),
	)
	addCobras(root)
	p.markRunning(root)
	return root
}

// markRunning notes when a command begins. What cobra finds before that, such
// as a flag that is missing, is the caller's mistake, and cobra does not say so.
func (p *program) markRunning(c *cobra.Command) {
	if run := c.RunE; run != nil {
		c.RunE = func(c *cobra.Command, args []string) error {
			p.running = true
			return run(c, args)
		}
	}
	for _, sub := range c.Commands() {
		p.markRunning(sub)
	}
}

// usageFailure is a wrong call of a command, with where to read the right one.
func usageFailure(c *cobra.Command, err error) error {
	return fault.New(fault.Usage, err.Error()).WithHint("see '" + c.CommandPath() + " --help'")
}

// exactly, atLeast and noArguments are cobra's argument checks with our exit status.
func exactly(n int) cobra.PositionalArgs { return checked(cobra.ExactArgs(n)) }
func atLeast(n int) cobra.PositionalArgs { return checked(cobra.MinimumNArgs(n)) }
func noArguments() cobra.PositionalArgs  { return checked(cobra.NoArgs) }

func checked(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usageFailure(c, err)
		}
		return nil
	}
}

// group is a command that only holds others.
func group(use, short string, commands ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  noArguments(),
		RunE:  func(c *cobra.Command, _ []string) error { return needsCommand(c) },
	}
	c.AddCommand(commands...)
	return c
}

func needsCommand(c *cobra.Command) error {
	return usageFailure(c, errors.New(c.CommandPath()+" needs one of its commands"))
}

// addCobras adds the commands that cobra brings, with the examples that it lacks.
func addCobras(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Example = "  coldsign help sign"
		case "completion":
			for _, shell := range c.Commands() {
				shell.Example = "  " + shell.CommandPath() + " > coldsign-completion"
			}
		}
	}
}

// home answers the folder that holds everything.
func (p *program) home() (string, error) {
	if p.bound != "" {
		if p.homeDir != "" {
			return "", fault.New(fault.Usage, "--home: a rehearsal and a ceremony have one home, and no command in them another")
		}
		return p.bound, nil
	}
	if p.homeDir != "" {
		return filepath.Abs(p.homeDir)
	}
	if dir := os.Getenv(homeVariable); dir != "" {
		return filepath.Abs(dir)
	}
	user, err := os.UserHomeDir()
	if err != nil {
		return "", fault.New(fault.Usage, "no home folder for this user").WithHint("name one with --home")
	}
	return filepath.Join(user, ".coldsign"), nil
}

// result prints what the command found: as JSON with --json, else as lines of text.
func (p *program) result(document any, text func(io.Writer)) error {
	if !p.json {
		text(p.out)
		return nil
	}
	data, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return err
	}
	_, err = p.out.Write(append(data, '\n'))
	return err
}

// say tells the person something that is not the result.
func (p *program) say(format string, args ...any) {
	if !p.quiet {
		fmt.Fprintln(p.err, text.Line(fmt.Sprintf(format, args...)))
	}
}

// printFailure prints an error: one line, or one JSON document.
func (p *program) printFailure(f *fault.Error) {
	if p.json {
		document := map[string]any{"error": errorDocument{Code: f.Kind.String(), Message: text.Line(f.Message)}}
		if len(f.Findings) > 0 {
			document["findings"] = findingDocuments(f.Findings)
		}
		data, err := json.MarshalIndent(document, "", "  ")
		if err == nil {
			_, err = fmt.Fprintln(p.out, string(data))
		}
		if err == nil {
			return
		}
	}
	fmt.Fprintln(p.err, "coldsign: error: "+text.Line(f.Message))
	if f.Hint != "" && !p.quiet {
		fmt.Fprintln(p.err, "coldsign: hint: "+text.Line(f.Hint))
	}
}

type errorDocument struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}
