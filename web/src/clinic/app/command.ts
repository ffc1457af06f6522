/** Something that can be done from where one is, by its name: what the palette (Ctrl K) offers. */
export interface Command {
  readonly id: string;
  readonly label: string;
  /** Other words that somebody may look for. */
  readonly keywords?: readonly string[];
  /** Under which heading it stands. */
  readonly group?: string;
  run(): void;
}
