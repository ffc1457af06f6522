package archtest_test

import "slices"

// wantFunction is what the template may give one function, and no more.
type wantFunction struct {
	routes       []string
	env          []string // besides everyFunction
	partitions   []string // leading keys of the table
	objects      []string // what it may do with files, and where in their bucket
	texts, mails bool
	staff        bool // handles sign-ins and sessions of the staff
}

var everyFunction = []string{"TABLE_NAME", "LOG_LEVEL", "GOMEMLIMIT"}

var (
	serving = []string{"WEB_ORIGIN", "ORIGIN_SECRET"}
	texting = []string{"SMS_ENTITY_ID", "SMS_SENDER_ID", "SMS_TEMPLATE_IDS", "SMS_MAX_PRICE_USD"}
	mailing = []string{"EMAIL_FROM", "EMAIL_CONFIGURATION_SET"}
	calling = []string{"SHARING_COUNTRIES", "VISIT_LINK_PREFIX", "STUN_URLS", "TURN_URLS", "TURN_SECRET"}
)

var wantFunctions = map[string]wantFunction{
	"SessionsFunction": {
		env:        slices.Concat(serving, mailing, []string{"FACTOR_SECRET"}),
		partitions: []string{"PRACTICE#*", "LOGIN#*", "PASSWORDLINK#*", "LIMIT#*"},
		mails:      true, staff: true,
		routes: []string{
			"POST /api/sessions", "GET /api/session", "DELETE /api/session", "POST /api/session/step-up",
			"GET /api/session/second-factor", "POST /api/session/second-factor", "POST /api/session/second-factor/challenge",
			"GET /api/session/factors", "POST /api/session/factors/totp", "POST /api/session/factors/totp/confirmation",
			"POST /api/session/factors/passkeys", "POST /api/session/factors/passkeys/challenge", "POST /api/session/factors/recovery-codes", "DELETE /api/session/factors/{factorId}",
			"GET /api/sessions", "DELETE /api/sessions/others", "DELETE /api/sessions/{sessionId}",
			"POST /api/passwords",
		},
	},
	"AccountsFunction": {
		env:   slices.Concat(serving, texting, mailing, []string{"CODE_PEPPER", "FACTOR_SECRET"}),
		texts: true, mails: true,
		partitions: []string{"PRACTICE#*", "ACCOUNT#*", "PORTALLOGIN#*", "ACCOUNTLINK#*", "PHONE#*", "LIMIT#*"},
		routes: []string{
			"GET /api/portal/session/second-factor", "POST /api/portal/session/second-factor", "POST /api/portal/session/second-factor/challenge",
			"GET /api/portal/factors", "POST /api/portal/factors/totp", "POST /api/portal/factors/totp/confirmation",
			"POST /api/portal/factors/passkeys", "POST /api/portal/factors/passkeys/challenge", "POST /api/portal/factors/recovery-codes", "DELETE /api/portal/factors/{factorId}",
			"POST /api/portal/sessions", "GET /api/portal/session", "DELETE /api/portal/session", "POST /api/portal/session/step-up",
			"POST /api/portal/password", "PUT /api/portal/password", "POST /api/portal/password-resets", "POST /api/portal/password-resets/complete", "GET /api/portal/sessions", "DELETE /api/portal/sessions", "DELETE /api/portal/sessions/{sessionId}", "GET /api/portal/persons", "POST /api/portal/person-codes", "POST /api/portal/person", "POST /api/portal/email-changes", "POST /api/portal/email-changes/confirm", "DELETE /api/portal/account",
		},
	},
	"PortalFunction": {
		env:        slices.Concat(serving, []string{"CODE_PEPPER", "FILES_BUCKET"}),
		partitions: []string{"PRACTICE#*", "ACCOUNT#*", "LIMIT#*"},
		objects:    []string{"s3:GetObjectVersion ready/", "s3:PutObject incoming/"},
		routes: []string{
			"POST /api/portal/notes", "POST /api/portal/documents", "DELETE /api/portal/records/{recordId}", "POST /api/portal/files", "GET /api/portal/files/{fileId}", "POST /api/portal/files/{fileId}/upload",
			"GET /api/portal/records", "POST /api/portal/record-searches", "GET /api/portal/records/{recordId}",
			"GET /api/portal/files", "POST /api/portal/files/{fileId}/download", "GET /api/portal/history",
			"GET /api/portal/consent", "PUT /api/portal/consent", "PUT /api/portal/language",
		},
	},
	"PracticesFunction": {
		env:        slices.Concat(serving, mailing, []string{"SHARING_COUNTRIES"}),
		partitions: []string{"PRACTICE#*", "LOGIN#*", "PASSWORDLINK#*", "LIMIT#*"},
		mails:      true, staff: true,
		routes: []string{
			"POST /api/practices", "GET /api/practice", "PUT /api/practice",
			"GET /api/staff", "POST /api/staff", "PUT /api/staff/{staffId}", "POST /api/staff/{staffId}/password-link", "DELETE /api/staff/{staffId}/factors",
			"GET /api/share-settings", "PUT /api/share-settings", "GET /api/share-settings/history",
			"GET /api/audit-events",
			"GET /api/openapi.yaml",
		},
	},
	"PatientsFunction": {
		env:        slices.Concat(serving, texting, []string{"CODE_PEPPER", "SHARING_COUNTRIES"}),
		partitions: []string{"PRACTICE#*", "LOCATOR#*", "PHONE#*", "LIMIT#*"},
		texts:      true, staff: true,
		routes: []string{
			"POST /api/patient-searches", "POST /api/patients", "GET /api/patients/{patientId}", "PUT /api/patients/{patientId}", "PUT /api/patients/{patientId}/email",
			"POST /api/patients/{patientId}/phone-codes", "POST /api/patients/{patientId}/phone-verification",
			"GET /api/patients/{patientId}/access-events", "GET /api/patients/{patientId}/history", "POST /api/patients/{patientId}/share-links",
		},
	},
	"RecordsFunction": {
		env:        slices.Concat(serving, []string{"SHARING_COUNTRIES"}),
		partitions: []string{"PRACTICE#*"},
		staff:      true,
		routes: []string{
			"GET /api/record-types",
			"GET /api/patients/{patientId}/records", "POST /api/patients/{patientId}/records",
			"GET /api/patients/{patientId}/records/{recordId}", "PUT /api/patients/{patientId}/records/{recordId}",
			"POST /api/patients/{patientId}/records/{recordId}/amendments", "POST /api/patients/{patientId}/records/{recordId}/entered-in-error", "GET /api/patients/{patientId}/records/{recordId}/versions", "GET /api/patients/{patientId}/records/{recordId}/preview",
			"GET /api/patients/{patientId}/records/{recordId}/immunisation-forecast", "GET /api/immunisation-schedules",
			"PUT /api/patients/{patientId}/records/{recordId}/hold", "DELETE /api/patients/{patientId}/records/{recordId}/hold", "POST /api/patients/{patientId}/records/{recordId}/share", "POST /api/patients/{patientId}/records/{recordId}/recall", "POST /api/patients/{patientId}/records/{recordId}/reading",
			"GET /api/patients/{patientId}/sharing", "POST /api/patients/{patientId}/shares/{seq}/done", "GET /api/sharing-worklist",
			"POST /api/patients/{patientId}/records/{recordId}/split",
			"GET /api/patients/{patientId}/balance", "GET /api/patients/{patientId}/allergies",
		},
	},
	"FilesFunction": {
		env:        slices.Concat(serving, []string{"FILES_BUCKET"}),
		partitions: []string{"PRACTICE#*"},
		staff:      true,
		objects:    []string{"s3:GetObjectVersion ready/", "s3:PutObject incoming/"},
		routes: []string{
			"POST /api/patients/{patientId}/files", "GET /api/patients/{patientId}/files/{fileId}",
			"POST /api/patients/{patientId}/files/{fileId}/upload", "POST /api/patients/{patientId}/files/{fileId}/download",
		},
	},
	"FilescanFunction": {
		env:        []string{"FILES_BUCKET"},
		partitions: []string{"PRACTICE#*"},
		objects: []string{
			"s3:DeleteObjectVersion incoming/", "s3:DeleteObjectVersion ready/",
			"s3:GetObjectVersion incoming/", "s3:GetObjectVersionTagging incoming/", "s3:PutObject ready/",
		},
	},
	"SharelinksFunction": {
		objects:    []string{"s3:GetObjectVersion ready/"},
		env:        slices.Concat(serving, texting, []string{"CODE_PEPPER", "SHARING_COUNTRIES", "FILES_BUCKET"}),
		partitions: []string{"PRACTICE#*", "LOCATOR#*", "PHONE#*", "LIMIT#*"},
		texts:      true,
		routes: []string{
			"POST /api/share-links/open", "POST /api/share-links/codes", "POST /api/share-links/verify",
			"POST /api/share-links/renew", "POST /api/share-links/not-me",
			"POST /api/share-links/opt-out", "POST /api/share-links/opt-in",
			"GET /api/share-links/records", "POST /api/share-links/files/{fileId}/download", "GET /api/share-links/history", "DELETE /api/share-links/session",
			"POST /api/phone-sign-ins/codes", "POST /api/phone-sign-ins/verify", "POST /api/phone-sign-ins/person",
			"POST /api/email-unsubscribes/{token}",
		},
	},
	"EmailchecksFunction": {
		env:        serving,
		partitions: []string{"LIMIT#*"},
		routes:     []string{"POST /api/email-checks"},
	},
	"VisitsFunction": {
		env:        slices.Concat(serving, texting, mailing, calling),
		partitions: []string{"PRACTICE#*", "VISITLINK#*", "VISITOF#*", "LIMIT#*"},
		texts:      true, mails: true, staff: true,
		routes: []string{
			"GET /api/patients/{patientId}/visits", "POST /api/patients/{patientId}/visits", "GET /api/patients/{patientId}/visits/{visitId}",
			"POST /api/patients/{patientId}/visits/{visitId}/link", "POST /api/patients/{patientId}/visits/{visitId}/join",
			"GET /api/patients/{patientId}/visits/{visitId}/room", "DELETE /api/patients/{patientId}/visits/{visitId}/room",
			"POST /api/patients/{patientId}/visits/{visitId}/signals",
			"POST /api/patients/{patientId}/visits/{visitId}/participants/{participantId}/admit", "POST /api/patients/{patientId}/visits/{visitId}/participants/{participantId}/refuse",
			"POST /api/patients/{patientId}/visits/{visitId}/start", "POST /api/patients/{patientId}/visits/{visitId}/end",
		},
	},
	"VisitlinksFunction": {
		env:        slices.Concat(serving, texting, mailing, calling),
		partitions: []string{"PRACTICE#*", "VISITLINK#*", "VISITOF#*", "LIMIT#*"},
		texts:      true, mails: true,
		routes: []string{
			"POST /api/visit-links/open", "POST /api/visit-links/join", "POST /api/visit-links/renew",
			"GET /api/visit-room", "DELETE /api/visit-room", "POST /api/visit-room/signals",
		},
	},
	"MessagesFunction": {
		objects:    []string{"s3:GetObjectVersion ready/"},
		env:        slices.Concat(serving, texting, mailing, []string{"CODE_PEPPER", "FILES_BUCKET"}),
		partitions: []string{"PRACTICE#*", "LIMIT#*", "ACCOUNT#*"},
		texts:      true, mails: true, staff: true,
		routes: []string{
			"GET /api/portal/recipients", "GET /api/portal/unread-messages", "GET /api/portal/threads", "POST /api/portal/threads", "GET /api/portal/threads/{threadId}",
			"POST /api/portal/threads/{threadId}/messages", "POST /api/portal/threads/{threadId}/close",
			"POST /api/portal/threads/{threadId}/files/{fileId}/download",
			"GET /api/inbox", "GET /api/messaging", "PUT /api/messaging",
			"GET /api/patients/{patientId}/threads", "POST /api/patients/{patientId}/threads", "GET /api/patients/{patientId}/threads/{threadId}",
			"POST /api/patients/{patientId}/threads/{threadId}/messages", "POST /api/patients/{patientId}/threads/{threadId}/close",
			"POST /api/patients/{patientId}/threads/{threadId}/reopen", "POST /api/patients/{patientId}/threads/{threadId}/assign",
		},
	},
	"ShareFunction": {
		env:        slices.Concat(texting, mailing, []string{"WEB_ORIGIN", "CODE_PEPPER", "SHARE_LINK_PREFIX", "SHARING_COUNTRIES"}),
		partitions: []string{"PRACTICE#*"},
		texts:      true, mails: true,
	},
	"NoticesweepFunction": {
		env:        slices.Concat(texting, mailing, []string{"WEB_ORIGIN", "CODE_PEPPER", "SHARE_LINK_PREFIX", "SHARING_COUNTRIES", "STREAM_ARN"}),
		partitions: []string{"PRACTICE#*", "SWEEP#*", "SEAL#*"},
		texts:      true, mails: true,
	},
	"InvitesFunction": {
		env:        slices.Concat(serving, mailing),
		partitions: []string{"PRACTICE#*", "ACCOUNT#*", "PORTALLOGIN#*", "ACCOUNTLINK#*", "LOGIN#*", "LIMIT#*"},
		mails:      true, staff: true,
		routes: []string{
			"GET /api/patients/{patientId}/access", "POST /api/patients/{patientId}/access", "DELETE /api/patients/{patientId}/access",
			"POST /api/patients/{patientId}/access/resend", "PUT /api/patients/{patientId}/access/email",
		},
	},
	"DeliveriesFunction": {
		env:        slices.Concat(mailing, []string{"WEB_ORIGIN", "EMAIL_EVENTS_TOPIC_ARN"}),
		partitions: []string{"PRACTICE#*", "PHONE#*", "ACCOUNT#*", "PORTALLOGIN#*"},
		mails:      true,
	},
}

