// What backdated prices changed about settled calls, and how far that has come.
import { api } from '../api.js';
import * as format from '../format.js';
import { t } from '../i18n.js';
import { Amount, Chip } from '../parts/figures.js';
import { Table } from '../parts/table.js';
import { html, Loaded, Panel, useData } from '../ui.js';

/** @param version of the book in force: the list is read again when it is another */
export function ReRatings({ version }) {
  const reRatings = useData((signal) => api.get('/api/v1/re-ratings?wait=true', { signal }), [version]);
  const columns = [
    { title: t('rerating.book'), number: true, cell: (one) => format.count(one.priceVersion) },
    { title: t('history.publishedAt'), cell: (one) => format.time(one.publishedAt) },
    {
      title: t('rerating.state'),
      cell: (one) => html`<${Chip} tone=${one.state === 'done' ? 'good' : 'warn'}>${t(`rerating.${one.state}`)}<//>${one.open > 0 && html`<span class="under">${t('rerating.open', { count: format.count(one.open) })}</span>`}`,
    },
    { title: t('rerating.calls'), number: true, cell: (one) => t('rerating.of', { calls: format.count(one.calls), total: format.count(one.total) }) },
    { title: t('rerating.corrected'), number: true, cell: (one) => format.count(one.corrected) },
    { title: t('rerating.kept'), number: true, cell: (one) => format.count(one.keptForGrants) },
    { title: t('rerating.unpriced'), number: true, cell: (one) => format.count(one.unpriced) },
    {
      title: t('rerating.difference'),
      number: true,
      cell: (one) => one.differences.map((sum) => html`<span class="under"><${Amount} value=${sum.amount} full /> ${sum.currency}</span>`),
    },
  ];
  return html`<${Loaded} of=${reRatings}>
    ${(list) =>
      list.items.length > 0 &&
      html`<${Panel} title=${t('rerating.title')} note=${t('rerating.note')}>
        <${Table} caption=${t('rerating.title')} rows=${list.items} columns=${columns} keyOf=${(one) => one.priceVersion} />
      <//>`}
  <//>`;
}
