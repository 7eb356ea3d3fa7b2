package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"coldsign/internal/fault"
	"coldsign/internal/text"
	"coldsign/psbt"
	"coldsign/qr"
	"coldsign/qr/camera"
	"coldsign/qr/symbol"
)

// sourceFlags say where a source comes from when it is not a path.
type sourceFlags struct {
	camera string // device, anyCamera, or "" for none
}

func (s *sourceFlags) flags(f *pflag.FlagSet) {
	f.StringVar(&s.camera, "camera", "", "scan with a camera, the first one found or --camera=/dev/videoN")
	f.Lookup("camera").NoOptDefVal = anyCamera
}

// arguments wants paths, or a camera. A device may follow --camera as a word of its own.
func (s *sourceFlags) arguments() cobra.PositionalArgs {
	return checked(func(c *cobra.Command, args []string) error {
		switch {
		case s.camera == "" && len(args) == 0:
			return errors.New("a SOURCE is needed, or --camera")
		case s.camera == anyCamera && len(args) == 1 && strings.HasPrefix(args[0], cameraPrefix):
			return nil
		case s.camera != "" && len(args) > 0:
			return errors.New("either a SOURCE or --camera, not both")
		}
		return nil
	})
}

// cameraPrefix begins the devices of cameras.
const cameraPrefix = "/dev/video"

// sourceName is the path that the result's name is made of, "-" where none is.
func sourceName(paths []string, flags sourceFlags) string {
	if flags.camera != "" {
		return "-"
	}
	return paths[0]
}

// input is a payload and how it came.
type input struct {
	path    string // of its first document
	raw     []byte // the document that completed it
	payload qr.Payload
	carrier carrier
	parts   partCount
}

// carrier says what the payload came in, so that the answer can go out the same way.
type carrier int

const (
	carriedByFile     carrier = iota // the bytes of the file are the payload
	carriedByLines                   // QR parts, one a line
	carriedByPictures                // QR symbols
)

// formatStatic is the format of a payload that is no part of anything larger.
const formatStatic = "static"

// maxPartLine bounds the first line that is looked at: one symbol carries 7,089 digits at most.
const maxPartLine = 8000

// partCount is the share of an animation that was received.
type partCount struct {
	Have    int `json:"have"`
	Want    int `json:"want"`
	Damaged int `json:"damaged"`
	Foreign int `json:"foreign"`
}

// readInput reads the sources, whatever they are, into one payload. When kinds
// are given, payloads of other kinds are passed over.
func (p *program) readInput(paths []string, flags sourceFlags, kinds ...string) (*input, error) {
	if flags.camera != "" {
		name := flags.camera
		if len(paths) == 1 {
			name = paths[0]
		}
		return p.scan(name, kinds)
	}
	var documents []document
	for _, path := range paths {
		more, err := p.readSource(path)
		if err != nil {
			return nil, err
		}
		documents = append(documents, more...)
	}
	return joinDocuments(paths[0], documents, kinds)
}