// wantConcurrency bounds what a flood of sign-ins or of files costs, and keeps
// two sweepers from racing.
var wantConcurrency = map[string]any{"SessionsFunction": 20, "AccountsFunction": 20, "InvitesFunction": 20, "NoticesweepFunction": 1, "FilescanFunction": 10}

// dearRoutes hash passwords, cost an SMS, ask DNS, or are what a guesser calls.
var dearRoutes = []string{
	"POST /api/sessions", "POST /api/session/second-factor", "POST /api/session/second-factor/challenge", "POST /api/session/step-up",
	"POST /api/portal/session/second-factor", "POST /api/portal/session/second-factor/challenge", "POST /api/passwords", "POST /api/practices",
	"POST /api/patients/{patientId}/phone-codes", "POST /api/email-checks",
	"POST /api/patients/{patientId}/access", "POST /api/patients/{patientId}/access/resend", "PUT /api/patients/{patientId}/access/email",
	"POST /api/share-links/codes", "POST /api/share-links/verify", "POST /api/share-links/renew",
	"POST /api/phone-sign-ins/codes", "POST /api/phone-sign-ins/verify", "POST /api/phone-sign-ins/person",
	"POST /api/patients/{patientId}/visits", "POST /api/patients/{patientId}/visits/{visitId}/link",
	"POST /api/visit-links/open", "POST /api/visit-links/join", "POST /api/visit-links/renew",
}

