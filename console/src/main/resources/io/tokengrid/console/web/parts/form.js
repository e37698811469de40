// Fields with their labels, and dialogs that hold a form.
import { useEffect, useRef, useState } from '../lib/hooks.js';
import { html, Problem, useChange } from '../ui.js';
import { t } from '../i18n.js';

let numbers = 0;

function useId() {
  return useState(() => `field-${++numbers}`)[0];
}

export function Field({ label, hint, name, value, onInput, type = 'text', ...rest }) {
  const id = useId();
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input
      id=${id}
      name=${name}
      type=${type}
      value=${value}
      onInput=${(event) => onInput(event.target.value)}
      aria-describedby=${hint ? `${id}-hint` : undefined}
      autocomplete="off"
      spellcheck=${false}
      ...${rest}
    />
    ${hint && html`<small id=${`${id}-hint`}>${hint}</small>`}
  </div>`;
}

/** @param options pairs of a value and its text */
export function Choice({ label, name, value, onInput, options, hint }) {
  const id = useId();
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} name=${name} value=${value} onChange=${(event) => onInput(event.target.value)} aria-describedby=${hint ? `${id}-hint` : undefined}>
      ${options.map(([option, text]) => html`<option value=${option} selected=${option === value}>${text}</option>`)}
    </select>
    ${hint && html`<small id=${`${id}-hint`}>${hint}</small>`}
  </div>`;
}

/** A few alternatives side by side, one of which is chosen. */
export function Switch({ label, value, onInput, options }) {
  return html`<div class="switch" role="group" aria-label=${label}>
    ${options.map(
      ([option, text]) =>
        html`<button type="button" aria-pressed=${String(option === value)} onClick=${() => onInput(option)}>${text}</button>`,
    )}
  </div>`;
}

export function Check({ label, value, onInput }) {
  const id = useId();
  return html`<div class="check">
    <input id=${id} type="checkbox" checked=${value} onChange=${(event) => onInput(event.target.checked)} />
    <label for=${id}>${label}</label>
  </div>`;
}

/** A modal that closes by its button, by Escape and by what its content calls. */
export function Dialog({ title, onClose, children }) {
  const dialog = useRef(null);
  const id = useId();
  useEffect(() => {
    if (!dialog.current.open) {
      dialog.current.showModal();
    }
  }, []);
  return html`<dialog ref=${dialog} aria-labelledby=${id} onClose=${onClose}>
    <div class="dialog-head">
      <h2 id=${id}>${title}</h2>
      <button type="button" class="quiet" aria-label=${t('action.close')} onClick=${() => dialog.current.close()}>✕</button>
    </div>
    ${children}
  </dialog>`;
}

/** A dialog with a form whose change is made once; `onDone` gets the answer. */
export function FormDialog({ title, submit, danger, change, onClose, onDone, children }) {
  const { busy, error, run } = useChange(change);
  const send = async (event) => {
    event.preventDefault();
    const answer = await run();
    if (answer !== null) {
      onDone(answer);
    }
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form onSubmit=${send}>
      ${children}
      <${Problem} error=${error} />
      <div class="dialog-foot">
        <button type="button" onClick=${onClose}>${t('action.cancel')}</button>
        <button type="submit" class=${danger ? 'danger' : 'primary'} disabled=${busy}>${submit}</button>
      </div>
    </form>
  <//>`;
}
