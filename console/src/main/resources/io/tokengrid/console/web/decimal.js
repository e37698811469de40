// Exact decimals as strings such as "0.000012": sums and comparisons over BigInt, never over floats.
const PATTERN = /^([+-]?)(\d+)(?:\.(\d+))?$/;

function parts(text) {
  const match = PATTERN.exec(text);
  if (!match) {
    throw new RangeError(`not a decimal: ${text}`);
  }
  return { negative: match[1] === '-', whole: match[2], fraction: match[3] ?? '' };
}

/** The decimal as an integer of 10^-scale units; the scale is at least the number of its digits after the point. */
function scaled(text, scale) {
  const { negative, whole, fraction } = parts(text);
  const value = BigInt(whole + fraction.padEnd(scale, '0'));
  return negative ? -value : value;
}

function scaleOf(...texts) {
  return Math.max(...texts.map((text) => parts(text).fraction.length));
}

function unscaled(value, scale) {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return (negative ? '-' : '') + whole + (fraction ? `.${fraction}` : '');
}

export function isDecimal(text) {
  return PATTERN.test(text);
}

export function add(a, b) {
  const scale = scaleOf(a, b);
  return unscaled(scaled(a, scale) + scaled(b, scale), scale);
}

export function sum(texts) {
  return texts.reduce(add, '0');
}

export function negate(text) {
  return unscaled(-scaled(text, scaleOf(text)), scaleOf(text));
}

/** Negative, zero or positive as a is below, equal to or above b. */
export function compare(a, b) {
  const scale = scaleOf(a, b);
  const difference = scaled(a, scale) - scaled(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function isZero(text) {
  return compare(text, '0') === 0;
}

export function isNegative(text) {
  return compare(text, '0') < 0;
}

/** The share of a in b in tenths of a percent, cut off, for bars; null where b is not positive. */
export function perMille(a, b) {
  const scale = scaleOf(a, b);
  const whole = scaled(b, scale);
  return whole > 0n ? Number((scaled(a, scale) * 1000n) / whole) : null;
}

/**
 * Groups the digits before the point and cuts the ones after it to at most `digits` (all of them if left out), with at
 * least `least`. Whether something but zeros was cut off stands in `cut`: what is cut is never rounded.
 */
export function grouped(text, { digits = Infinity, least = 0, group = ',', point = '.' } = {}) {
  const { negative, whole, fraction } = parts(text);
  const kept = fraction.slice(0, digits).replace(/0+$/, '').padEnd(least, '0');
  const cut = /[1-9]/.test(fraction.slice(digits));
  const head = whole.replace(/^0+(?=\d)/, '').replace(/\B(?=(\d{3})+$)/g, group);
  const zero = /^0*$/.test(whole) && /^0*$/.test(fraction);
  return { text: (negative && !zero ? '−' : '') + head + (kept ? point + kept : ''), cut };
}

/** How many digits after the point the longest of some decimals has, trailing zeros apart; at least two. */
export function fractionDigits(texts) {
  return Math.max(2, ...texts.map((text) => parts(text).fraction.replace(/0+$/, '').length));
}

/** An approximation, for the height of a bar in a chart and for nothing else. */
export function approximate(text) {
  return Number(text);
}
