// Package policy is what a house allows its signers to do: pure functions from
// policy.json, facts and an analysis to findings.
//
// A policy is parsed strictly and has an id, the SHA-256 of its canonical form,
// that stands in every review. Each clause is a row of one table and becomes a
// rule beside the signer's own. Two clauses cannot be in a review, because an
// approval names the review that it approves: whether the approvals are complete,
// and whether the people present hold roles that exclude each other. They are
// asked when keys are about to be used, with [Policy.Unapproved] and
// [Policy.Conflicts].
package policy
