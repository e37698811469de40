// What a call was settled as, and every correction since: what it came to each time, and why.
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Amount } from '../parts/figures.js';
import { Table } from '../parts/table.js';
import { className } from '../tokens.js';
import { html, Panel } from '../ui.js';

export function CallCorrections({ of }) {
  const rows = [
    { at: of.times.ended, why: t('correction.settled'), difference: null, billed: of.settledAs },
    ...of.corrections.map((one) => ({
      at: one.at,
      why: html`${named('correction', one.cause)}<span class="under">${one.reason}</span><span class="under">${one.reference}</span>`,
      difference: one.difference,
      billed: one.billed,
    })),
  ];
  const columns = [
    { title: t('correction.at'), cell: (row) => format.time(row.at) },
    { title: t('correction.why'), wide: true, cell: (row) => row.why },
    { title: t('correction.book'), number: true, cell: (row) => format.count(row.billed.priceVersion) },
    {
      title: t('correction.lines'),
      wide: true,
      cell: (row) => [
        ...row.billed.lines.map((line) => html`<span class="under">${className(line.tokenClass)}: ${format.count(line.tokens)} × ${format.exact(line.perMillion)}</span>`),
        ...row.billed.unitLines.map((line) => html`<span class="under">${named('unit', line.unit)}: ${format.count(line.quantity)} × ${format.exact(line.perUnit)}</span>`),
      ],
    },
    { title: t('correction.paid', { currency: of.currency }), number: true, cell: (row) => html`<${Amount} value=${row.billed.paid} full />` },
    { title: t('correction.difference', { currency: of.currency }), number: true, cell: (row) => (row.difference === null ? format.NOTHING : html`<${Amount} value=${row.difference} full />`) },
  ];
  return html`<${Panel} title=${t('correction.title')} note=${t('correction.note')}>
    <${Table} caption=${t('correction.title')} rows=${rows} columns=${columns} />
  <//>`;
}
