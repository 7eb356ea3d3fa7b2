package psbt

// checkSilentPayments holds the fields of BIP-375 against each other.
func (p *Packet) checkSilentPayments() error {
	for i := range p.Outputs {
		if err := p.Output(i).checkSilent(); err != nil {
			return err
		}
	}
	return nil
}

// checkSilent asks for a script or for the address that it is made from.
func (out Output) checkSilent() error {
	place := Place{OutputMap, out.i}
	_, hasScript := out.fields().Get(OutScript)
	_, hasAddress := out.SilentAddress()
	if !hasScript && !hasAddress {
		return errorAt(place, "SCRIPT", "missing")
	}
	if _, hasLabel := out.SilentLabel(); hasLabel && !hasAddress {
		return errorAt(place, "SP_V0_INFO", "missing, and SP_V0_LABEL needs it")
	}
	return nil
}
