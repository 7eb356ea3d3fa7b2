package ur

import (
	"errors"
	"fmt"
)

// keyText reads a tagged key, extended or single, as a key expression.
func (r *cborReader) keyText(t tagNumbers) (string, error) {
	tag, err := r.tag(t.hdKey, t.ecKey)
	if err != nil {
		return "", err
	}
	var k hdKey
	if tag == t.hdKey {
		err = k.read(r, t)
	} else {
		err = k.readEC(r)
	}
	if err != nil {
		return "", err
	}
	return k.text()
}

// readEC reads a bare key of secp256k1 (BCR-2020-008).
func (k *hdKey) readEC(r *cborReader) error {
	var curve uint32
	var private bool
	var data []byte
	err := r.fields(map[uint64]func() error{
		1: set(&curve, r.uint32),
		2: set(&private, r.bool),
		3: set(&data, r.bytes),
	})
	switch {
	case err != nil:
		return fmt.Errorf("eckey: %w", err)
	case private:
		return ErrPrivate
	case curve != 0:
		return errors.New("eckey: not a key of secp256k1")
	}
	copy(k.key[:], data)
	return checkPoint(data)
}

// appendKeyText writes a key expression as a tagged key: a bare point as an
// eckey, anything else as an hdkey.
func appendKeyText(b []byte, t tagNumbers, text string) ([]byte, error) {
	k, err := parseKey(text)
	if err != nil {
		return nil, err
	}
	if k.chain == nil && k.origin == nil {
		var w mapWriter
		w.bytes(3, k.key[:])
		return w.append(appendHead(b, majorTag, t.ecKey)), nil
	}
	return k.append(appendHead(b, majorTag, t.hdKey), t), nil
}

// EncodeKey is a UR of one key expression, "[fingerprint/path]xpub/children".
func EncodeKey(registry Registry, expression string) (UR, error) {
	k, err := parseKey(expression)
	if err != nil {
		return UR{}, fmt.Errorf("ur: %w", err)
	}
	return UR{typeNames[registry].key, k.append(nil, tags[registry])}, nil
}

// DecodeKey is the key expression in a UR of either registry's key type.
func DecodeKey(m UR) (expression string, err error) {
	for registry, names := range typeNames {
		if m.Type != names.key {
			continue
		}
		r := &cborReader{m.CBOR}
		var k hdKey
		if err := r.finish(k.read(r, tags[registry])); err != nil {
			return "", fmt.Errorf("ur: %s: %w", m.Type, err)
		}
		text, err := k.text()
		if err != nil {
			return "", fmt.Errorf("ur: %s: %w", m.Type, err)
		}
		return text, nil
	}
	return "", fmt.Errorf("ur: %.40q is no key type", m.Type)
}
