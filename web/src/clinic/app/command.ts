/** Something that can be done from where one is, by its name: what the palette (Ctrl K) offers. */
export interface Command {
  readonly id: string;
  readonly label: string;
  /** Other words that somebody may look for. */
  readonly keywords?: readonly string[];
  /** Under which heading it stands. */
  readonly group?: string;
  /** From what somebody has before them: 0 what only this page does, 1 other pages of the same patient, 2 pages of the practice, 3 its settings. */
  readonly distance?: number;
  run(): void;
}
