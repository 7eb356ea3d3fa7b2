package signer

// What most checks are made of.

type check = func(*Analysis, Limits) []Place

// inputsWhere finds the inputs of which something is true.
func inputsWhere(broken func(*Input) bool) check {
	return func(a *Analysis, _ Limits) []Place {
		var at []int
		for i := range a.Inputs {
			if broken(&a.Inputs[i]) {
				at = append(at, i)
			}
		}
		if at == nil {
			return nil
		}
		return []Place{{Inputs: at}}
	}
}

// inputsSaying finds the inputs of which there is something to say.
func inputsSaying(say func(*Input) []string) check {
	return func(a *Analysis, _ Limits) []Place {
		var out []Place
		for i := range a.Inputs {
			for _, detail := range say(&a.Inputs[i]) {
				out = append(out, Place{Inputs: []int{i}, Detail: detail})
			}
		}
		return out
	}
}

// inputPlaces finds the inputs of which a check has something to say, and how grave it is.
func inputPlaces(say func(*Input) []Place) check {
	return func(a *Analysis, _ Limits) []Place {
		var out []Place
		for i := range a.Inputs {
			for _, p := range say(&a.Inputs[i]) {
				p.Inputs = []int{i}
				out = append(out, p)
			}
		}
		return out
	}
}

// outputsWhere finds the outputs of which something is true.
func outputsWhere(broken func(*Output, Limits) bool) check {
	return func(a *Analysis, l Limits) []Place {
		var at []int
		for i := range a.Outputs {
			if broken(&a.Outputs[i], l) {
				at = append(at, i)
			}
		}
		if at == nil {
			return nil
		}
		return []Place{{Outputs: at}}
	}
}

// outputsSaying finds the outputs of which there is something to say.
func outputsSaying(say func(*Output) []string) check {
	return func(a *Analysis, _ Limits) []Place {
		var out []Place
		for i := range a.Outputs {
			for _, detail := range say(&a.Outputs[i]) {
				out = append(out, Place{Outputs: []int{i}, Detail: detail})
			}
		}
		return out
	}
}

// both joins what two checks find.
func both(x, y check) check {
	return func(a *Analysis, l Limits) []Place { return append(x(a, l), y(a, l)...) }
}

// whole is a place that is the transaction itself.
func whole(broken bool, detail string) []Place {
	if !broken {
		return nil
	}
	return []Place{{Detail: detail}}
}

// whys returns what was said of the claims of one judgement.
func whys(claims []Claim, j Judgement) []string {
	var out []string
	for i := range claims {
		if claims[i].Judgement == j {
			out = append(out, claims[i].Why)
		}
	}
	return out
}
