package visits

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what coturn's REST scheme is defined with; HMAC does not rest on collisions
	"encoding/base64"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// ICE is how browsers find a way to each other. Its zero value lets them use
// their own addresses alone, which does for one machine and one network.
type ICE struct {
	STUN, TURN []string     // URLs: "stun:turn.example.in:3478", "turns:turn.example.in:443?transport=tcp"
	Secret     token.Pepper // static-auth-secret of the TURN servers
}

// IceServer is an RTCIceServer.
type IceServer struct {
	URLs                 []string
	Username, Credential string
}

// credentialStep is how often the credentials change. They last one to two of
// it: never more than an hour.
const credentialStep = 30 * time.Minute

// servers returns what one admitted participant may use, until the room closes
// at the latest. The password proves to a TURN server that we gave out the
// user name, which holds the time at which it ends (the REST API of
// draft-uberti-behave-turn-rest, as coturn has it).
func (c ICE) servers(p clinic.ParticipantID, closesAt, now time.Time) []IceServer {
	servers := []IceServer{}
	if len(c.STUN) > 0 {
		servers = append(servers, IceServer{URLs: c.STUN})
	}
	if len(c.TURN) > 0 {
		ends := now.Truncate(credentialStep).Add(2 * credentialStep)
		if closesAt.Before(ends) {
			ends = closesAt
		}
		user := strconv.FormatInt(ends.Unix(), 10) + ":" + string(p)
		mac := hmac.New(sha1.New, c.Secret)
		_, _ = mac.Write([]byte(user)) // a hash takes every write
		servers = append(servers, IceServer{c.TURN, user, base64.StdEncoding.EncodeToString(mac.Sum(nil))})
	}
	return servers
}
