// Package symbol draws and reads QR Code symbols (ISO/IEC 18004, model 2, versions 1 to 40).
//
// Writing: [Encode] turns bytes into a [Code], a square of modules, which becomes a PNG, an animated GIF or terminal cells.
//
// Reading: [DecodeImages] turns the bytes of a picture file into grey frames, [Decode] finds the symbols of one frame and
// returns the bytes they carry. A [Reader] does the same for a stream of frames without allocating its buffers again.
//
// The package knows nothing of what the bytes mean and touches nothing outside: bytes in, bytes out.
package symbol
