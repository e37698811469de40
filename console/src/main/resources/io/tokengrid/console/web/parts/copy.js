// A button that copies a text and says that it did.
import { h } from '../lib/preact.js';
import { useState } from '../lib/hooks.js';
import htm from '../lib/htm.js';
import { t } from '../i18n.js';

const html = htm.bind(h);
const SHOWN_MILLIS = 2000;

/** Without the clipboard, as on a page without TLS, the text is selected and copied the old way. */
async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

export function Copy({ text, label }) {
  const [done, setDone] = useState(false);
  const act = async () => {
    await copy(text);
    setDone(true);
    setTimeout(() => setDone(false), SHOWN_MILLIS);
  };
  return html`<button type="button" class="copy" onClick=${act}>
    <span aria-live="polite">${done ? t('action.copied') : (label ?? t('action.copy'))}</span>
  </button>`;
}
