package sesmail

// What the tests look at beside what is sent.
var (
	Compose = compose
	Page    = page
)

// Styles are the styles of the page, for its template.
var Styles = map[string]string{"body": bodyStyle, "main": mainStyle, "text": textStyle, "button": buttonStyle, "small": smallStyle}
