package media

import "encoding/binary"

// stretch is a part of a file.
type stretch struct{ from, length int64 }

// privateItems returns where the items of a HEIC file lie that tell of place
// and owner: Exif, and XMP as a mime item.
func privateItems(meta []byte) ([]stretch, error) {
	private := map[uint32]bool{}
	var locations []byte
	for at := 0; at < len(meta); {
		name, body, end, ok := box(meta, at)
		if !ok {
			return nil, errDamaged
		}
		switch name {
		case "iinf":
			if err := privateIDs(body, private); err != nil {
				return nil, err
			}
		case "iloc":
			locations = body
		}
		at = end
	}
	if len(private) == 0 {
		return nil, nil
	}
	return locate(locations, private)
}

// privateIDs notes the items that an item information box calls Exif or mime.
func privateIDs(iinf []byte, private map[uint32]bool) error {
	if len(iinf) < 6 {
		return errDamaged
	}
	at := 6
	if iinf[0] != 0 {
		at = 8
	}
	for at < len(iinf) {
		name, body, end, ok := box(iinf, at)
		if !ok {
			return errDamaged
		}
		at = end
		if name != "infe" || len(body) < 12 || body[0] < 2 {
			continue
		}
		id, kind := uint32(binary.BigEndian.Uint16(body[4:])), body[8:12]
		if body[0] >= 3 {
			if len(body) < 14 {
				return errDamaged
			}
			id, kind = binary.BigEndian.Uint32(body[4:]), body[10:14]
		}
		if string(kind) == "Exif" || string(kind) == "mime" {
			private[id] = true
		}
	}
	return nil
}

// cursor reads numbers one after the other; past the end it reads zeros and
// says so.
type cursor struct {
	data  []byte
	short bool
}

func (c *cursor) number(size int) (n uint64) {
	if size > len(c.data) {
		c.short = true
		return 0
	}
	for _, b := range c.data[:size] {
		n = n<<8 | uint64(b)
	}
	c.data = c.data[size:]
	return n
}

// maxStretches bounds what is blanked: a photo has one item of Exif and one of
// XMP, each in one piece.
const maxStretches = 64

// locate reads an item location box (ISO 14496-12, 8.11.3).
func locate(iloc []byte, wanted map[uint32]bool) (found []stretch, err error) {
	c := &cursor{data: iloc}
	version := c.number(1)
	c.number(3)
	sizes := c.number(2)
	offset, length, base, index := int(sizes>>12&15), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	wide := 2
	if version == 2 {
		wide = 4
	}
	if version == 0 {
		index = 0
	}
	for items := c.number(wide); items > 0 && !c.short; items-- {
		id, method := uint32(c.number(wide)), uint64(0) //nolint:gosec // four bytes at most
		if version > 0 {
			method = c.number(2) & 15
		}
		c.number(2)
		from := c.number(base)
		extents := c.number(2)
		if index+offset+length == 0 { // they take no bytes, however many there are
			extents = min(extents, 1)
		}
		for ; extents > 0 && !c.short; extents-- {
			c.number(index)
			at, n := c.number(offset), c.number(length)
			if !wanted[id] {
				continue
			}
			if method != 0 || n == 0 || len(found) == maxStretches { // within the description, or to the end of the file: nobody writes it so
				return nil, errDamaged
			}
			found = append(found, stretch{int64(from + at), int64(n)}) //nolint:gosec // blank refuses what does not fit
		}
	}
	if c.short {
		return nil, errDamaged
	}
	return found, nil
}
