package importing

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// chart is the resources of one patient in a bundle. Each ends with one
// outcome: the record that it went into, or why it went into none.
type chart struct {
	patient   *resource
	resources []*resource // without the patient
	byRef     map[string]*resource
	done      map[*resource]bool // in a draft, or refused
	report    *Report
	now       time.Time
}

// draft is a record as a bundle has it, before our rules have seen it.
type draft struct {
	into clinic.RecordType
	// source makes it the same record when it is imported again: what it was
	// made of, and never what stands in it.
	source  []string
	at      time.Time
	author  string // as the source names them; "" if it does not
	content clinic.Content
	from    []*resource
}

// split returns the charts in the bundle, and reports the resources that
// belong to none of them.
func (b Bundle) split(report *Report, now time.Time) []*chart {
	byRef := b.names()
	charts := map[*resource]*chart{}
	var order []*chart
	for _, r := range b.resources {
		if r.ResourceType == "Patient" && !r.unreadable {
			c := &chart{patient: r, byRef: byRef, done: map[*resource]bool{}, report: report, now: now}
			charts[r] = c
			order = append(order, c)
		}
	}
	for _, r := range b.resources {
		switch c := charts[byRef[r.subject()]]; {
		case r.unreadable:
			report.refuse(r, Unreadable)
		case r.ResourceType == "Patient":
		case notOurs[r.ResourceType]:
			report.refuse(r, NoRecordType)
		case c == nil:
			report.refuse(r, PatientMissing)
		default:
			c.resources = append(c.resources, r)
		}
	}
	return order
}

// names returns what references call the resources. What two persons could
// mean is nobody's name.
func (b Bundle) names() map[string]*resource {
	byRef := map[string]*resource{}
	for _, r := range b.resources {
		for _, name := range r.names() {
			if before, taken := byRef[name]; taken && !samePerson(before, r) {
				r = nil
			}
			byRef[name] = r
		}
	}
	return byRef
}

// samePerson reports whether two resources of one name may be taken for each
// other: both are of the same person, or neither is a person.
func samePerson(a, b *resource) bool {
	if a == nil || b == nil || a.ResourceType != b.ResourceType {
		return false
	}
	return a == b || a.ResourceType != "Patient" || slices.Equal(identifiers(a), identifiers(b))
}

// subject is the name of whom the resource is about.
func (r *resource) subject() string { return cmp.Or(r.Subject.Reference, r.Patient.Reference) }

// names returns what a reference may call the resource.
func (r *resource) names() []string {
	var names []string
	if r.fullURL != "" {
		names = append(names, r.fullURL)
	}
	if r.ID != "" {
		names = append(names, r.ResourceType+"/"+r.ID)
	}
	return names
}

// key is what tells the resource from others of its type in its chart,
// however the bundle refers to it: the end of its address, or its id.
func (r *resource) key() string { return keyOf(cmp.Or(r.fullURL, r.ID)) }

func keyOf(ref string) string {
	ref = ref[strings.LastIndexByte(ref, '/')+1:]
	return strings.TrimPrefix(ref, "urn:uuid:")
}

// own returns the resource of the type that a reference means, nil if there is
// none or it is somebody else's: a bundle may hold several charts.
func (c *chart) own(resourceType string, ref reference) *resource {
	r := c.byRef[ref.Reference]
	if r == nil || r.ResourceType != resourceType || c.byRef[r.subject()] != c.patient {
		return nil
	}
	return r
}

// encounter returns the encounter of the resource, nil if it has none in the
// chart.
func (c *chart) encounter(r *resource) *resource { return c.own("Encounter", r.Encounter.reference) }

// left returns the resources of the types that nobody has taken or refused
// yet, in an order that does not depend on the bundle's.
func (c *chart) left(types ...string) []*resource {
	var found []*resource
	for _, r := range c.resources {
		if !c.done[r] && slices.Contains(types, r.ResourceType) {
			found = append(found, r)
		}
	}
	slices.SortStableFunc(found, func(a, b *resource) int { return cmp.Compare(a.key(), b.key()) })
	return found
}

// refuse reports why the resource goes into no record.
func (c *chart) refuse(r *resource, why Reason) {
	c.done[r] = true
	c.report.refuse(r, why)
}

// take marks resources as part of a draft, whose fate is theirs.
func (c *chart) take(rs ...*resource) {
	for _, r := range rs {
		c.done[r] = true
	}
}

// author names who wrote the resource or was there, "" if nobody has a name
// that can be shown.
func (c *chart) author(refs ...reference) string {
	for _, ref := range refs {
		name := ref.Display
		if p := c.byRef[ref.Reference]; p != nil && p.ResourceType == "Practitioner" {
			name = cmp.Or(chooseName(p), name)
		}
		var v clinic.Invalid
		name = oneLine(name)
		if clinic.CheckText(&v, "", name, 1, 120); v.Err() == nil {
			return name
		}
	}
	return ""
}

// drafts has every mapper take its part, and reports what none of them took.
func (c *chart) drafts() []draft {
	var all []draft
	for _, m := range mappers {
		all = append(all, m.drafts(c)...)
	}
	for _, r := range c.resources {
		if !c.done[r] {
			c.refuse(r, cmp.Or(notYet[r.ResourceType], NoRecordType))
		}
	}
	return all
}
