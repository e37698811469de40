// Pages of a list by key: forward by what the API gave as `next`, back through what was seen.
import { useState } from '../lib/hooks.js';
import { html } from '../ui.js';
import { t } from '../i18n.js';

export function usePages() {
  const [seen, setSeen] = useState([]);
  return {
    after: seen.at(-1),
    first: seen.length === 0,
    number: seen.length + 1,
    forward: (next) => setSeen([...seen, next]),
    back: () => setSeen(seen.slice(0, -1)),
    reset: () => setSeen([]),
  };
}

export function Pager({ pages, next }) {
  if (pages.first && !next) {
    return null;
  }
  return html`<nav class="pager" aria-label=${t('pager.label')}>
    <button type="button" disabled=${pages.first} onClick=${pages.back}>${t('pager.back')}</button>
    <span>${t('pager.page', { number: pages.number })}</span>
    <button type="button" disabled=${!next} onClick=${() => pages.forward(next)}>${t('pager.next')}</button>
  </nav>`;
}
