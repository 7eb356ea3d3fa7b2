package locked

import (
	"fmt"
	"reflect"
	"unsafe"
)

// New gives a zeroed value of type T a place in the arena, so that work on secrets
// can be done where they may lie. T holds no pointers: the collector does not look
// into locked memory. The value lives as long as the arena; after DestroyAll it
// reads as zeros.
func New[T any](a *Arena) (*T, error) {
	kind := reflect.TypeFor[T]()
	if !plain(kind) {
		return nil, fmt.Errorf("locked memory: %v holds pointers", kind)
	}
	b, err := a.Alloc(int(kind.Size()))
	if err != nil {
		return nil, err
	}
	return (*T)(unsafe.Pointer(unsafe.SliceData(b.Bytes()))), nil
}

// plain tells whether a type is made of numbers alone.
func plain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return plain(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !plain(t.Field(i).Type) {
				return false
			}
		}
		return true
	}
	return t.Kind() >= reflect.Bool && t.Kind() <= reflect.Complex128 && t.Kind() != reflect.Uintptr
}
