// Who gets what customers paid: a bar and a table for each agreement, and what nobody agreed on.
import { api, query as queryOf } from '../api.js';
import { approximate } from '../decimal.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Amount } from '../parts/figures.js';
import { Choice } from '../parts/form.js';
import { Table } from '../parts/table.js';
import { go } from '../router.js';
import { Empty, Head, html, Loaded, Panel, useData } from '../ui.js';

const DAY = 86400000;
const RANGES = { today: 1, week: 7, month: 30, quarter: 90 };

export function Chain({ query }) {
  const range = query.range in RANGES ? query.range : 'month';
  const from = new Date(startOfToday() - (RANGES[range] - 1) * DAY).toISOString();
  const chain = useData((signal) => api.get(`/api/v1/value-chain${queryOf({ from, wait: true })}`, { signal }), [from]);
  return html`<${Head} title=${t('nav.chain')} lead=${t('chain.lead')} />
    <form class="filters" onSubmit=${(event) => event.preventDefault()}>
      <${Choice} label=${t('usage.range')} name="range" value=${range} onInput=${(to) => go(['chain'], { range: to })} options=${Object.keys(RANGES).map((name) => [name, named('range', name)])} />
    </form>
    <${Loaded} of=${chain}>${(read) => html`${read.agreements.map((one) => html`<${Shares} key=${`${one.name} ${one.currency}`} of=${one} />`)}
      ${read.unassigned.length > 0 && html`<${Unassigned} rows=${read.unassigned} />`}
      ${read.agreements.length === 0 && html`<${Panel}><${Empty} title=${t('chain.none')} text=${t('chain.none.hint')} command=${example()} /><//>`}`}<//>`;
}

function startOfToday() {
  return new Date().setHours(0, 0, 0, 0);
}

function Shares({ of }) {
  const paid = approximate(of.paid);
  const part = (share) => (paid > 0 ? Math.max(0, approximate(share.amount) / paid) : 0);
  const columns = [
    { title: t('chain.party'), cell: (share) => html`<span class=${`key series-${tone(of.shares.indexOf(share))}`} aria-hidden="true"></span> ${share.party}` },
    { title: t('chain.role'), cell: (share) => named('role', share.role) },
    { title: t('chain.basis'), cell: (share) => basis(share) },
    { title: t('chain.part'), number: true, cell: (share) => `${format.count(Math.round(part(share) * 1000) / 10)} %` },
    { title: t('chain.amount'), number: true, cell: (share) => html`<${Amount} value=${share.amount} currency=${of.currency} full />` },
  ];
  return html`<${Panel} title=${`${of.name} · ${of.currency}`} note=${t('chain.calls', { calls: format.count(of.settled) })}>
    <p>${t('chain.paid')} <strong><${Amount} value=${of.paid} currency=${of.currency} full /></strong></p>
    <div class="shares" role="img" aria-label=${of.shares.map((share) => `${share.party} ${Math.round(part(share) * 100)} %`).join(', ')}>
      ${of.shares.map((share, i) => html`<span class=${`series-${tone(i)}`} style=${`flex-grow: ${part(share)}`} title=${share.party}></span>`)}
    </div>
    <${Table} caption=${of.name} rows=${of.shares} columns=${columns} keyOf=${(share) => `${share.party} ${share.role}`} />
    <p class="note">${t('chain.note', { residual: of.residual, currency: of.currency })}${of.unknownCost > 0 && ` ${t('chain.unknown', { calls: format.count(of.unknownCost) })}`}</p>
  <//>`;
}

/** There are six tones; a seventh party has the first one again. */
function tone(i) {
  return i % 6;
}

function basis(share) {
  const [kind, figure] = share.basis.split(' ');
  return kind === 'rate' ? t('chain.basis.rate', { rate: figure }) : kind === 'cost' ? t('chain.basis.cost') : t('chain.basis.weight', { weight: figure });
}

function Unassigned({ rows }) {
  const columns = [
    { title: t('dimension.model'), cell: (row) => row.model },
    { title: t('dimension.provider'), cell: (row) => row.provider },
    { title: t('dimension.site'), cell: (row) => row.site || format.NOTHING },
    { title: t('chain.paid'), number: true, cell: (row) => html`<${Amount} value=${row.paid} currency=${row.currency} full />` },
  ];
  return html`<${Panel} title=${t('chain.unassigned')}>
    <${Table} caption=${t('chain.unassigned')} rows=${rows} columns=${columns} keyOf=${(row) => `${row.model} ${row.provider} ${row.site} ${row.currency} ${row.paid}`} />
    <p class="note">${t('chain.unassigned.note')}</p>
  <//>`;
}

function example() {
  return `value-chain:
  - name: guian
    models: qwen-*
    sites: [guian]
    effective: 2026-12-01T00:00:00+08:00
    shares:
      - { party: Tax office, role: tax, rate: "0.06" }
      - { party: Guian Computing, role: compute-centre, cost: true }
      - { party: Model vendor, role: model-vendor, weight: 4 }
      - { party: We, role: platform, weight: 6 }`;
}
