// The price book in force, with what is inherited, and the models that clients can call.
import { api } from '../api.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Amount, Chip } from '../parts/figures.js';
import { Callers, Lifecycle } from '../parts/lifecycle.js';
import { Table } from '../parts/table.js';
import { className, CLASSES } from '../tokens.js';
import { Command, Empty, Head, html, Loaded, Panel, useData } from '../ui.js';
import { Editor } from './prices-editor.js';
import { Explain } from './prices-explain.js';
import { History } from './prices-history.js';
import { ReRatings } from './prices-re-ratings.js';
import { hasRules, Modifiers, Rates, Rules } from './prices-rules.js';

const SHOWN = ['input', 'cached-input', 'cache-write', 'output', 'reasoning'];

export function Prices() {
  const prices = useData((signal) => api.get('/api/v1/prices?wait=true', { signal }), []);
  const models = useData((signal) => api.get('/api/v1/models', { signal }), []);
  return html`<${Head} title=${t('nav.prices')} lead=${t('prices.lead')} />
    <${Loaded} of=${prices}>${(book) => html`<${Book} book=${book} /> ${book.modifiers.length > 0 && html`<${Modifiers} sets=${book.modifiers} />`}
      ${book.exchangeRates.length > 0 && html`<${Rates} rates=${book.exchangeRates} />`}
      ${book.rows.filter(hasRules).map((row) => html`<${Rules} row=${row} />`)}
      ${book.rows.length > 0 && html`<${Explain} book=${book} />`} <${Editor} key=${book.version} book=${book} onDone=${prices.reload} />
      ${book.version > 0 && html`<${History} version=${book.version} /><${ReRatings} version=${book.version} />`}`}<//>
    <${Loaded} of=${models}>${(list) => html`<${Models} models=${list.models} book=${prices.data} />
      <${Callers} models=${list.models} />`}<//>`;
}

function Book({ book }) {
  if (book.rows.length === 0) {
    return html`<${Panel} title=${t('prices.book')}><${Empty} title=${t('prices.none')} text=${t('prices.none.hint')} command=${example()} /><//>`;
  }
  const more = CLASSES.filter((name) => !SHOWN.includes(name) && book.rows.some((row) => own(row.sell, name)));
  const columns = [
    { title: t('dimension.model'), cell: (row) => html`${row.model}${row.provider && html`<span class="under">${row.provider}</span>`}` },
    { title: t('prices.effective'), cell: (row) => html`${format.time(row.effective)} <${InForce} row=${row} />` },
    { title: t('organization.currency'), cell: (row) => row.currency },
    ...CLASSES.filter((name) => SHOWN.includes(name) || more.includes(name)).map((name) => ({
      title: className(name),
      number: true,
      cell: (row) => html`<${Price} prices=${row.sell} name=${name} />${row.buy && html`<span class="under">${t('prices.buy')} <${Price} prices=${row.buy} name=${name} />${row.buyCurrency !== row.currency && ` ${row.buyCurrency}`}</span>`}`,
    })),
    { title: t('prices.cost'), cell: (row) => (row.buy && (row.buyCurrency === row.currency || rated(book, row)) ? t('prices.cost.known') : html`<span class="muted">${t('value.unknown')}</span>`) },
  ];
  return html`<${Panel} title=${t('prices.book')} note=${published(book)}>
    <${Table} caption=${t('prices.book')} rows=${book.rows} columns=${columns} keyOf=${(row) => `${row.model} ${row.provider} ${row.currency} ${row.effective}`} />
    <p class="note">${t('prices.note')}</p>
  <//>`;
}

function published(book) {
  const version = t('call.book.version', { version: format.count(book.version) });
  if (!book.publishedAt) {
    return version;
  }
  const by = book.publishedBy ? `, ${named('history.by', book.publishedBy)}` : '';
  return `${version}, ${format.time(book.publishedAt)}${by}`;
}

function own(prices, name) {
  const price = prices.find((one) => one.tokenClass === name);
  return price !== undefined && price.inheritedFrom === null;
}

/** Whether the book says what the currency we pay in is in the customers'. */
function rated(book, row) {
  return book.exchangeRates.some((rate) => rate.from === row.buyCurrency && rate.to === row.currency);
}

/** An inherited price is shown pale, with the class it comes from. */
function Price({ prices, name }) {
  const price = prices.find((one) => one.tokenClass === name);
  if (!price) {
    return html`<span class="muted">${format.NOTHING}</span>`;
  }
  return price.inheritedFrom
    ? html`<span class="inherited" title=${t('call.priceFrom.inherited', { from: className(price.inheritedFrom) })}>${format.exact(price.perMillion)} <span aria-hidden="true">↰</span></span>`
    : html`<${Amount} value=${price.perMillion} full />`;
}

function InForce({ row }) {
  if (row.inForce) {
    return html`<${Chip} tone="good">${t('prices.inForce')}<//>`;
  }
  return html`<${Chip}>${t(new Date(row.effective) > new Date() ? 'prices.later' : 'prices.earlier')}<//>`;
}

function Models({ models, book }) {
  const priced = new Set((book?.rows ?? []).filter((row) => row.inForce).map((row) => row.model));
  return html`<${Panel} title=${t('models.title')}>
    ${models.length === 0
      ? html`<${Empty} title=${t('models.none')} text=${t('models.none.hint')} />`
      : html`<${Table}
          caption=${t('models.title')}
          rows=${models}
          keyOf=${(model) => model.name}
          columns=${[
            {
              title: t('dimension.model'),
              cell: (model) => html`${model.name}${model.aliases.map((alias) => html`<span class="under">${alias}</span>`)}`,
            },
            { title: t('models.state'), cell: (model) => html`<${Lifecycle} model=${model} />` },
            {
              title: t('models.price'),
              cell: (model) => (priced.has(model.name) ? html`<${Chip} tone="good">${t('models.priced')}<//>` : html`<${Chip} tone="warn">${t('models.unpriced')}<//>`),
            },
            { title: t('models.maxOutput'), number: true, cell: (model) => format.count(model.maxOutput) },
            { title: t('models.context'), number: true, cell: (model) => format.count(model.contextWindow) },
            {
              title: t('models.deployments'),
              wide: true,
              cell: (model) =>
                model.deployments.map((one) => html`<span class="deployment"><strong>${one.provider}</strong> ${one.model}${one.site && html` <${Chip}>${one.site}<//>`}</span>`),
            },
          ]}
        />`}
    <p class="note">${t('models.note')}</p>
    <${Command} text=${`curl -X POST ${location.origin}/api/v1/reload -H "Authorization: Bearer $TOKENGRID_ADMIN_KEY"`} />
  <//>`;
}

function example() {
  return `prices:
  - model: qwen-plus
    currency: CNY
    effective: 2026-01-01T00:00:00+08:00
    per-million: { input: "0.8", cached-input: "0.16", output: "2" }`;
}
