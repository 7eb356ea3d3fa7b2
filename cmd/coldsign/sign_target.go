package main

import (
	"path/filepath"
	"slices"
	"strings"

	"coldsign/internal/fault"
	"coldsign/psbt"
	"coldsign/qr"
	"coldsign/qr/symbol"
)

// Where the code of the result may go.
const (
	qrTerminal = "terminal"
	qrPNG      = "png"
	qrGIF      = "gif"
	qrNone     = "none"
)

var qrTargets = []string{qrTerminal, qrPNG, qrGIF, qrNone}

// What of the signed packet goes out.
const (
	returnFull       = "full"
	returnSignatures = "signatures"
	returnFinal      = "final"
)

var returns = []string{returnFull, returnSignatures, returnFinal}

// signTarget is where and how the signed transaction leaves.
type signTarget struct {
	file     string // "" for none
	stdout   bool   // the packet itself is the result on standard output
	picture  string // file or folder of the code, "" for none
	terminal bool
	format   string // on the command line; "" as the input
	what     string // one of returns
	draw     drawOptions
}

// newSignTarget judges the flags before anything is read.
func newSignTarget(source string, f signFlags, p *program) (*signTarget, error) {
	if !slices.Contains(returns, f.returned) {
		return nil, fault.New(fault.Usage, "--return "+f.returned+": "+strings.Join(returns, ", "))
	}
	t := &signTarget{file: f.out, format: f.format, what: f.returned, draw: drawOptions{format: formatAuto, fps: defaultFPS, screen: f.screen}}
	switch {
	case t.file == standardStream:
		t.file, t.stdout = "", true
	case t.file != "" || f.source.camera != "":
	case source == standardStream:
		t.stdout = true
	default:
		t.file = signedName(source)
	}
	if _, ok := fileEncoding(f.format); !ok && f.format != "" {
		format, known := qr.FormatByName(f.format)
		if !known || format.Name == formatStatic {
			return nil, fault.New(fault.Usage, "--format "+f.format+": binary, base64, hex, ur, bbqr")
		}
		t.draw.format = f.format
	}
	where := f.qr
	if where == "" {
		where = qrNone
		if terminal, err := p.openTerminal("", ""); err == nil && !p.json && !t.stdout {
			terminal.Close()
			where = qrTerminal
		}
	}
	if !slices.Contains(qrTargets, where) {
		return nil, fault.New(fault.Usage, "--qr "+where+": "+strings.Join(qrTargets, ", "))
	}
	t.terminal = where == qrTerminal
	if t.draw.screen != "" {
		if !t.terminal {
			return nil, fault.New(fault.Usage, "--framebuffer is for --qr terminal, not "+where)
		}
		terminal, err := p.openTerminal("", "")
		if err != nil {
			return nil, errNoKeys()
		}
		terminal.Close()
	}
	if where == qrPNG || where == qrGIF {
		if t.file == "" {
			return nil, fault.New(fault.Usage, "--qr "+where+" needs --out when the input is no file")
		}
		t.picture = strings.TrimSuffix(t.file, filepath.Ext(t.file)) + "." + where
	}
	return t, nil
}

// returned is the packet that goes out: by default with every field of the
// input, since the next cosigner or an auditor may need what we do not.
func (t *signTarget) returned(before, signed *psbt.Packet) (*psbt.Packet, error) {
	switch t.what {
	case returnSignatures:
		return psbt.ReturnSignatures(before, signed)
	case returnFinal:
		final, results := psbt.Finalize(signed)
		return final, unfinished(results)
	}
	return signed, nil
}

// encode writes the packet as the command line asks, or as the input was.
func (t *signTarget) encode(r *reviewed, signed *psbt.Packet, payload qr.Payload) ([]byte, error) {
	if encoding, ok := fileEncoding(t.format); ok {
		return encodePacket(signed, encoding), nil
	}
	if t.format == "" && r.input.carrier != carriedByLines {
		return encodePacket(signed, r.encoding), nil
	}
	parts, err := t.draw.split(payload, 0)
	if err != nil {
		return nil, err
	}
	var lines strings.Builder
	for range parts.Len() {
		lines.WriteString(parts.Next() + "\n")
	}
	return []byte(lines.String()), nil
}

// writePicture writes the code as one picture: as dense as it must be, since a
// picture is read in peace; a PNG that cannot hold it becomes a folder of frames.
func (t *signTarget) writePicture(p *program, payload qr.Payload) error {
	draw := t.draw
	parts, err := draw.split(payload, 0)
	if err != nil {
		return err
	}
	if strings.HasSuffix(t.picture, "."+qrPNG) && parts.Len() > 1 {
		draw.density = symbol.MaxVersion
		if parts, err = draw.split(payload, 0); err != nil {
			return err
		}
		if parts.Len() > 1 {
			t.picture = strings.TrimSuffix(t.picture, "."+qrPNG) + "-frames/"
		}
	}
	_, err = p.writePictures(parts, draw, t.picture)
	return err
}
