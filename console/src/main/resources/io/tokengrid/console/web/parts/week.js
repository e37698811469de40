// A week of time windows: a row for each day, a cell for each half hour, in the colour of the window that has it.
import { html } from '../ui.js';
import { t } from '../i18n.js';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const [LEFT, TOP, WIDTH, HEIGHT] = [40, 16, 12, 16];

export function Week({ windows }) {
  const names = windows.map((one) => one.name).join(', ');
  return html`<figure class="week">
    <svg viewBox=${`0 0 ${LEFT + 48 * WIDTH} ${TOP + 7 * HEIGHT}`} role="img" aria-label=${t('prices.week', { names })}>
      ${[0, 3, 6, 9, 12, 15, 18, 21].map((hour) => html`<text x=${LEFT + 2 * hour * WIDTH} y="11">${String(hour).padStart(2, '0')}</text>`)}
      ${DAYS.map(
        (day, row) => html`<text x="0" y=${TOP + row * HEIGHT + 12}>${t(`day.${day}`)}</text>
          ${Array.from({ length: 48 }, (_, half) => {
            const index = windows.findIndex((one) => has(one, row, half * 30));
            return html`<rect
              class=${index < 0 ? 'outside' : `fill series-${index % 6}`}
              x=${LEFT + half * WIDTH}
              y=${TOP + row * HEIGHT}
              width=${WIDTH - (half % 2)}
              height=${HEIGHT - 1}
            />`;
          })}`,
      )}
    </svg>
    <figcaption class="chips">
      ${windows.map(
        (one, i) => html`<span class=${`chip plain series-${i % 6}`}><span class="key" aria-hidden="true"></span> ${one.name} ${list(one.hours).join(', ')} ${one.zone}${one.times && ` × ${one.times}`}${holidays(one)}</span>`,
      )}
    </figcaption>
  </figure>`;
}

function holidays(window) {
  return [
    window.except && ` ${t('prices.except', { days: list(window.except).join(', ') })}`,
    window.also && ` ${t('prices.also', { days: list(window.also).join(', ') })}`,
    window.at && ` ${t('prices.at', { at: window.at })}`,
  ].filter(Boolean).join('');
}

/** Whether a window has most of the half hour that begins at a minute of a day of the week. */
function has(window, day, minute) {
  const middle = minute + 15;
  return (window.hours ? list(window.hours) : ['00:00-24:00']).some((range) => {
    const [from, to] = range.split('-').map(minutes);
    return to <= from
      ? (middle >= from && isOn(window, day)) || (middle < to && isOn(window, (day + 6) % 7))
      : middle >= from && middle < to && isOn(window, day);
  });
}

function isOn(window, day) {
  return (
    window.days === undefined ||
    list(window.days).some((range) => {
      const [from, to] = range.split('-').map((name) => DAYS.indexOf(name));
      return to === undefined ? day === from : from <= to ? day >= from && day <= to : day >= from || day <= to;
    })
  );
}

function minutes(text) {
  const [hours, rest] = text.split(':').map(Number);
  return hours * 60 + rest;
}

function list(value) {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
