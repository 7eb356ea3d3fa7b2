package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tmuxPane runs a command in a terminal of tmux and answers with what kills it
// and what captures its screen.
func tmuxPane(t *testing.T, columns, rows int, command string) (capture func(...string) string, keys func(...string)) {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("skipped: tmux is not installed")
	}
	socket := filepath.Join(t.TempDir(), "tmux")
	tmux := func(arguments ...string) string {
		out, err := exec.Command("tmux", append([]string{"-S", socket}, arguments...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %v: %v: %s", arguments, err, out)
		}
		return string(out)
	}
	tmux("-f", "/dev/null", "-u", "new-session", "-d", "-x", fmt.Sprint(columns), "-y", fmt.Sprint(rows), command)
	t.Cleanup(func() { exec.Command("tmux", "-S", socket, "kill-server").Run() })
	return func(more ...string) string { return tmux(append([]string{"capture-pane", "-p"}, more...)...) }, func(k ...string) { tmux(append([]string{"send-keys"}, k...)...) }
}

// halfBlocks are the cells of a code on the screen: whether the upper and the
// lower module are dark.
var halfBlocks = map[rune][2]bool{'█': {true, true}, '▀': {true, false}, '▄': {false, true}, ' ': {false, false}}

// picture draws a captured screen as whoever photographs it sees it, the text
// below the code left out.
func picture(screen string, scale int) *image.Gray {
	lines := strings.Split(screen, "\n")
	columns, rows := 0, 0
	for _, line := range lines {
		if strings.ContainsAny(line, "abcdefghijklmnopqrstuvwxyz") {
			break
		}
		rows++
		columns = max(columns, len([]rune(line)))
	}
	m := image.NewGray(image.Rect(0, 0, (columns+8)*scale, (2*rows+8)*scale))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	for y, line := range lines[:rows] {
		for x, cell := range []rune(line) {
			for half, dark := range halfBlocks[cell] {
				for n := range scale * scale {
					if dark {
						m.SetGray((x+4)*scale+n%scale, (2*y+half+4)*scale+n/scale, color.Gray{})
					}
				}
			}
		}
	}
	return m
}

// TestTwoTerminals shows a packet of 18 KB in one terminal and reads it back
// from captures of its screen: the whole way of the light, without the light.
func TestTwoTerminals(t *testing.T) {
	folder := t.TempDir()
	packet := bigPacket(t)
	source := filepath.Join(folder, "big.psbt")
	if err := os.WriteFile(source, packet, 0o600); err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("coldsign")
	if err != nil {
		t.Fatal(err)
	}
	capture, keys := tmuxPane(t, 120, 60, fmt.Sprintf("%s=1 %s --home %s/home qr show %s --fps 4", terminalVariable, program, folder, source))
	if got := readBack(t, capture); !bytes.Equal(got, packet) {
		t.Error("what was read back is another packet")
	}
	keys("q")
}

// readBack reads the payload that an animation shows, from pictures of its screen.
func readBack(t *testing.T, capture func(...string) string) []byte {
	t.Helper()
	folder := t.TempDir()
	frames, decoded := filepath.Join(folder, "frames"), filepath.Join(folder, "decoded")
	if err := os.Mkdir(frames, 0o700); err != nil {
		t.Fatal(err)
	}
	last, saved := "", 0
	for range 1000 {
		screen := capture()
		if screen != last && strings.Contains(screen, "needed") {
			last = screen
			savePicture(t, screen, filepath.Join(frames, fmt.Sprintf("%05d.png", saved)))
			if saved++; saved%12 == 0 && exec.Command("coldsign", "--home", filepath.Join(folder, "home"), "qr", "decode", frames, "--out", decoded).Run() == nil {
				break
			}
		}
		time.Sleep(60 * time.Millisecond)
	}
	got, err := os.ReadFile(decoded)
	if err != nil {
		t.Fatalf("nothing was read back; the screen shows:\n%s", last)
	}
	return got
}

// savePicture writes the picture of a screen to a file.
func savePicture(t *testing.T, screen, path string) {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, picture(screen, 4)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// bigPacket is a packet of 18 KB: a hundred taproot inputs.
func bigPacket(t *testing.T) []byte {
	t.Helper()
	c, err := caseNamed(filepath.Join("..", "..", "testdata", "core_signing_big.json"), "p2tr-100in")
	if err != nil {
		t.Fatal(err)
	}
	packet, err := base64.StdEncoding.DecodeString(c.PSBT)
	if err != nil {
		t.Fatal(err)
	}
	return packet
}
