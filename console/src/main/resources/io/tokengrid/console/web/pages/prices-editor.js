// The book as a text: changed, checked, compared with the book in force, published.
import { useState } from '../lib/hooks.js';
import { api } from '../api.js';
import * as format from '../format.js';
import { t } from '../i18n.js';
import { PriceChanges } from '../parts/price-changes.js';
import { html, Panel, Problem, useChange } from '../ui.js';

export function Editor({ book, onDone }) {
  const [text, setText] = useState(book.yaml);
  const [checked, setChecked] = useState(null);
  const check = useChange(() => api.text('POST', '/api/v1/prices/check', text));
  const publish = useChange(() => api.text('PUT', '/api/v1/prices', text));
  const change = (event) => {
    setText(event.target.value);
    setChecked(null);
  };
  const send = async () => {
    if ((await publish.run()) !== null) {
      setChecked(null);
      onDone();
    }
  };
  const ready = checked?.publishable && checked.changes.length > 0 && !book.configured;
  return html`<${Panel} title=${t('editor.title')} note=${t(book.configured ? 'editor.configured' : 'editor.note')}>
    <textarea class="code" aria-label=${t('editor.title')} rows=${Math.min(30, Math.max(8, text.split('\n').length + 1))} spellcheck=${false} value=${text} onInput=${change}></textarea>
    <div class="actions">
      <button type="button" disabled=${check.busy} onClick=${async () => setChecked(await check.run())}>${t('editor.check')}</button>
      <button type="button" class="primary" disabled=${!ready || publish.busy} onClick=${send}>${t('editor.publish')}</button>
    </div>
    <${Problem} error=${check.error ?? publish.error} />
    ${checked && html`<${Checked} of=${checked} />`}
  <//>`;
}

function Checked({ of }) {
  if (of.mistakes.length > 0) {
    return html`<ul class="problem" role="alert">
      ${of.mistakes.map((one) => html`<li><strong>${one.message}</strong> ${one.hint}</li>`)}
    </ul>`;
  }
  return html`${of.refusals.length > 0 &&
    html`<ul class="problem" role="alert">
      ${of.refusals.map((one) => html`<li>${one}</li>`)}
    </ul>`}
    ${of.changes.length === 0
      ? html`<p>${t('editor.same')}</p>`
      : html`<${PriceChanges} changes=${of.changes} caption=${t('editor.changes')} before=${t('editor.before')} after=${t('editor.after')} />`}
    <p class="note">${t('editor.effective', { count: format.count(of.effectiveCount) })}</p>`;
}
