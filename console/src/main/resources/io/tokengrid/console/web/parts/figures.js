// Small ways to show a figure: a tile, a chip, a bar, an amount.
import { html } from '../ui.js';
import { fractionDigits } from '../decimal.js';
import { amount, exact, glance, NOTHING } from '../format.js';

export function Tile({ label, value, unit, note, tone }) {
  return html`<div class=${tone ? `tile ${tone}` : 'tile'}>
    <dt>${label}</dt>
    <dd>
      <span class="figure">${value}</span>${unit && html`<span class="unit">${unit}</span>`}
      ${note && html`<span class="note">${note}</span>`}
    </dd>
  </div>`;
}

/** A tile of an exact amount: cut in large, with all its digits below where that cut any. */
export function AmountTile({ label, value, currency, note }) {
  if (value === null || value === undefined) {
    return html`<${Tile} label=${label} value=${NOTHING} note=${note} />`;
  }
  const [shown, all] = [glance(value), exact(value)];
  return html`<${Tile}
    label=${label}
    value=${shown}
    unit=${currency}
    note=${html`${shown !== all && html`<span class="all-digits">${all}</span>`}${note}`}
  />`;
}

/** @param tone good, warn, bad or none */
export function Chip({ tone = 'plain', children, title }) {
  return html`<span class=${`chip ${tone}`} title=${title}>${children}</span>`;
}

/**
 * An exact amount; where it is cut, all its digits stand in the tooltip.
 *
 * @param align digits after the point that its column has: unseen zeros let the points stand one below the other
 */
export function Amount({ value, currency, full, align }) {
  if (value === null || value === undefined) {
    return NOTHING;
  }
  const shown = full ? exact(value) : amount(value);
  const missing = align ? align - fractionDigits([value]) : 0;
  return html`<span class="amount" title=${full ? undefined : exact(value)}
    >${shown}${missing > 0 && html`<span class="unseen" aria-hidden="true">${'0'.repeat(missing)}</span>`}${currency &&
    html` <span class="currency">${currency}</span>`}</span
  >`;
}

/** A bar for a share of a limit, in thousandths; beyond the limit it is full and red. */
export function Meter({ label, mille, note }) {
  const share = Math.max(0, Math.min(1000, mille ?? 0));
  const tone = mille === null ? 'none' : mille >= 1000 ? 'bad' : mille >= 850 ? 'warn' : 'good';
  return html`<div class=${`meter ${tone}`}>
    <div
      class="meter-track"
      role="progressbar"
      aria-label=${label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(share / 10)}
      aria-valuetext=${note}
    >
      <div class="meter-fill" style=${{ width: `${share / 10}%` }}></div>
    </div>
    ${note && html`<span class="note">${note}</span>`}
  </div>`;
}

/** A bar beside figures of a table, for comparing rows by eye. */
export function RowBar({ share, tone }) {
  return html`<span class="row-bar" aria-hidden="true"
    ><span class=${tone ?? ''} style=${{ width: `${Math.max(0, Math.min(100, share * 100))}%` }}></span
  ></span>`;
}

/** Names and values, one below the other. */
export function Facts({ items }) {
  return html`<dl class="facts">
    ${items.filter(Boolean).map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
