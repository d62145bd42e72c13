import { addDays, weekdayName } from "@zuwendo/domain";

/** The day with that month and day which comes next, counted from the day after `today`. */
export function nextYearly(today: string, monthDay: string): string {
  const year = Number(today.slice(0, 4));
  const thisYear = `${year}-${monthDay}`;
  return thisYear > today ? thisYear : `${year + 1}-${monthDay}`;
}

/** The first Thursday on or after a day: committees meet on Thursdays. */
export function thursdayFrom(day: string): string {
  return weekdayName(day).en === "Thursday" ? day : thursdayFrom(addDays(day, 1));
}

/** The weeks of the theme tables, 9 February to 31 March (council paper of June 2016), of the last spring that is over. */
export function tableWeeks(today: string): { from: string; until: string } {
  const year = Number(today.slice(0, 4));
  const spring = `${year}-03-31` < today ? year : year - 1;
  return { from: `${spring}-02-09`, until: `${spring}-03-31` };
}

export function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}
