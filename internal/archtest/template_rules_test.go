package archtest_test

// templateRule is one rule over template.yaml. check calls fail once for each
// place that breaks it.
type templateRule struct {
	name  string
	check func(tpl template, fail func(format string, args ...any))
}

// templateRules is the hardening this project promises; each is proven able to
// fail by at least one case of TestTemplateRulesCanFail.
var templateRules = []templateRule{
	{"the functions are these, built as they run", checkFunctions},
	{"every function has a role of its own that only Lambda assumes", checkRoles},
	{"every function has a timeout, memory and the concurrency it was given", checkLimits},
	{"every function writes to a log group of its own", checkFunctionLogs},
	{"every log is kept a year or longer under our key", checkLogGroups},
	{"every function gets exactly the variables it needs", checkEnvironment},
	{"a secret comes from Secrets Manager", checkSecrets},
	{"every route is listed, at the function that owns it", checkRoutes},
	{"the API throttles, and dear routes more", checkThrottling},
	{"the API's access log has no path, no query and no address", checkAccessLog},
	{"every stream mapping has the five error settings", checkMappings},
	{"what nobody waits for reports its failures", checkAsyncFailures},
	{"the sweeper runs every minute", checkSchedule},
	{"no statement allows a wildcard action", checkActions},
	{"only the listed statements have the resource *", checkResources},
	{"functions reach only their partitions of the table", checkPartitions},
	{"no function scans", checkScans},
	{"what patients and messages reach has no staff secrets", checkStaffSecrets},
	{"only the listed functions text and mail", checkSenders},
	{"texting excludes topics, mailing is from one address", checkSenderLimits},
	{"stateful resources say what outlives the stack", checkDeletion},
	{"the table is recoverable, protected, encrypted and streams both images", checkTable},
	{"buckets are private, encrypted and spoken to over TLS", checkBuckets},
	{"files are scanned, and each function reaches its part of them", checkFiles},
	{"queues and topics are encrypted, queues keep two weeks", checkQueues},
	{"keys rotate, and no policy names everybody", checkKeys},
	{"CloudFront serves pages from the bucket and the API uncached", checkDistribution},
	{"pages and answers carry the security headers", checkHeaders},
	{"mail reports bounces, is not tracked and honours suppression", checkMail},
	{"the alarms are these and tell somebody", checkAlarms},
	{"every parameter has a default, and the link is short", checkParameters},
}
