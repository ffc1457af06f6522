/** Degrees Celsius (UCUM "Cel") in degrees Fahrenheit, to the nearest tenth. */
export function fahrenheit(celsius: number): number {
  return Math.round(celsius * 18 + 320) / 10;
}

/** The body-mass index in kg/m², to the nearest tenth. */
export function bodyMassIndex(weightKilograms: number, heightCentimetres: number): number {
  return Math.round((weightKilograms / (heightCentimetres / 100) ** 2) * 10) / 10;
}
