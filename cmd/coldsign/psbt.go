package main

import (
	"github.com/spf13/cobra"

	"coldsign/psbt"
)

func (p *program) psbtCommand() *cobra.Command {
	return group("psbt", "PSBT tools; no keys involved",
		p.psbtShowCommand(), p.psbtCombineCommand(), p.psbtFinalizeCommand(), p.psbtExtractCommand(), p.psbtConvertCommand(), p.psbtCompareCommand())
}

// readPacket reads one source as a PSBT.
func (p *program) readPacket(path string) (*input, *psbt.Packet, psbt.Encoding, error) {
	in, err := p.readInput([]string{path}, sourceFlags{})
	if err != nil {
		return nil, nil, 0, err
	}
	packet, encoding, err := in.packet()
	return in, packet, encoding, err
}
