// Package ledger keeps a record that an auditor can verify years later without
// this program: a log of lines, each signed, each with the hash of the line
// before. All of it is pure functions on bytes; files, clocks and keys at rest
// are the caller's.
//
// A line is
//
//	{"entry":{…,"prev":"…","seq":7,…},"sig":"…"}
//
// in the canonical form of RFC 8785: names in order, no white space, no other
// escapes than needed. prev is the SHA-256 of the whole line before, without its
// newline, in hex; of the first line it is 64 zeros. sig is the second line of a
// minisign signature over the bytes of the entry's object. The head of a log is
// the SHA-256 of its last line: whoever wrote it down finds out whether entries
// were taken off the end, which the log alone cannot show.
package ledger
