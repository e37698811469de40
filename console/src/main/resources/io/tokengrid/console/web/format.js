// Numbers, amounts and times in the reader's language.
import { grouped } from './decimal.js';
import { locale } from './i18n.js';

export const NOTHING = '–';

const SHOWN_DIGITS = 9;

/** A whole number, grouped. */
export function count(value) {
  return value === null || value === undefined ? NOTHING : new Intl.NumberFormat(locale()).format(value);
}

/** A rate or another figure whose last digits do not matter. */
export function rough(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return NOTHING;
  }
  return new Intl.NumberFormat(locale(), { maximumSignificantDigits: digits }).format(value);
}

/** A large number in short, such as 12.3M. */
export function compact(value) {
  if (value === null || value === undefined) {
    return NOTHING;
  }
  return new Intl.NumberFormat(locale(), { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

export function percent(share, digits = 1) {
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: digits }).format(share);
}

function marks() {
  const shown = new Intl.NumberFormat(locale()).formatToParts(1000000.5);
  const value = (type, otherwise) => shown.find((part) => part.type === type)?.value ?? otherwise;
  return { group: value('group', ','), point: value('decimal', '.') };
}

/** All digits of an exact amount. */
export function exact(amount) {
  return grouped(amount, { ...marks(), least: 2 }).text;
}

/** An exact amount cut, never rounded, after nine digits; a trailing … says that there are more. */
export function amount(text) {
  const { text: shown, cut } = grouped(text, { ...marks(), least: 2, digits: SHOWN_DIGITS });
  return cut ? `${shown}…` : shown;
}

/** An amount cut after two digits, or after three that are not leading zeros, for figures that are glanced at. */
export function glance(text) {
  const zeros = /^[+-]?0*\.(0*)[1-9]/.exec(text);
  return grouped(text, { ...marks(), least: 2, digits: zeros ? Math.max(2, zeros[1].length + 3) : 2 }).text;
}

export function time(iso) {
  return iso ? new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(new Date(iso)) : NOTHING;
}

export function day(iso) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(iso));
}

export function clock(iso) {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(iso));
}

/** The mark below a bar of an hour: the day at midnight, else the hour. */
export function hourMark(iso) {
  const date = new Date(iso);
  return date.getHours() === 0
    ? new Intl.DateTimeFormat(locale(), { month: 'short', day: 'numeric' }).format(date)
    : new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
}

export function dayMark(iso) {
  return new Intl.DateTimeFormat(locale(), { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${iso}T00:00:00Z`));
}

/** How long until (or since) an instant, such as "in 3 hours". */
export function relative(iso, now = Date.now()) {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const units = [
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ];
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? units.at(-1);
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** A duration of milliseconds with a fitting unit. */
export function duration(millis) {
  if (millis === null || millis === undefined) {
    return NOTHING;
  }
  if (millis > 0 && millis < 1) {
    return `${rough(millis * 1000)} µs`;
  }
  return millis < 1000 ? `${rough(millis)} ms` : `${rough(millis / 1000)} s`;
}
