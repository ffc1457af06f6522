// Package inviting gives patients online access to their charts, and takes it
// back: the staff's side of it.
package inviting
