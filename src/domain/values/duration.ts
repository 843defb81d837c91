/** An ISO 8601 duration. Years, months, weeks and days are calendar; hours and below are exact. Never negative. */
export interface Duration {
  readonly months: number;
  readonly days: number;
  readonly milliseconds: number;
}
