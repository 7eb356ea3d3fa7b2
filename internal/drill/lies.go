package drill

// Lie is one way in which a transaction is not what was ordered.
type Lie struct {
	Name  string
	What  string // told afterwards
	alter func(*plan)
}

// Truth alters nothing.
var Truth = Lie{"true", "it was what the order says", func(*plan) {}}

// theft is what a liar takes in the lies that take a part, in satoshi.
const theft = 2_000_000

// Lies are the ways that thieves and faults have taken; where the machine cannot
// know the order, only the person who compares finds them.
var Lies = []Lie{
	{"swapped-address", "the payment went to another address", func(p *plan) { p.outputs[0].script = stranger("thief", 1) }},
	{"wrong-amount", "the payment was larger than ordered", func(p *plan) { p.move(1, 0, theft) }},
	{"extra-payment", "a second payment was taken from the change", func(p *plan) {
		p.outputs = append(p.outputs, planOutput{script: stranger("thief", 2)})
		p.move(1, 2, theft)
	}},
	{"fake-change", "what was called change was a stranger's", func(p *plan) { p.outputs[1].script = stranger("thief", 3) }},
	{"hidden-change", "the change went to a stranger as a payment", func(p *plan) {
		p.outputs[1] = planOutput{script: stranger("thief", 4), sats: p.outputs[1].sats}
	}},
	{"far-change", "the change went to a key so far out that no wallet looks there", func(p *plan) { p.outputs[1].index = 1_900_000_000 }},
	{"fee", "the fee swallowed a part of the change", func(p *plan) { p.outputs[1].sats -= theft }},
	{"false-amount", "the amount stated for a coin was not the coin's", func(p *plan) { p.statedSats = p.inputs[0].sats - theft }},
	{"duplicate-input", "one coin was spent twice", func(p *plan) { p.inputs = append(p.inputs, p.inputs[0]) }},
	{"hidden-coin", "a coin of the wallet came without its record, and what it holds went to a stranger", func(p *plan) {
		p.inputs[0].hidden = true
		p.outputs = append(p.outputs, planOutput{script: stranger("thief", 5)})
		p.move(1, 2, theft)
	}},
	{"two-sessions", "a coin far out in the wallet was called a stranger's: a second session would have signed it as ours", func(p *plan) {
		p.inputs = append(p.inputs, planInput{index: 1_900_000_000, sats: theft + 1_000, hidden: true})
		p.outputs = append(p.outputs, planOutput{script: stranger("thief", 6), sats: theft + 1_000})
	}},
	{"nonce-twice", "another signer had used one nonce twice, so that anybody can compute its key: whoever signs along pays with that signer's money", func(p *plan) {
		p.inputs = append(p.inputs, planInput{foreign: true, index: 1, sats: theft}, planInput{foreign: true, index: 2, sats: theft})
		p.outputs = append(p.outputs, planOutput{script: stranger("thief", 7), sats: 2 * theft})
	}},
	{"sighash-none", "the signature would have covered no output", func(p *plan) { p.sighash = 2 }},
}

// move takes an amount from one output to another.
func (p *plan) move(from, to int, sats int64) {
	p.outputs[from].sats -= sats
	p.outputs[to].sats += sats
}
