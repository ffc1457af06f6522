// Package auditing says who saw, changed, sent and opened what. It seals the
// audit lines of each practice into a chain, checks the chain against the
// table, and lets staff and patients read their part.
package auditing
