package policy

import (
	"math/rand"
	"strings"
	"testing"

	"coldsign/internal/ledger"
)

const completeRequest = `{"version":1,"network":"regtest","sequence":17,"purpose":"invoice 17",` +
	`"payees":[{"label":"the supplier","address":"` + testPayee + `","sats":12000000}],"max_fee_sats":987,"expires":"2026-09-29","expires_height":900000}`

func TestParseRequestFaults(t *testing.T) {
	if _, err := ParseRequest([]byte(completeRequest)); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string][2]string{
		"unknown name":        {`"purpose"`, `"purposes"`},
		"repeated name":       {`"version":1`, `"version":1,"version":1`},
		"another version":     {`"version":1`, `"version":2`},
		"unknown network":     {"regtest", "mainnet"},
		"of another network":  {"regtest", "main"},
		"no sequence number":  {`"sequence":17,`, ``},
		"negative sequence":   {`17,`, `-17,`},
		"no purpose":          {"invoice 17", ""},
		"a purpose unseen":    {"invoice 17", `\u0007`},
		"a bent address":      {"qp3try", "qp3trz"},
		"nothing to pay":      {"12000000", "0"},
		"a negative fee":      {"987", "-1"},
		"no end":              {`"expires":"2026-09-29","expires_height":900000`, `"expires_height":0`},
		"no date":             {"2026-09-29", "29.09.2026"},
		"no month":            {"2026-09-29", "2026-13-29"},
		"a year without four": {"2026-09-29", "26-09-29"},
		"more after it":       {`900000}`, `900000} 1`},
	} {
		if !strings.Contains(completeRequest, change[0]) {
			t.Fatalf("%s: nothing to change", what)
		}
		if _, err := ParseRequest([]byte(strings.Replace(completeRequest, change[0], change[1], 1))); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
}

func TestReadRequest(t *testing.T) {
	key, err := ledger.GenerateKey(rand.New(rand.NewSource(2)))
	if err != nil {
		t.Fatal(err)
	}
	line := strings.Split(string(key.Public().Text()), "\n")[1]
	persons := `"persons":[{"name":"alice","keys":["` + keyAlice + `"]},{"name":"dora","keys":["` + line + `"]}]`
	signature, err := key.Sign([]byte(completeRequest), "u", "t")
	if err != nil {
		t.Fatal(err)
	}
	p := parse(t, persons+`,"request":{"above_sats":0,"of":["alice","dora"]}`)
	r, err := p.ReadRequest([]byte(completeRequest), signature)
	if err != nil || r.By != "dora" || r.Sequence != 17 || len(r.SHA256) != 64 {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := p.ReadRequest([]byte(strings.Replace(completeRequest, "17", "18", 1)), signature); err == nil {
		t.Error("another request")
	}
	for what, clause := range map[string]string{"no requester": ``, "another requester": `,"request":{"above_sats":0,"of":["alice"]}`} {
		if _, err := parse(t, persons+clause).ReadRequest([]byte(completeRequest), signature); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add([]byte(completeRequest))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := ParseRequest(data); err == nil && r.judge() != nil {
			t.Fatal("accepted what its own judge refuses")
		}
	})
}
