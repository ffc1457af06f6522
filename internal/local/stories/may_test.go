package stories_test

// may says which roles may do what, and what asks for the password again: the
// table of product.md, section 4. What does not stand here nobody may.
var may = map[string]struct {
	roles  string
	stepUp bool
}{
	"currentSession":       {roles: "owner clinician receptionist"},
	"signOut":              {roles: "owner clinician receptionist"},
	"stepUp":               {roles: "owner clinician receptionist"},
	"awaitedFactor":        {roles: "owner clinician receptionist"}, // by a session that awaits it, else nothing is left to pass
	"passSecondFactor":     {roles: "owner clinician receptionist"},
	"challengePasskey":     {roles: "owner clinician receptionist"},
	"ownFactors":           {roles: "owner clinician receptionist"},
	"beginApp":             {roles: "owner clinician receptionist", stepUp: true},
	"confirmApp":           {roles: "owner clinician receptionist", stepUp: true},
	"addPasskey":           {roles: "owner clinician receptionist", stepUp: true},
	"challengeNewPasskey":  {roles: "owner clinician receptionist", stepUp: true},
	"renewRecoveryCodes":   {roles: "owner clinician receptionist", stepUp: true},
	"removeFactor":         {stepUp: true}, // one's own, which this story's is nobody's
	"ownSessions":          {roles: "owner clinician receptionist"},
	"endOtherSessions":     {roles: "owner clinician receptionist", stepUp: true},
	"endSession":           {}, // one's own, which this story's is nobody's
	"takeFactorsAway":      {roles: "owner", stepUp: true},
	"practice":             {roles: "owner clinician receptionist"},
	"updatePractice":       {roles: "owner", stepUp: true},
	"staff":                {roles: "owner clinician receptionist"},
	"addStaffMember":       {roles: "owner", stepUp: true},
	"updateStaffMember":    {roles: "owner", stepUp: true},
	"sendPasswordLink":     {roles: "owner", stepUp: true},
	"shareSettings":        {roles: "owner clinician receptionist"},
	"changeShareSettings":  {roles: "owner", stepUp: true},
	"shareSettingsHistory": {roles: "owner clinician receptionist"},
	"findPatients":         {roles: "owner clinician receptionist"},
	"registerPatient":      {roles: "owner clinician receptionist"},
	"patient":              {roles: "owner clinician receptionist"},
	"updatePatient":        {roles: "owner clinician receptionist"},
	"changePatientEmail":   {roles: "owner clinician receptionist"},
	"sendPhoneCode":        {roles: "owner clinician receptionist"},
	"verifyPhone":          {roles: "owner clinician receptionist"},
	"portalAccess":         {roles: "owner clinician receptionist"},
	"giveAccess":           {roles: "owner clinician"}, // and each enters the own password: see the stories
	"resendInvite":         {roles: "owner clinician"},
	"revokeAccess":         {roles: "owner clinician"},
	"changeAccessEmail":    {roles: "owner clinician"},
	"accessEvents":         {roles: "owner clinician"},
	"auditEvents":          {roles: "owner"},
	"patientHistory":       {roles: "owner clinician"},
	"sendShareLink":        {roles: "owner clinician"},
	"recordTypes":          {roles: "owner clinician receptionist"},
	"records":              {roles: "owner clinician receptionist"}, // the types that the role may read
	"createRecord":         {roles: "owner clinician"},              // of a clinical type, as in the story
	"record":               {roles: "owner clinician"},
	"updateDraft":          {roles: "owner clinician"},
	"beginFile":            {roles: "owner clinician receptionist"},
	"file":                 {roles: "owner clinician receptionist"},
	"uploadFile":           {roles: "owner clinician receptionist"},
	"downloadFile":         {roles: "owner clinician receptionist"},
	"amendRecord":          {roles: "owner clinician"},
	"enterInError":         {roles: "owner clinician"},
	"recordVersions":       {roles: "owner clinician"},
	"previewRecord":        {roles: "owner clinician"},
	"holdRecord":           {roles: "owner clinician"},
	"releaseRecord":        {roles: "owner clinician"},
	"readOwnRecord":        {roles: "owner clinician"},
	"shareRecord":          {roles: "owner clinician"},
	"recallRecord":         {roles: "owner clinician"},
	"sharingHistory":       {roles: "owner clinician"},
	"worklistDone":         {roles: "owner clinician"},
	"sharingWorklist":      {roles: "owner clinician"},
	"splitPlan":            {roles: "owner clinician"},
	"immunisationForecast": {roles: "owner clinician"},
	"vaccineSchedules":     {roles: "owner clinician receptionist"},
	"balance":              {roles: "owner clinician receptionist"},
	"visits":               {roles: "owner clinician"},
	"createVisit":          {roles: "owner clinician"},
	"visit":                {roles: "owner clinician"},
	"sendVisitLink":        {roles: "owner clinician"},
	"joinVisit":            {roles: "owner clinician"},
	"visitRoom":            {roles: "owner clinician"},
	"leaveVisit":           {roles: "owner clinician"},
	"sendVisitSignal":      {roles: "owner clinician"},
	"admitParticipant":     {roles: "owner clinician"},
	"refuseParticipant":    {roles: "owner clinician"},
	"startVisit":           {roles: "owner clinician"},
	"endVisit":             {roles: "owner clinician"},
	"allergies":            {roles: "owner clinician"},
}

// ownSignIn is what changes how the person who asks signs in: it uses up the
// step-up.
var ownSignIn = map[string]bool{
	"beginApp": true, "confirmApp": true, "addPasskey": true, "challengeNewPasskey": true, "renewRecoveryCodes": true, "endOtherSessions": true,
}
