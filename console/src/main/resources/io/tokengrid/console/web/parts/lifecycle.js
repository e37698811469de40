// Where a model stands in its life, and who still calls those that leave.
import { api } from '../api.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { html, Loaded, Panel, useData } from '../ui.js';
import { Amount, Chip } from './figures.js';
import { Table } from './table.js';

const TONE = { preview: 'plain', current: 'good', retiring: 'warn', gone: 'bad' };

/** The state of a model with the day and the successor that are announced. */
export function Lifecycle({ model }) {
  return html`<${Chip} tone=${TONE[model.state]}>${named('models.state', model.state)}<//>
    ${model.retires && html`<span class="under">${format.time(model.retires)}</span>`}
    ${model.successor && html`<span class="under">${t('models.successor', { model: model.successor })}</span>`}`;
}

/** Nothing, as long as no model leaves. */
export function Callers({ models }) {
  return models.some((model) => model.state === 'retiring' || model.state === 'gone') && html`<${CallersPanel} />`;
}

function CallersPanel() {
  const list = useData((signal) => api.get('/api/v1/models/retiring/callers', { signal }), []);
  return html`<${Panel} title=${t('callers.title')} note=${t('callers.note')}>
    <${Loaded} of=${list}>${(found) => html`<${CallersTable} callers=${found.callers} />`}<//>
  <//>`;
}

function CallersTable({ callers }) {
  if (callers.length === 0) {
    return html`<p class="note">${t('callers.none')}</p>`;
  }
  return html`<${Table}
    caption=${t('callers.title')}
    rows=${callers}
    keyOf=${(caller) => `${caller.model} ${caller.key} ${caller.currency}`}
    columns=${[
      { title: t('dimension.model'), cell: (caller) => caller.model },
      { title: t('models.state'), cell: (caller) => html`<${Lifecycle} model=${caller} />` },
      {
        title: t('dimension.organization'),
        cell: (caller) => html`<a href=${`#/organizations/${caller.organization}`}>${caller.organization}</a>`,
      },
      { title: t('callers.key'), cell: (caller) => caller.key },
      { title: t('callers.calls'), number: true, cell: (caller) => format.count(caller.calls) },
      {
        title: t('callers.charge'),
        number: true,
        cell: (caller) => html`<${Amount} value=${caller.charge} currency=${caller.currency} />`,
      },
    ]}
  />`;
}
