// What a price book changes about another: each text that is different.
import * as format from '../format.js';
import { t } from '../i18n.js';
import { html } from '../ui.js';
import { Table } from './table.js';

export function PriceChanges({ changes, caption, before, after }) {
  const rows = changes.flatMap((change) => change.fields.map((field) => ({ change, ...field })));
  const columns = [
    { title: t('editor.row'), cell: (row) => html`${row.change.name} <span class="under">${t(`editor.${row.change.kind}`)}</span>` },
    { title: t('editor.field'), cell: (row) => row.field },
    { title: before, cell: (row) => row.before ?? format.NOTHING },
    { title: after, cell: (row) => row.after ?? format.NOTHING },
  ];
  return html`<${Table} caption=${caption} rows=${rows} columns=${columns} keyOf=${(row) => `${row.change.name} ${row.field}`} compact />`;
}
