package clinic

// What the books do not allow.
var (
	ErrInvoiceOverpaid    = &Error{Kind: KindConflict, Code: "invoice_overpaid", Detail: "this is more than is still due of the invoice"}
	ErrInvoiceCancelled   = &Error{Kind: KindConflict, Code: "invoice_cancelled", Detail: "this invoice was cancelled"}
	ErrInvoiceHasPayments = &Error{Kind: KindConflict, Code: "invoice_has_payments", Detail: "payments are allocated to this invoice; cancel or refund them first"}
	ErrPaymentHasRefunds  = &Error{Kind: KindConflict, Code: "payment_has_refunds", Detail: "a part of this payment was refunded; cancel the refund first"}
	ErrAdvanceTooSmall    = &Error{Kind: KindConflict, Code: "advance_too_small", Detail: "the patient's advance is smaller than this, or was used already"}
	ErrRefundTooLarge     = &Error{Kind: KindConflict, Code: "refund_too_large", Detail: "a refund is at most what was paid and not refunded yet"}
	ErrSerialExhausted    = &Error{Kind: KindConflict, Code: "serial_exhausted", Detail: "this financial year has no numbers left"}
	ErrBooksBusy          = &Error{Kind: KindUnavailable, Code: "books_busy", Detail: "too many invoices and payments are being saved at this moment; try again"}
)
