package media

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	markerSOI  = 0xd8
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerTEM  = 0x01
	markerAPP0 = 0xe0
	markerAPPF = 0xef
	markerCOM  = 0xfe
)

// readJPEG walks the segments to the end of the picture, and leaves out those
// that tell of the camera's place and owner: Exif but for the orientation,
// XMP, IPTC, comments, makers' own, and whatever stands behind the picture.
func readJPEG(data []byte) (Clean, error) {
	out := bytes.NewBuffer(make([]byte, 0, len(data)))
	out.Write(data[:2])
	var c Clean
	framed, scanned := false, false
	for at := 2; ; {
		marker, begins, ok := nextMarker(data, at)
		if !ok {
			return Clean{}, errDamaged
		}
		at = begins
		switch {
		case marker == markerEOI:
			if !scanned || c.Width == 0 || c.Height == 0 {
				return Clean{}, errDamaged
			}
			if isForeign(data[at:]) {
				return Clean{}, errWrongType
			}
			out.Write([]byte{0xff, markerEOI})
			c.Data = out.Bytes()
			return c, nil
		case marker == markerSOI || marker >= 0xd0 && marker <= 0xd7 || marker == markerTEM:
			return Clean{}, errDamaged // out of their places
		}
		if at+2 > len(data) {
			return Clean{}, errDamaged
		}
		length := int(binary.BigEndian.Uint16(data[at:]))
		if length < 2 || at+length > len(data) {
			return Clean{}, errDamaged
		}
		body := data[at+2 : at+length]
		at += length
		if isFrame(marker) {
			if len(body) < 6 || framed { // of two, one reader believes the first and another the last
				return Clean{}, errDamaged
			}
			framed = true
			c.Height, c.Width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
		}
		if kept := keptJPEG(marker, body); kept != nil {
			out.Write([]byte{0xff, marker})
			_ = binary.Write(out, binary.BigEndian, uint16(len(kept)+2)) //nolint:gosec // at most as long as it was
			out.Write(kept)
		}
		if marker == markerSOS {
			scanned = true
			end := endOfScan(data, at)
			out.Write(data[at:end])
			at = end
		}
	}
}

// nextMarker returns the marker at at, and where what follows it begins.
func nextMarker(data []byte, at int) (marker byte, begins int, ok bool) {
	if at >= len(data) || data[at] != 0xff {
		return 0, 0, false
	}
	for at < len(data) && data[at] == 0xff { // a marker may be filled up before
		at++
	}
	if at == len(data) || data[at] == 0 {
		return 0, 0, false
	}
	return data[at], at + 1, true
}

// endOfScan returns where entropy-coded data ends: at the first marker that is
// neither a stuffed byte nor a restart.
func endOfScan(data []byte, at int) int {
	for at < len(data) {
		next := bytes.IndexByte(data[at:], 0xff)
		if next < 0 || at+next+1 >= len(data) {
			return len(data)
		}
		at += next
		if m := data[at+1]; m != 0 && m != 0xff && (m < 0xd0 || m > 0xd7) {
			return at
		}
		at++
		if data[at] != 0xff {
			at++
		}
	}
	return at
}

// isFrame reports whether the marker begins a frame header, which has the size
// of the picture.
func isFrame(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && !slices.Contains([]byte{0xc4, 0xc8, 0xcc}, marker)
}

// keptJPEG returns what stays of a segment, nil for nothing.
func keptJPEG(marker byte, body []byte) []byte {
	switch {
	case marker == markerCOM:
		return nil
	case marker < markerAPP0 || marker > markerAPPF:
		return body
	case marker == markerAPP0 && bytes.HasPrefix(body, []byte("JFIF\x00")),
		marker == markerAPP0+2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")),
		marker == markerAPP0+14 && bytes.HasPrefix(body, []byte("Adobe")): // says how colours are coded
		return body
	case marker == markerAPP0+1:
		if tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok {
			if o := orientationOf(tiff); o > 1 {
				return append([]byte("Exif\x00\x00"), exifOf(o)...)
			}
		}
	}
	return nil
}
