// What a call would cost by the book in force, and why.
import { useState } from '../lib/hooks.js';
import { api } from '../api.js';
import * as format from '../format.js';
import { t } from '../i18n.js';
import { Amount } from '../parts/figures.js';
import { Choice, Field } from '../parts/form.js';
import { Table } from '../parts/table.js';
import { className, CLASSES } from '../tokens.js';
import { html, Panel, Problem, useChange } from '../ui.js';

const ASKED = ['input', 'cached-input', 'cache-write', 'output', 'reasoning'];
const SERVICE_TIERS = ['default', 'batch', 'flex', 'priority'];

export function Explain({ book }) {
  const models = [...new Set(book.rows.map((row) => row.model))];
  const [call, setCall] = useState({ model: models[0], provider: '', groups: '', serviceTier: 'default', admitted: '' });
  const [tokens, setTokens] = useState({ input: '1000', output: '500' });
  const set = (name) => (value) => setCall({ ...call, [name]: value });
  const { busy, error, run } = useChange(() => api.post('/api/v1/prices/explain', question(call, tokens)));
  const [answer, setAnswer] = useState(null);
  const ask = async (event) => {
    event.preventDefault();
    setAnswer(await run());
  };
  return html`<${Panel} title=${t('explain.title')}>
    <form onSubmit=${ask}>
      <div class="fields">
        <${Choice} label=${t('dimension.model')} name="explain-model" value=${call.model} onInput=${set('model')} options=${models.map((one) => [one, one])} />
        <${Field} label=${t('explain.provider')} name="explain-provider" value=${call.provider} onInput=${set('provider')} />
        <${Field} label=${t('organization.priceGroups')} name="explain-groups" value=${call.groups} onInput=${set('groups')} />
        <${Choice} label=${t('prices.serviceTier')} name="explain-tier" value=${call.serviceTier} onInput=${set('serviceTier')} options=${SERVICE_TIERS.map((one) => [one, one])} />
        <${Field} label=${t('explain.admitted')} name="explain-admitted" type="datetime-local" value=${call.admitted} onInput=${set('admitted')} />
        ${ASKED.map(
          (name) => html`<${Field} label=${className(name)} name=${`explain-${name}`} inputmode="numeric" pattern="[0-9]*" value=${tokens[name] ?? ''} onInput=${(value) => setTokens({ ...tokens, [name]: value })} />`,
        )}
      </div>
      <button type="submit" class="primary" disabled=${busy}>${t('explain.ask')}</button>
    </form>
    <${Problem} error=${error} />
    ${answer && (answer.sell ? html`<${Charge} charge=${answer.sell} title=${t('explain.sell')} />` : html`<p class="problem">${t('explain.none')}</p>`)}
    ${answer?.buy && html`<${Charge} charge=${answer.buy} title=${t('explain.buy')} />`}
  <//>`;
}

function question(call, tokens) {
  return {
    model: call.model,
    serviceTier: call.serviceTier,
    ...(call.provider.trim() && { provider: call.provider.trim() }),
    ...(call.admitted && { admitted: new Date(call.admitted).toISOString() }),
    priceGroups: call.groups.split(',').map((group) => group.trim()).filter(Boolean),
    tokens: CLASSES.filter((name) => tokens[name]).map((name) => ({ tokenClass: name, tokens: Number(tokens[name]) })),
  };
}

function Charge({ charge, title }) {
  const columns = [
    { title: t('explain.of'), cell: (line) => (CLASSES.includes(line.of) ? className(line.of) : line.of) },
    { title: t('explain.quantity'), number: true, cell: (line) => format.count(line.quantity) },
    { title: t('prices.price'), number: true, cell: (line) => format.exact(line.price) },
    { title: t('explain.amount'), number: true, cell: (line) => html`<${Amount} value=${line.amount} full />` },
  ];
  return html`<h3>${title}: <${Amount} value=${charge.total} currency=${charge.currency} full /></h3>
    <${Table} caption=${title} rows=${charge.lines} columns=${columns} keyOf=${(line) => line.of} compact />
    ${charge.unpriced.length > 0 && html`<p class="warn-text">${t('explain.unpriced', { names: charge.unpriced.join(', ') })}</p>`}
    <ol class="reasons">
      ${charge.reasons.map((reason) => html`<li>${reason.text}</li>`)}
    </ol>`;
}