// loggedVariables is what the access log may say of a request.
var loggedVariables = []string{
	"$context.requestId", "$context.requestTime", "$context.routeKey", "$context.status",
	"$context.responseLatency", "$context.responseLength", "$context.error.responseType",
	"$context.integration.integrationStatus", "$context.integration.requestId",
}

// everyResource is the statements for which AWS offers no resource but *.
var everyResource = []string{
	"TextPhonesPolicy TextPhones sns:Publish",
	"ShareRole ListStreamsForTheMapping dynamodb:ListStreams",
}

var wantAlarms = []string{
	"ApiLatencyAlarm: AWS/ApiGateway Latency",
	"ApiServerErrorAlarm: AWS/ApiGateway 5xx",
	"AuditAlteredAlarm: Chartshare/${Environment} AuditAltered",
	"DeadNoticeAlarm: Chartshare/${Environment} DeadNotices",
	"DeliveriesFailureAlarm: AWS/SQS ApproximateNumberOfMessagesVisible",
	"EmailBounceAlarm: AWS/SES Reputation.BounceRate",
	"EmailComplaintAlarm: AWS/SES Reputation.ComplaintRate",
	"FilescanFailureAlarm: AWS/SQS ApproximateNumberOfMessagesVisible",
	"FunctionErrorAlarm: AWS/Lambda Errors",
	"FunctionThrottleAlarm: AWS/Lambda Throttles",
	"NoticesweepFailureAlarm: AWS/SQS ApproximateNumberOfMessagesVisible",
	"ShareFailureAlarm: AWS/SQS ApproximateNumberOfMessagesVisible",
	"ShareIteratorAgeAlarm: AWS/Lambda IteratorAge",
	"SmsSpendAlarm: AWS/SNS SMSMonthToDateSpentUSD",
	"SweepSilentAlarm: AWS/Lambda Invocations",
}
