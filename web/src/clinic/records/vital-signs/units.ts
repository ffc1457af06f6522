import { fahrenheit } from "../../../shared/body";

/** Degrees Fahrenheit as degrees Celsius to the tenth, as the server converts them (internal/clinic/vital_signs.go). */
export const celsius = (degF: number): number => Math.round(((degF - 32) * 50) / 9) / 10;

/** Above this a number is one of Fahrenheit: nobody is 60 °C warm, and nobody 60 °F. */
const coldestFahrenheit = 60;

/** A body temperature that was typed in either unit, in Celsius. */
export const asCelsius = (typed: number): number => (typed >= coldestFahrenheit ? celsius(typed) : typed);

export { fahrenheit };
