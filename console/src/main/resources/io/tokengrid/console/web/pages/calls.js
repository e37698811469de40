// Calls, newest first.
import { api, query as queryOf } from '../api.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Amount, Chip } from '../parts/figures.js';
import { Choice, Field } from '../parts/form.js';
import { Pager, usePages } from '../parts/pager.js';
import { Table } from '../parts/table.js';
import { address, go } from '../router.js';
import { Empty, Head, html, Loaded, Panel, useData } from '../ui.js';

const STATES = ['open', 'settled', 'voided', 'expired'];
const LIMIT = 50;

export const STATE_TONE = { open: 'warn', settled: 'good', voided: 'plain', expired: 'bad' };

export function Calls({ query }) {
  const pages = usePages();
  const filter = {
    organization: query.organization,
    key: query.key,
    state: STATES.includes(query.state) ? query.state : '',
    from: query.from && new Date(query.from).toISOString(),
    to: query.to && new Date(query.to).toISOString(),
  };
  const change = (part) => {
    pages.reset();
    go(['calls'], { ...query, ...part });
  };
  const organizations = useData((signal) => api.get(`/api/v1/organizations${queryOf({ limit: 500 })}`, { signal }), []);
  const names = new Map((organizations.data?.items ?? []).map((one) => [one.id, one.name]));
  const calls = useData(
    (signal) => api.get(`/api/v1/calls${queryOf({ ...filter, after: pages.after, limit: LIMIT })}`, { signal }),
    [JSON.stringify(filter), pages.after],
  );
  const filtered = Object.values(filter).some(Boolean);
  const find = (event) => {
    event.preventDefault();
    const id = new FormData(event.target).get('id').trim();
    if (id) {
      go(['calls', id]);
    }
  };
  return html`<${Head} title=${t('nav.calls')} lead=${t('calls.lead')}>
      <button type="button" onClick=${calls.reload}>${t('action.reload')}</button>
    <//>
    <div class="filters">
      <${Choice}
        label=${t('dimension.organization')}
        name="organization"
        value=${query.organization ?? ''}
        onInput=${(organization) => change({ organization })}
        options=${[['', t('filter.all')], ...names]}
      />
      <${Choice}
        label=${t('calls.state')}
        name="state"
        value=${filter.state}
        onInput=${(state) => change({ state })}
        options=${[['', t('filter.all')], ...STATES.map((state) => [state, named('state', state)])]}
      />
      <${Field} label=${t('calls.from')} name="from" type="datetime-local" value=${query.from ?? ''} onInput=${(from) => change({ from })} />
      <${Field} label=${t('calls.to')} name="to" type="datetime-local" value=${query.to ?? ''} onInput=${(to) => change({ to })} />
      <${Field} label=${t('calls.key')} name="key" value=${query.key ?? ''} onInput=${(key) => /^(key-[0-9a-z]+)?$/.test(key.trim()) && change({ key: key.trim() })} placeholder="key-…" />
      <form class="find" onSubmit=${find}>
        <${Field} label=${t('calls.find')} name="id" placeholder="call-…" />
        <button type="submit">${t('calls.find.submit')}</button>
      </form>
    </div>
    <${Loaded} of=${calls}>
      ${(page) =>
        page.items.length === 0
          ? html`<${Panel}>
              ${filtered
                ? html`<${Empty} title=${t('calls.none.filtered')}><p><a class="button" href="#/calls">${t('calls.none.clear')}</a></p><//>`
                : html`<${Empty} title=${t('calls.none')} text=${t('calls.none.hint')} command=${example()} />`}
            <//>`
          : html`<${Panel}>
              <${Table} caption=${t('nav.calls')} rows=${page.items} keyOf=${(call) => call.id} columns=${columns(names)} />
              <${Pager} pages=${pages} next=${page.next} />
            <//>`}
    <//>`;
}

function columns(names) {
  return [
    {
      title: t('calls.admitted'),
      cell: (call) => html`<a href=${address(['calls', call.id])}>${format.time(call.times.admitted)}</a><span class="under">${call.id}</span>`,
    },
    { title: t('calls.state'), cell: (call) => html`<${State} of=${call} />` },
    {
      title: t('calls.caller'),
      cell: (call) => html`${call.department} / ${call.application} / ${call.function}<span class="under">${names.get(call.organization) ?? call.organization}</span>`,
    },
    {
      title: t('dimension.model'),
      cell: (call) => html`${call.model}<span class="under">${call.attempts.at(-1)?.provider ?? format.NOTHING}${call.streamed ? ` · ${t('call.streamed')}` : ''}</span>`,
    },
    { title: t('calls.input'), number: true, cell: (call) => format.count(call.usage?.input) },
    { title: t('calls.output'), number: true, cell: (call) => format.count(call.usage?.output) },
    { title: t('measure.charge'), number: true, cell: (call) => html`<${Amount} value=${call.charge} currency=${call.charge && call.currency} />` },
    { title: t('calls.took'), number: true, cell: (call) => format.duration(call.times.ended && new Date(call.times.ended) - new Date(call.times.admitted)) },
  ];
}

export function State({ of }) {
  const flags = of.usage?.flags.length ?? 0;
  return html`<${Chip} tone=${STATE_TONE[of.state]}>${named('state', of.state)}<//>${flags > 0 &&
    html` <${Chip} tone="warn" title=${of.usage.flags.map((flag) => named('flag', flag)).join('\n')}>${t('calls.flags', { flags })}<//>`}`;
}

function example() {
  return `curl ${location.origin}/v1/chat/completions \\
  -H "Authorization: Bearer $TOKENGRID_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model":"MODEL","messages":[{"role":"user","content":"Hello"}]}'`;
}
