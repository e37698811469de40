// What a row says beyond one price for each class: context tiers, windows, service tiers; and the book's modifiers.
import * as format from '../format.js';
import { t } from '../i18n.js';
import { Table } from '../parts/table.js';
import { Week } from '../parts/week.js';
import { className, CLASSES } from '../tokens.js';
import { Command, html, Panel } from '../ui.js';

const KEYS = ['context-tiers', 'windows', 'service-tiers', 'per-unit'];

/** Whether a row has more than the table of the book shows. */
export function hasRules(row) {
  return KEYS.some((key) => row.row[key] || row.row[`buy-${key}`]);
}

export function Rules({ row }) {
  const rules = row.row;
  const title = [row.model, row.provider, row.currency].filter(Boolean).join(' · ');
  return html`<${Panel} title=${title} note=${format.time(row.effective)}>
    ${rules['per-unit'] && html`<p class="note">${t('prices.perUnit')}: ${texts(rules['per-unit'])}</p>`}
    ${rules['context-tiers'] && html`<${Tiers} tiers=${rules['context-tiers']} />`}
    ${rules.windows && html`<${Week} windows=${rules.windows} />`}
    ${rules['service-tiers'] &&
    html`<ul class="plain">
      ${Object.entries(rules['service-tiers']).map(([name, change]) => html`<li>${t('prices.serviceTier')} <strong>${name}</strong>: ${change.times ? `× ${change.times}` : texts(change['per-million'] ?? {})}</li>`)}
    </ul>`}
    <details><summary>${t('prices.text')}</summary><${Command} text=${row.yaml} /></details>
  <//>`;
}

function Tiers({ tiers }) {
  const shown = CLASSES.filter((name) => tiers.some((tier) => tier['per-million']?.[name]));
  const columns = [
    { title: t('prices.prompt'), cell: (tier) => (tier['up-to'] ? t('prices.upTo', { tokens: format.count(Number(tier['up-to'])) }) : t('prices.beyond')) },
    ...shown.map((name) => ({ title: className(name), number: true, cell: (tier) => format.exact(tier['per-million']?.[name] ?? null) })),
  ];
  return html`<${Table} caption=${t('prices.tiers')} rows=${tiers} columns=${columns} compact />`;
}

export function Modifiers({ sets }) {
  const rows = sets.flatMap((set) => set.members.map((member) => ({ set, member })));
  const columns = [
    { title: t('prices.modifier'), cell: ({ member }) => member.name },
    { title: t('prices.modifier.kind'), cell: ({ member }) => `${member.kind} × ${member.times}` },
    { title: t('prices.modifier.for'), wide: true, cell: ({ member }) => audience(member) },
    { title: t('prices.effective'), cell: ({ member }) => html`${format.time(member.effective)}${member.until && html` <span class="under">– ${format.time(member.until)}</span>`}` },
    { title: t('prices.modifier.set'), cell: ({ set }) => `${set.name} (${set.combine ?? 'stack'})` },
  ];
  return html`<${Panel} title=${t('prices.modifiers')}>
    <${Table} caption=${t('prices.modifiers')} rows=${rows} columns=${columns} keyOf=${({ member }) => member.name} />
  <//>`;
}

export function Rates({ rates }) {
  const columns = [
    { title: t('prices.rate.pair'), cell: (rate) => `${rate.from} → ${rate.to}` },
    { title: t('prices.rate'), number: true, cell: (rate) => format.exact(rate.rate) },
    { title: t('prices.rate.asOf'), cell: (rate) => rate.asOf },
    { title: t('prices.rate.source'), wide: true, cell: (rate) => rate.source },
  ];
  return html`<${Panel} title=${t('prices.rates')}>
    <${Table} caption=${t('prices.rates')} rows=${rates} columns=${columns} keyOf=${(rate) => `${rate.from} ${rate.to}`} />
    <p class="note">${t('prices.rates.note')}</p>
  <//>`;
}

function audience(member) {
  const parts = ['models', 'providers', 'groups', 'organizations', 'only'].filter((key) => member[key]).map((key) => `${key}: ${[member[key]].flat().join(', ')}`);
  return parts.join('; ') || t('prices.modifier.all');
}

function texts(prices) {
  return Object.entries(prices).map(([name, price]) => `${name} ${price}`).join(', ');
}
