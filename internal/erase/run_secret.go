//go:build goexperiment.runtimesecret && linux && (amd64 || arm64)

package erase

import "runtime/secret"

const enabled = true

func run(f func()) { secret.Do(f) }
