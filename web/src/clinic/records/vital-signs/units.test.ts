import { expect, test } from "vitest";
import { asCelsius, celsius } from "./units";

test.each([
  [98.6, 37],
  [100.4, 38],
  [104, 40],
])("%d °F are %d °C", (degF, degC) => expect(celsius(degF)).toBe(degC));

test("a thermometer's number says its unit: 98.6 is Fahrenheit, 38.2 is not", () => {
  expect(asCelsius(98.6)).toBe(37);
  expect(asCelsius(38.2)).toBe(38.2);
});
