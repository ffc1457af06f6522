import { expect, test } from "vitest";
import { formatRupees } from "./money";

test("paise are shown only where there are some, and lakhs are grouped as in India", () => {
  expect(formatRupees("en", 120000)).toBe("₹1,200");
  expect(formatRupees("en", 123450)).toBe("₹1,234.50");
  expect(formatRupees("en", 1)).toBe("₹0.01");
  expect(formatRupees("hi", 15000000)).toBe("₹1,50,000");
});
