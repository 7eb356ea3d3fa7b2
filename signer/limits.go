package signer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Limits are the numbers of the rules. They are policy: another house may have
// others, and they are part of what a review's id binds. Each number's reason
// stands beside it in [LimitReasons].
type Limits struct {
	FeeAbsurdSats       int64 `json:"fee_absurd_sats"`
	FeeAbsurdRate       int64 `json:"fee_absurd_sat_vb"`
	FeeAbsurdPercent    int64 `json:"fee_absurd_percent"`
	FeeAbsurdPercentMin int64 `json:"fee_absurd_percent_above_sats"`
	FeeHighSats         int64 `json:"fee_high_sats"`
	FeeHighRate         int64 `json:"fee_high_sat_vb"`
	FeeHighPercent      int64 `json:"fee_high_percent"`
	FeeHighPercentMin   int64 `json:"fee_high_percent_above_sats"`
	FeeLowRate          int64 `json:"fee_low_sat_vb"`
	DustRate            int64 `json:"dust_sat_vb"`
	OpReturnBytes       int64 `json:"op_return_bytes"`
	KeyIndexGap         int64 `json:"key_index_gap"`
	KeyIndexMax         int64 `json:"key_index_max"`
	LookAlike           int64 `json:"look_alike_characters"`
	LocktimeBlocks      int64 `json:"locktime_blocks"`
	LocktimeSeconds     int64 `json:"locktime_seconds"`
	RelativeBlocks      int64 `json:"relative_lock_blocks"`
	RelativeSeconds     int64 `json:"relative_lock_seconds"`
	AllowAnyoneCanPay   bool  `json:"allow_anyonecanpay"`
}

// LimitReason is one limit by its name in JSON and why it has its default.
type LimitReason struct{ Name, Why string }

// limit is one row of the table of limits.
type limit struct {
	name  string
	value func(*Limits) any // pointer to the field
	why   string
}

var limitTable = []limit{
	{"fee_absurd_sats", func(l *Limits) any { return &l.FeeAbsurdSats }, "0.1 BTC: far above what ordinary transactions have ever had to pay; the famous overpayments were above it"},
	{"fee_absurd_sat_vb", func(l *Limits) any { return &l.FeeAbsurdRate }, "five times the 1,000 sat/vB that even overpayers paid in the highest fee markets"},
	{"fee_absurd_percent", func(l *Limits) any { return &l.FeeAbsurdPercent }, "a quarter of the payment lost to fees is a mistake in any market"},
	{"fee_absurd_percent_above_sats", func(l *Limits) any { return &l.FeeAbsurdPercentMin }, "below 0.001 BTC a small payment in a full mempool may honestly cost a quarter of itself"},
	{"fee_high_sats", func(l *Limits) any { return &l.FeeHighSats }, "0.01 BTC: large consolidations reach it, so a person decides"},
	{"fee_high_sat_vb", func(l *Limits) any { return &l.FeeHighRate }, "above the days of highest demand; a person knows whether this is one"},
	{"fee_high_percent", func(l *Limits) any { return &l.FeeHighPercent }, "a twentieth of the payment is more than any transfer service asks"},
	{"fee_high_percent_above_sats", func(l *Limits) any { return &l.FeeHighPercentMin }, "below 20,000 sat the share says nothing: a normal fee on a small payment"},
	{"fee_low_sat_vb", func(l *Limits) any { return &l.FeeLowRate }, "1 sat/vB was for years what nodes asked before they relayed, and many still do"},
	{"dust_sat_vb", func(l *Limits) any { return &l.DustRate }, "3 sat/vB is the rate by which nodes call an output dust and do not relay it"},
	{"op_return_bytes", func(l *Limits) any { return &l.OpReturnBytes }, "83 bytes is the longest script that older nodes relay: OP_RETURN, the length and 80 bytes of data"},
	{"key_index_gap", func(l *Limits) any { return &l.KeyIndexGap }, "200: ten times the gap of 20 addresses that wallets search (BIP-44), so honest change is far within and a wallet that searches a little further still finds it"},
	{"key_index_max", func(l *Limits) any { return &l.KeyIndexMax }, "10,000 addresses: as far as a recovery can be made to search"},
	{"look_alike_characters", func(l *Limits) any { return &l.LookAlike }, "3 characters at each end, what people compare at a glance; by chance one pair in a thousand million"},
	{"locktime_blocks", func(l *Limits) any { return &l.LocktimeBlocks }, "144 blocks: a day. Wallets lock to the present height, so more is meant or is a trap"},
	{"locktime_seconds", func(l *Limits) any { return &l.LocktimeSeconds }, "a day, as for blocks"},
	{"relative_lock_blocks", func(l *Limits) any { return &l.RelativeBlocks }, "144 blocks: a day, as for absolute locks"},
	{"relative_lock_seconds", func(l *Limits) any { return &l.RelativeSeconds }, "a day, as for blocks"},
	{"allow_anyonecanpay", func(l *Limits) any { return &l.AllowAnyoneCanPay }, "off: others may add inputs to what was reviewed; a house that pools inputs may allow it"},
}

// LimitReasons lists every limit and why its default is what it is, in order.
func LimitReasons() []LimitReason {
	out := make([]LimitReason, len(limitTable))
	for i, row := range limitTable {
		out[i] = LimitReason{row.name, row.why}
	}
	return out
}

// DefaultLimits are the limits of a house that has set none.
func DefaultLimits() Limits {
	return Limits{
		FeeAbsurdSats: 10_000_000, FeeAbsurdRate: 5_000, FeeAbsurdPercent: 25, FeeAbsurdPercentMin: 100_000,
		FeeHighSats: 1_000_000, FeeHighRate: 500, FeeHighPercent: 5, FeeHighPercentMin: 20_000,
		FeeLowRate: 1, DustRate: 3, OpReturnBytes: 83,
		KeyIndexGap: 200, KeyIndexMax: 10_000, LookAlike: 3,
		LocktimeBlocks: 144, LocktimeSeconds: secondsPerDay, RelativeBlocks: 144, RelativeSeconds: secondsPerDay,
	}
}

// ParseLimits reads limits from a JSON object; a limit that it does not name
// keeps its default. Unknown and repeated names, negative numbers, and anything
// after the object are errors: a limit that was misspelled must not be lost.
func ParseLimits(data []byte) (Limits, error) {
	l := DefaultLimits()
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return Limits{}, errors.New("limits: not a JSON object")
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return Limits{}, fmt.Errorf("limits: %w", err)
		}
		key, _ := t.(string)
		if seen[key] {
			return Limits{}, fmt.Errorf("limits: %q stands twice", key)
		}
		seen[key] = true
		if err := readLimit(d, key, &l); err != nil {
			return Limits{}, fmt.Errorf("limits: %q: %w", key, err)
		}
	}
	if _, err := d.Token(); err != nil {
		return Limits{}, fmt.Errorf("limits: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Limits{}, errors.New("limits: more after the object")
	}
	return l, nil
}

func readLimit(d *json.Decoder, key string, l *Limits) error {
	for _, row := range limitTable {
		if row.name != key {
			continue
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		if string(raw) == "null" {
			return errors.New("no value")
		}
		to := row.value(l)
		if err := json.Unmarshal(raw, to); err != nil {
			return errors.New("not a value of its kind")
		}
		if n, ok := to.(*int64); ok && (*n < 0 || *n > maxMoney) {
			return errors.New("out of range")
		}
		return nil
	}
	return errors.New("no such limit")
}
