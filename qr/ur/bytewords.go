package ur

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
)

// words is the Bytewords list (BCR-2020-012): 256 words of four letters, the
// word of byte b at 4*b. First and last letter together are unique too, which
// is what the minimal style writes.
const words = "" +
	"ableacidalsoapexaquaarchatomauntawayaxisbackbaldbarnbeltbetabias" +
	"bluebodybragbrewbulbbuzzcalmcashcatschefcityclawcodecolacookcost" +
	"cruxcurlcuspcyandarkdatadaysdelidicedietdoordowndrawdropdrumdull" +
	"dutyeacheasyechoedgeepicevenexamexiteyesfactfairfernfigsfilmfish" +
	"fizzflapflewfluxfoxyfreefrogfuelfundgalagamegeargemsgiftgirlglow" +
	"goodgraygrimgurugushgyrohalfhanghardhawkheathelphighhillholyhope" +
	"hornhutsicedideaidleinchinkyintoirisironitemjadejazzjoinjoltjowl" +
	"judojugsjumpjunkjurykeepkenokeptkeyskickkilnkingkitekiwiknoblamb" +
	"lavalazyleaflegsliarlimplionlistlogoloudloveluaulucklungmainmany" +
	"mathmazememomenumeowmildmintmissmonknailnavyneednewsnextnoonnote" +
	"numbobeyoboeomitonyxopenovalowlspaidpartpeckplaypluspoempoolpose" +
	"puffpumapurrquadquizraceramprealredorichroadrockroofrubyruinruns" +
	"rustsafesagascarsetssilkskewslotsoapsolosongstubsurfswantacotask" +
	"taxitenttiedtimetinytoiltombtoystriptunatwinuglyundouniturgeuser" +
	"vastveryvetovialvibeviewvisavoidvowswallwandwarmwaspwavewaxywebs" +
	"whatwhenwhizwolfworkyankyawnyellyogayurtzapszerozestzinczonezoom"

// Style is one of the three ways to write Bytewords.
type Style int

const (
	Minimal  Style = iota // first and last letter of each word, no separator
	Standard              // whole words, a space between
	URI                   // whole words, a hyphen between
)

var (
	errTooShort = errors.New("bytewords: shorter than a byte and its checksum")
	errChecksum = errors.New("bytewords: checksum does not match")
)

// minimalBytes maps first*26+last letter to the byte plus one, 0: no such word.
var minimalBytes = func() (table [26 * 26]uint16) {
	for b := range 256 {
		word := words[4*b : 4*b+4]
		table[int(word[0]-'a')*26+int(word[3]-'a')] = uint16(b) + 1
	}
	return table
}()

// EncodeBytewords writes payload and its CRC-32 in lower case.
func EncodeBytewords(payload []byte, style Style) string {
	sealed := appendChecksum(payload)
	var text strings.Builder
	text.Grow(5 * len(sealed))
	for i, b := range sealed {
		word := words[4*int(b) : 4*int(b)+4]
		switch {
		case style == Minimal:
			text.WriteByte(word[0])
			text.WriteByte(word[3])
			continue
		case i > 0 && style == Standard:
			text.WriteByte(' ')
		case i > 0:
			text.WriteByte('-')
		}
		text.WriteString(word)
	}
	return text.String()
}

// DecodeBytewords reads text of either case and returns the payload, without
// the checksum that was verified.
func DecodeBytewords(text string, style Style) ([]byte, error) {
	var sealed []byte
	var err error
	switch style {
	case Minimal:
		sealed, err = minimalToBytes(text)
	case Standard:
		sealed, err = wordsToBytes(strings.Split(text, " "))
	default:
		sealed, err = wordsToBytes(strings.Split(text, "-"))
	}
	if err != nil {
		return nil, err
	}
	return checkChecksum(sealed)
}

func minimalToBytes(text string) ([]byte, error) {
	if len(text)%2 != 0 {
		return nil, errors.New("bytewords: odd number of letters")
	}
	out := make([]byte, len(text)/2)
	for i := range out {
		first, last := letter(text[2*i]), letter(text[2*i+1])
		if first < 0 || last < 0 || minimalBytes[first*26+last] == 0 {
			return nil, fmt.Errorf("bytewords: letters %d and %d: no such word", 2*i, 2*i+1)
		}
		out[i] = byte(minimalBytes[first*26+last] - 1)
	}
	return out, nil
}

func wordsToBytes(list []string) ([]byte, error) {
	out := make([]byte, len(list))
	for i, word := range list {
		word = strings.ToLower(word)
		if len(word) != 4 {
			return nil, fmt.Errorf("bytewords: word %d: not four letters", i)
		}
		first, last := letter(word[0]), letter(word[3])
		if first < 0 || last < 0 {
			return nil, fmt.Errorf("bytewords: word %d: no such word", i)
		}
		found := int(minimalBytes[first*26+last]) - 1
		if found < 0 || words[4*found:4*found+4] != word {
			return nil, fmt.Errorf("bytewords: word %d: no such word", i)
		}
		out[i] = byte(found)
	}
	return out, nil
}

// letter is 0 to 25 for a letter of either case, -1 for anything else.
func letter(c byte) int {
	switch {
	case 'a' <= c && c <= 'z':
		return int(c - 'a')
	case 'A' <= c && c <= 'Z':
		return int(c - 'A')
	}
	return -1
}

func appendChecksum(payload []byte) []byte {
	sealed := make([]byte, len(payload), len(payload)+4)
	copy(sealed, payload)
	return binary.BigEndian.AppendUint32(sealed, crc32.ChecksumIEEE(payload))
}

func checkChecksum(sealed []byte) ([]byte, error) {
	if len(sealed) < 5 {
		return nil, errTooShort
	}
	payload := sealed[:len(sealed)-4]
	if crc32.ChecksumIEEE(payload) != binary.BigEndian.Uint32(sealed[len(payload):]) {
		return nil, errChecksum
	}
	return payload, nil
}
