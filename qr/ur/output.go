package ur

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A crypto-output (BCR-2020-010) is a descriptor as nested tags, one for each
// function around a key.
const (
	tagMulti       = 406
	tagSortedMulti = 407
	tagRaw         = 408
)

// outputFunctions are the functions of one argument.
var outputFunctions = map[string]uint64{
	"sh":       400,
	"wsh":      401,
	"pk":       402,
	"pkh":      403,
	"wpkh":     404,
	"combo":    405,
	"tr":       409,
	"cosigner": 410, // a key for a multisig, not a script; see BCR-2020-010
}

var multiFunctions = map[string]uint64{"multi": tagMulti, "sortedmulti": tagSortedMulti}

// appendOutput writes a descriptor without checksum.
func appendOutput(b []byte, t tagNumbers, text string) ([]byte, error) {
	name, inner, isCall := call(text)
	if !isCall {
		return appendKeyText(b, t, text)
	}
	if tag, ok := outputFunctions[name]; ok {
		return appendOutput(appendHead(b, majorTag, tag), t, inner)
	}
	if tag, ok := multiFunctions[name]; ok {
		return appendMulti(appendHead(b, majorTag, tag), t, strings.Split(inner, ","))
	}
	if name == "raw" {
		script, err := hex.DecodeString(inner)
		return appendBytes(appendHead(b, majorTag, tagRaw), script), err
	}
	return nil, fmt.Errorf("function %.40q has no form in a crypto-output", name)
}

// call takes "name(inner)" apart.
func call(text string) (name, inner string, ok bool) {
	name, inner, ok = strings.Cut(text, "(")
	if !ok || !strings.HasSuffix(inner, ")") {
		return "", "", false
	}
	return name, inner[:len(inner)-1], true
}

func appendMulti(b []byte, t tagNumbers, args []string) ([]byte, error) {
	threshold, err := strconv.ParseUint(args[0], 10, 8)
	if err != nil || len(args) < 2 {
		return nil, errors.New("multi without threshold and keys")
	}
	var w mapWriter
	w.uint(1, threshold)
	w.key(2)
	w.body = appendHead(w.body, majorArray, uint64(len(args)-1))
	for _, key := range args[1:] {
		if w.body, err = appendKeyText(w.body, t, key); err != nil {
			return nil, err
		}
	}
	return w.append(b), nil
}

// outputText reads a descriptor without checksum.
func (r *cborReader) outputText(t tagNumbers, nesting int) (string, error) {
	if nesting > 4 {
		return "", errCBORDeep
	}
	ahead := *r
	tag, err := ahead.expect(majorTag)
	if err != nil {
		return "", err
	}
	switch tag {
	case t.hdKey, t.ecKey:
		return r.keyText(t)
	case tagMulti, tagSortedMulti:
		*r = ahead
		return r.multiText(t, functionName(multiFunctions, tag))
	case tagRaw:
		*r = ahead
		script, err := r.bytes()
		return "raw(" + hex.EncodeToString(script) + ")", err
	}
	name := functionName(outputFunctions, tag)
	if name == "" {
		return "", fmt.Errorf("tag %d is no function of descriptors", tag)
	}
	*r = ahead
	inner, err := r.outputText(t, nesting+1)
	return name + "(" + inner + ")", err
}

func functionName(functions map[string]uint64, tag uint64) string {
	for name, t := range functions {
		if t == tag {
			return name
		}
	}
	return ""
}

func (r *cborReader) multiText(t tagNumbers, name string) (string, error) {
	var threshold uint32
	var text strings.Builder
	err := r.fields(map[uint64]func() error{
		1: set(&threshold, r.uint32),
		2: func() error {
			n, err := r.count(majorArray)
			if err != nil {
				return err
			}
			for range n {
				key, err := r.keyText(t)
				if err != nil {
					return err
				}
				text.WriteString("," + key)
			}
			return nil
		},
	})
	return fmt.Sprintf("%s(%d%s)", name, threshold, text.String()), err
}
