package media

import "encoding/binary"

// orientationTag is the one tag of Exif that changes how a picture is shown.
const orientationTag = 0x0112

// orientationOf returns the orientation that Exif data tells, 1 to 8, and 1 if
// it tells none.
func orientationOf(tiff []byte) uint16 {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
	default:
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	n := int64(order.Uint16(tiff[at:]))
	for i := range n {
		entry := at + 2 + i*12
		if entry+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[entry:]) == orientationTag {
			if o := order.Uint16(tiff[entry+8:]); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
	}
	return 1
}

// exifOf returns Exif data that tells the orientation and nothing else.
func exifOf(orientation uint16) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08" + "\x00\x01")
	b = binary.BigEndian.AppendUint16(b, orientationTag)
	b = append(b, "\x00\x03\x00\x00\x00\x01"...) // one SHORT
	b = binary.BigEndian.AppendUint16(b, orientation)
	return append(b, 0, 0, 0, 0, 0, 0) // the rest of the value, and no next directory
}
