// Every price book that was published: when, by what, what it changed, and what it said.
import { useState } from '../lib/hooks.js';
import { api, query as queryOf } from '../api.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Pager, usePages } from '../parts/pager.js';
import { PriceChanges } from '../parts/price-changes.js';
import { Table } from '../parts/table.js';
import { html, Loaded, Panel, useData } from '../ui.js';

const LIMIT = 10;

/** @param version of the book in force: the list is read again when it is another */
export function History({ version }) {
  const pages = usePages();
  const [shown, setShown] = useState(null);
  const versions = useData(
    (signal) => api.get(`/api/v1/prices/versions${queryOf({ after: pages.after, limit: LIMIT, wait: true })}`, { signal }),
    [version, pages.after],
  );
  const columns = [
    { title: t('history.version'), cell: (one) => html`<button type="button" aria-expanded=${one.version === shown} onClick=${() => setShown(one.version === shown ? null : one.version)}>${format.count(one.version)}</button>` },
    { title: t('history.publishedAt'), cell: (one) => format.time(one.publishedAt) },
    { title: t('history.publishedBy'), cell: (one) => (one.publishedBy ? named('history.by', one.publishedBy) : html`<span class="muted">${t('value.unknown')}</span>`) },
    { title: t('history.rows'), number: true, cell: (one) => format.count(one.rows) },
    ...['added', 'changed', 'removed'].map((kind) => ({ title: t(`editor.${kind}`), number: true, cell: (one) => format.count(one[kind]) })),
  ];
  return html`<${Panel} title=${t('history.title')} note=${t('history.note')}>
    <${Loaded} of=${versions}>
      ${(page) => html`<${Table} caption=${t('history.title')} rows=${page.items} columns=${columns} keyOf=${(one) => one.version} />
        <${Pager} pages=${pages} next=${page.next} />`}
    <//>
    ${shown !== null && html`<${Version} key=${shown} version=${shown} />`}
  <//>`;
}

function Version({ version }) {
  const book = useData((signal) => api.get(`/api/v1/prices/versions/${version}`, { signal }), [version]);
  const title = t('history.one', { version: format.count(version) });
  return html`<${Loaded} of=${book}>
    ${(one) => html`<h3>${title}</h3>
      ${one.changes && html`<${PriceChanges} changes=${one.changes} caption=${t('history.changes', { version: format.count(version) })} before=${t('history.before')} after=${t('history.after')} />`}
      ${one.yaml === null ? html`<p class="muted">${t('history.lost')}</p>` : html`<textarea class="code" aria-label=${title} rows=${Math.min(30, one.yaml.split('\n').length + 1)} readonly value=${one.yaml}></textarea>`}`}
  <//>`;
}
