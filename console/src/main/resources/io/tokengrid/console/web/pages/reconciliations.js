// Providers' bills: one is held against the books, and those that were.
import { useRef, useState } from '../lib/hooks.js';
import { api, query as queryOf } from '../api.js';
import { add } from '../decimal.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Chip } from '../parts/figures.js';
import { Choice, Field } from '../parts/form.js';
import { Pager, usePages } from '../parts/pager.js';
import { Table } from '../parts/table.js';
import { go } from '../router.js';
import { Empty, Head, html, Loaded, Panel, Problem, useChange, useData } from '../ui.js';

const LIMIT = 50;

export const ATTESTED_TONE = { documented: 'good', 'seen-in-public': 'plain', recalled: 'warn', yours: 'plain' };

export function Reconciliations() {
  const pages = usePages();
  const kept = useData((signal) => api.get(`/api/v1/reconciliations${queryOf({ after: pages.after, limit: LIMIT })}`, { signal }), [pages.after]);
  return html`<${Head} title=${t('nav.reconciliations')} lead=${t('bills.lead')}>
      <button type="button" onClick=${kept.reload}>${t('action.reload')}</button>
    <//>
    <${Upload} />
    <${Panel} title=${t('bills.kept')}>
      <${Loaded} of=${kept}>
        ${(page) =>
          page.items.length === 0
            ? html`<${Empty} title=${t('bills.none')} text=${t('bills.none.hint')} />`
            : html`<${Table}
                  caption=${t('bills.kept')}
                  rows=${page.items}
                  keyOf=${(one) => one.id}
                  columns=${[
                    { title: t('dimension.provider'), cell: (one) => html`<a href=${`#/reconciliations/${one.id}`}>${one.provider}</a>` },
                    { title: t('bills.days'), cell: (one) => days(one) },
                    { title: t('bills.billed'), number: true, cell: (one) => money(one.billed, one) },
                    { title: t('bills.difference'), number: true, cell: (one) => money(one.difference, one) },
                    { title: t('bills.unexplained'), number: true, cell: (one) => money(one.unexplained, one) },
                    { title: t('bills.state'), cell: (one) => html`<${Standing} of=${one} />` },
                    { title: t('bills.at'), cell: (one) => format.time(one.at) },
                  ]}
                />
                <${Pager} pages=${pages} next=${page.next} />`}
      <//>
    <//>`;
}

export function days(one) {
  return one.from === one.to ? one.from : `${one.from} – ${one.to}`;
}

export function money(amount, of) {
  return `${format.amount(amount)} ${of.currency}`;
}

export function Standing({ of }) {
  return of.approved === null
    ? html`<${Chip} tone="plain">${t('bills.open')}<//>`
    : html`<${Chip} tone="good">${t('bills.approved')}<//>`;
}

function Upload() {
  const shapes = useData((signal) => api.get('/api/v1/bill-profiles', { signal }), []);
  const file = useRef(null);
  const [form, setForm] = useState({ profile: '', provider: '', period: lastMonth(), currency: '' });
  const change = (part) => setForm({ ...form, ...part });
  const send = useChange(async () => {
    const chosen = file.current.files[0];
    const made = await api.upload(`/api/v1/reconciliations${queryOf({ ...form, profile: form.profile || first(shapes), file: chosen.name })}`, chosen);
    go(['reconciliations', made.id]);
  });
  const submit = (event) => {
    event.preventDefault();
    send.run();
  };
  return html`<${Panel} title=${t('bills.new')} note=${t('bills.new.note')}>
    <${Loaded} of=${shapes}>
      ${({ profiles }) => {
        const chosen = profiles.find((one) => one.name === (form.profile || profiles[0]?.name));
        return html`<form onSubmit=${submit}>
          <div class="filters">
            <div class="field">
              <label for="bill-file">${t('bills.file')}</label>
              <input id="bill-file" ref=${file} name="file" type="file" accept=".csv,text/csv,text/plain" required />
            </div>
            <${Choice}
              label=${t('bills.profile')}
              name="profile"
              value=${chosen?.name ?? ''}
              onInput=${(profile) => change({ profile })}
              options=${profiles.map((one) => [one.name, one.name])}
            />
            <${Field} label=${t('dimension.provider')} name="provider" value=${form.provider} onInput=${(provider) => change({ provider })} required />
            <${Field} label=${t('bills.period')} hint=${t('bills.period.hint')} name="period" value=${form.period} onInput=${(period) => change({ period })} required />
            <${Field} label=${t('bills.currency')} hint=${t('bills.currency.hint')} name="currency" value=${form.currency} onInput=${(currency) => change({ currency })} />
          </div>
          ${chosen &&
          html`<p class="note">
            ${chosen.title}. <${Chip} tone=${ATTESTED_TONE[chosen.attested]}>${named('bills.attested', chosen.attested)}<//> ${chosen.source}
          </p>`}
          <div class="actions"><button type="submit" class="primary" disabled=${send.busy}>${t('bills.hold')}</button></div>
          <${Problem} error=${send.error} />
        </form>`;
      }}
    <//>
  <//>`;
}

function first(shapes) {
  return shapes.data?.profiles[0]?.name;
}

function lastMonth() {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

/** Sums of exact amounts by what `keyOf` says, in the order of their first. */
export function sums(rows, keyOf, amountOf) {
  const found = new Map();
  rows.forEach((row) => found.set(keyOf(row), add(found.get(keyOf(row)) ?? '0', amountOf(row))));
  return found;
}
