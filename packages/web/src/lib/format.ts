import { language } from './i18n.js';

/** English as it is written in most of the world: 9 March, 18:41. */
const locale = (): string => (language() === 'de' ? 'de' : 'en-GB');

const day = 86_400_000;
const midnight = (at: Date): number => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
const daysAgo = (at: Date, now: Date): number => Math.round((midnight(now) - midnight(at)) / day);
const format = (at: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale(), options).format(at);

export const formatNumber = (value: number): string => new Intl.NumberFormat(locale()).format(value);

/** For a narrow column: minutes and hours of today, the time of yesterday, else the day. */
export function formatWhen(instant: string, now = new Date()): string {
  const at = new Date(instant);
  const days = daysAgo(at, now);
  if (days <= 0) {
    const minutes = Math.max(0, Math.floor((now.getTime() - at.getTime()) / 60_000));
    const [value, unit] = minutes < 60 ? [minutes, 'minute'] : [Math.floor(minutes / 60), 'hour'];
    return new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  }
  if (days === 1) return format(at, { hour: '2-digit', minute: '2-digit' });
  if (at.getFullYear() === now.getFullYear()) return format(at, { day: 'numeric', month: 'short' });
  return format(at, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "10:31". */
export const formatTime = (instant: string): string =>
  format(new Date(instant), { hour: '2-digit', minute: '2-digit' });

/** In a sentence: "today, 10:31", "9 March 2026". */
export function formatMoment(instant: string, now = new Date()): string {
  const at = new Date(instant);
  const days = daysAgo(at, now);
  const time = format(at, { hour: '2-digit', minute: '2-digit' });
  if (days > 1 || days < 0) return format(at, { day: 'numeric', month: 'long', year: 'numeric' });
  return `${new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(-days, 'day')}, ${time}`;
}

/** What rows of about the same time are gathered under: today, yesterday, else the month. */
export function groupOf(instant: string, now = new Date()): string {
  const at = new Date(instant);
  const days = daysAgo(at, now);
  if (days <= 1) {
    const word = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(-Math.max(0, days), 'day');
    return word.charAt(0).toLocaleUpperCase(locale()) + word.slice(1);
  }
  return format(at, { month: 'long', ...(at.getFullYear() !== now.getFullYear() && { year: 'numeric' }) });
}

export const formatDay = (instant: string): string =>
  format(new Date(instant), { day: 'numeric', month: 'long', year: 'numeric' });
