/* birth.ts - a date of birth and the age it makes. Pure, given today. */

export interface BirthText { year: string; month: string; day: string }

const TOO_OLD_Y = 130;

/* 'YYYY-MM-DD', or '' when it is no day, lies ahead, or nobody is that old. */
export function birthOf({ year, month, day }: BirthText, today: Date): string {
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day)) return '';
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const date = new Date(Date.UTC(y, m - 1, d));
  if (date.getUTCFullYear() !== y || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return '';
  const text = date.toISOString().slice(0, 10);
  const age_y = ageOf(text, today);
  return age_y < 0 || age_y > TOO_OLD_Y ? '' : text;
}

/* Whole years on `today`, by the calendar of whoever looks; -1 for a day that lies ahead. */
export function ageOf(birth: string, today: Date): number {
  const [y = 0, m = 1, d = 1] = birth.split('-').map(Number);
  const had = today.getMonth() + 1 > m || (today.getMonth() + 1 === m && today.getDate() >= d);
  const age_y = today.getFullYear() - y - (had ? 0 : 1);
  return age_y < 0 ? -1 : age_y;
}

export function birthText(birth: string): BirthText {
  const [year = '', month = '', day = ''] = birth.split('-');
  return { year, month: month.replace(/^0/, ''), day: day.replace(/^0/, '') };
}

/* Under this age a guardian decides (Personal Information Protection Law, 2021, article 31). */
export const GUARDED_UNDER_Y = 14;
