package qr_test

import (
	"bytes"
	"fmt"

	"coldsign/qr"
)

// A payload is shown as an endless animation; a stream that misses every third
// frame has it soon all the same.
func Example() {
	psbt := append([]byte("psbt\xff"), bytes.Repeat([]byte{1, 2, 3, 5, 8, 13, 21}, 600)...)
	source, err := qr.Split("ur", qr.NewPayload(psbt), qr.Options{Version: 14})
	if err != nil {
		fmt.Println(err)
		return
	}
	stream := qr.NewStream(qr.KindPSBT)
	for frame := 1; ; frame++ {
		text := source.Next() // what the symbol says
		if frame%3 == 0 {
			continue
		}
		if err := stream.Add([]byte(text)); err != nil {
			fmt.Println(err)
			return
		}
		if payload, done := stream.Result(); done {
			fmt.Printf("%s of %d bytes in %s\n", payload.Kind, len(payload.Data), payload.Format)
			fmt.Printf("%d parts, %d frames\n", source.Len(), frame)
			return
		}
	}
	// Output:
	// psbt of 4205 bytes in ur
	// 14 parts, 26 frames
}
