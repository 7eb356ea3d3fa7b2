package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/ceremony"
	"coldsign/internal/drill"
	"coldsign/internal/fault"
)

// rehearsalBanner stands above every screen of a rehearsal.
const rehearsalBanner = "*** REHEARSAL: throw-away keys, no money ***"

// The practice key and its passphrase, which is no secret: it guards nothing.
const (
	practiceKey        = "practice"
	practiceWallet     = practiceKey + "/p2wpkh"
	practicePassphrase = "practice makes the signer calm"
)

// practice is a throw-away home with a key of regtest.
type practice struct {
	program *program // runs commands in it
	folder  string
}

func (r practice) file(name string) string { return filepath.Join(r.folder, name) }

// answers stand for names in braces on a rehearsed command line.
func (r practice) answers() map[string]string {
	return map[string]string{"folder": r.folder, "passphrase": r.file("passphrase"), "transaction": r.file("payment.psbt")}
}

func (p *program) rehearsalCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "rehearsal COMMAND…",
		Short: "Run any command with throw-away keys: the very same screens, and no money",
		Long: `Run any command in a throw-away home: the very same program and screens, with a
regtest key named practice, its wallets, and a transaction to sign. A banner
stands above every screen. The home is removed at the end.

On the command line {transaction} stands for the file of the transaction, {folder}
for the folder that is removed, {passphrase} for a file with the key's passphrase,
which is: ` + practicePassphrase + ".",
		Example: "  coldsign rehearsal sign {transaction} --out {folder}/signed.psbt\n" +
			"  coldsign rehearsal ceremony run signing --set transaction={transaction} --record {folder}/record.json",
		Args: atLeast(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.inPractice(func(r practice) error { return r.rehearse(args) })
		},
	}
	c.Flags().SetInterspersed(false) // flags after the command are the command's
	return c
}

// rehearse runs a command; its exit status becomes ours.
func (r practice) rehearse(args []string) error {
	for i, arg := range args {
		filled, err := ceremony.Fill(arg, r.answers())
		if err != nil {
			return fault.New(fault.Usage, err.Error())
		}
		args[i] = filled
	}
	r.program.say("%s", rehearsalBanner)
	r.program.say("the passphrase of the key %s is: %s", practiceKey, practicePassphrase)
	if got := fault.Kind(r.program.run(args)); got != 0 {
		return told{fault.New(got, "the rehearsed command ended with another status than 0")}
	}
	return nil
}

// inPractice makes the throw-away home, has it used, and removes it.
func (p *program) inPractice(use func(practice) error) error {
	folder, err := os.MkdirTemp("", "coldsign-rehearsal-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	defer p.guard.Cleanup(func() { os.RemoveAll(folder) })()
	sub := *p
	sub.banner, sub.homeDir, sub.bound = rehearsalBanner, "", filepath.Join(folder, "home")
	r := practice{&sub, folder}
	if err := writeNew(r.file("passphrase"), []byte(practicePassphrase+"\n")); err != nil {
		return err
	}
	quiet := sub
	quiet.out, quiet.err, quiet.quiet, quiet.json = io.Discard, io.Discard, true, false
	made := strings.Fields("key new " + practiceKey + " --network regtest --words 12 --passphrase-file")
	if got := fault.Kind(quiet.run(append(made, r.file("passphrase")))); got != 0 {
		return fault.New(got, "the practice key could not be made")
	}
	exercise, err := r.exercise(drill.Truth, 0)
	if err != nil {
		return err
	}
	if err := writeNew(r.file("payment.psbt"), exercise.Packet.Bytes()); err != nil {
		return err
	}
	return use(r)
}
