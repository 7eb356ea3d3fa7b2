package ledger

import "strconv"

// object writes one JSON object in canonical form. The names must be given in
// order; members that are empty are left out.
type object struct {
	bytes []byte
	begun bool
}

func (o *object) open()  { o.bytes = append(o.bytes, '{'); o.begun = false }
func (o *object) close() { o.bytes = append(o.bytes, '}'); o.begun = true }

// name writes what comes before a member's value. Names need no escapes.
func (o *object) name(name string) {
	if o.begun {
		o.bytes = append(o.bytes, ',')
	}
	o.begun = true
	o.bytes = append(o.bytes, '"')
	o.bytes = append(o.bytes, name...)
	o.bytes = append(o.bytes, '"', ':')
}

func (o *object) text(name, value string) {
	if value != "" {
		o.name(name)
		o.bytes = appendText(o.bytes, value)
	}
}

func (o *object) number(name string, value int64) {
	if value != 0 {
		o.name(name)
		o.bytes = strconv.AppendInt(o.bytes, value, 10)
	}
}

// list writes n objects of two texts each; pair gives names and values in order.
func (o *object) list(name string, n int, pair func(i int) [2][2]string) {
	if n == 0 {
		return
	}
	o.name(name)
	o.bytes = append(o.bytes, '[')
	for i := range n {
		if i > 0 {
			o.bytes = append(o.bytes, ',')
		}
		o.open()
		for _, member := range pair(i) {
			o.text(member[0], member[1])
		}
		o.close()
	}
	o.bytes = append(o.bytes, ']')
}

// appendEntry appends the canonical form of an entry.
func appendEntry(b []byte, e *Entry) []byte {
	o := object{bytes: b}
	o.open()
	o.list("acknowledged", len(e.Acknowledged), func(i int) [2][2]string {
		return [2][2]string{{"by", e.Acknowledged[i].By}, {"rule", e.Acknowledged[i].Rule}}
	})
	o.text("binary", e.Binary)
	o.text("clock", e.Clock)
	o.text("command", e.Command)
	o.text("detail", e.Detail)
	o.list("in", len(e.In), func(i int) [2][2]string { return e.In[i].members() })
	o.text("kind", string(e.Kind))
	o.text("machine", e.Machine)
	o.number("of", int64(e.Of))
	o.list("out", len(e.Out), func(i int) [2][2]string { return e.Out[i].members() })
	o.text("outcome", e.Outcome)
	o.list("persons", len(e.Persons), func(i int) [2][2]string {
		return [2][2]string{{"name", e.Persons[i].Name}, {"role", e.Persons[i].Role}}
	})
	o.text("policy", e.Policy)
	o.text("prev", e.Prev)
	o.text("review", e.Review)
	o.number("seq", int64(e.Seq))
	o.number("time", e.Time)
	o.close()
	return o.bytes
}

func (h Hashed) members() [2][2]string {
	return [2][2]string{{"name", h.Name}, {"sha256", h.SHA256}}
}

// short are the escapes of one letter that RFC 8785 demands.
var short = [' ']byte{'\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r'}

// appendText appends a JSON string: quotation mark, backslash and control
// characters are escaped and nothing else (RFC 8785, 3.2.2.2).
func appendText(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c >= ' ':
			b = append(b, c)
		case short[c] != 0:
			b = append(b, '\\', short[c])
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(b, '"')
}