// joinDocuments joins what the documents carry: whole payloads, or QR parts.
func joinDocuments(path string, documents []document, kinds []string) (*input, error) {
	if len(documents) == 1 && isVideo(documents[0].data) {
		source, _, err := camera.Video(io.NopCloser(bytes.NewReader(documents[0].data)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return joinFrames(context.Background(), source, false, path, kinds, func(camera.Frame[seen], *qr.Stream) {})
	}
	stream := qr.NewStream(kinds...)
	seen := map[carrier]int{}
	parts := 0
	var damage error
	for _, d := range documents {
		found, by, err := partsOf(d)
		if err != nil {
			return nil, err
		}
		seen[by]++
		parts += len(found)
		for _, part := range found {
			if err := stream.Add(part); err != nil && damage == nil {
				damage = fmt.Errorf("%s: %w", d.path, err)
			}
			if payload, ok := stream.Result(); ok {
				if by == carriedByFile {
					payload.Format = "" // it came in no symbol
				}
				return &input{path: path, raw: d.data, payload: payload, carrier: by, parts: countParts(stream)}, nil
			}
		}
	}
	have, want := stream.Progress()
	switch {
	case want > 0:
		return nil, incomplete(path, have, want)
	case parts == 0 && seen[carriedByPictures] > 0:
		return nil, fault.New(fault.Failed, fmt.Sprintf("%s: no QR code found in %s", path, text.Count(seen[carriedByPictures], "picture")))
	case damage != nil:
		return nil, damage
	}
	return nil, fmt.Errorf("%s: nothing of the wanted kind", path)
}

// incomplete says how much of an animation is missing.
func incomplete(path string, have, want int) error {
	return fault.New(fault.Failed, fmt.Sprintf("%s: incomplete: %d of %d parts, %d more are needed", path, have, want, want-have)).
		WithHint("scan or photograph the animation for longer")
}

func countParts(stream *qr.Stream) partCount {
	have, want := stream.Progress()
	damaged, foreign := stream.Counts()
	return partCount{have, want, damaged, foreign}
}

// isVideo tells a video from a picture: a stream of JPEG pictures begins like
// one of them, and has an end and a beginning next to each other inside.
func isVideo(data []byte) bool {
	if !camera.IsVideo(head(data, videoHead)) {
		return false
	}
	return !symbol.IsImage(data) || bytes.Contains(data, []byte{0xff, 0xd9, 0xff, 0xd8})
}

// videoHead is enough of a video to know its kind.
const videoHead = 64

// partsOf reads the parts of one document by its look: the symbols of a
// picture; the lines of a text of QR parts, as a scanner that is a keyboard
// types them; or the whole file as one payload.
func partsOf(d document) ([][]byte, carrier, error) {
	if symbol.IsImage(d.data) {
		parts, err := symbolsOf(d)
		return parts, carriedByPictures, err
	}
	first, _, _ := bytes.Cut(bytes.TrimSpace(head(d.data, maxPartLine)), []byte("\n"))
	if format, ok := qr.Recognise(bytes.TrimSpace(first)); !ok || format.Name == formatStatic {
		return [][]byte{d.data}, carriedByFile, nil
	}
	var parts [][]byte
	for _, line := range bytes.Split(d.data, []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			parts = append(parts, line)
		}
	}
	return parts, carriedByLines, nil
}

// symbolsOf reads the symbols of every frame of a picture.
func symbolsOf(d document) ([][]byte, error) {
	frames, err := symbol.DecodeImages(d.data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.path, err)
	}
	var parts [][]byte
	reader := symbol.NewReader()
	for _, frame := range frames {
		found, err := reader.Decode(frame)
		if err != nil && !errors.Is(err, symbol.ErrNone) {
			return nil, fmt.Errorf("%s: %w", d.path, err)
		}
		for _, s := range found {
			parts = append(parts, s.Bytes)
		}
	}
	return parts, nil
}

func head[T []byte | string](b T, n int) T { return b[:min(n, len(b))] }

// packet parses the payload as a PSBT and says how it was written. A file's own
// bytes are parsed, so that what was tolerated anywhere else is refused here.
func (in *input) packet() (*psbt.Packet, psbt.Encoding, error) {
	data := in.payload.Data
	if in.carrier == carriedByFile {
		data = in.raw
	} else if in.payload.Kind != qr.KindPSBT {
		return nil, 0, fmt.Errorf("%s: holds no PSBT but %s", in.path, kindWords(in.payload))
	}
	packet, encoding, err := psbt.Decode(data)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", in.path, err)
	}
	return packet, encoding, nil
}

// kindWords names a payload for people.
func kindWords(payload qr.Payload) string {
	if payload.Type != "" {
		return fmt.Sprintf("a payload of kind %s (%s %s)", payload.Kind, payload.Format, payload.Type)
	}
	return "a payload of kind " + payload.Kind
}
