import type { Invoice, Payment } from "../src/records/content";

/** The fixtures that tests in TypeScript read. */
export const invoice: Invoice;
export const payment: Payment;
