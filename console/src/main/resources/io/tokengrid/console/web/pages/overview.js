// What happens now and what the last hours brought.
import { useRef, useState } from '../lib/hooks.js';
import { api, query } from '../api.js';
import { approximate, sum } from '../decimal.js';
import * as format from '../format.js';
import { t } from '../i18n.js';
import { Bars } from '../parts/chart.js';
import { AmountTile, Chip, RowBar, Tile } from '../parts/figures.js';
import { Switch } from '../parts/form.js';
import { Table } from '../parts/table.js';
import { address } from '../router.js';
import { className, CLASSES, sumCounts } from '../tokens.js';
import { currencies, grouped, loadUsage, sumRows, tokensOf } from '../usage-data.js';
import { Empty, Head, html, Loaded, Panel, useData } from '../ui.js';

const LIVE_MILLIS = 2000;
const CHART_MILLIS = 15000;
const RATE_SAMPLES = 8;
const HOUR = 3600000;

export function Overview() {
  const samples = useRef([]);
  const live = useData((signal) => loadLive(signal, samples.current), [], { every: LIVE_MILLIS });
  const [hours, setHours] = useState(24);
  return html`<${Head} title=${t('nav.overview')} lead=${t('overview.lead')}>
      ${live.data && html`<${Health} live=${live.data} error=${live.error} />`}
    <//>
    <${Loaded} of=${live}>${(data) => html`${data.organizations === 0 && html`<${Start} />`}<${Live} live=${data} />`}<//>
    <div class="section-head">
      <h2>${t('overview.hours', { hours })}</h2>
      <${Switch}
        label=${t('usage.range')}
        value=${String(hours)}
        onInput=${(value) => setHours(Number(value))}
        options=${['6', '24', '72'].map((n) => [n, t('overview.range', { hours: n })])}
      />
    </div>
    <${Charts} hours=${hours} />`;
}

async function loadLive(signal, samples) {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const from = midnight.toISOString();
  const to = new Date(midnight.getTime() + 24 * HOUR).toISOString();
  const [status, today, departments, organizations] = await Promise.all([
    api.get('/api/v1/status', { signal }),
    loadUsage({ from, to, by: [] }, signal),
    loadUsage({ from, to, by: ['organization', 'department'] }, signal),
    api.get(`/api/v1/organizations${query({ limit: 500 })}`, { signal }),
  ]);
  const total = sumRows(today.rows);
  const tokens = tokensOf(total);
  samples.push({ at: performance.now(), calls: total.calls, tokens, day: from });
  if (samples.length > RATE_SAMPLES || samples[0].day !== from) {
    samples.shift();
  }
  const names = new Map(organizations.items.map((one) => [one.id, one.name]));
  return {
    status,
    today,
    total,
    tokens,
    rates: rates(samples),
    lag: foldLag(status, today.asOf),
    organizations: organizations.items.length,
    departments: departments.rows.map((row) => ({ ...row, name: names.get(row.group.organization) ?? row.group.organization })),
  };
}

/** Calls and tokens a second over the last samples; null before there are two. */
function rates(samples) {
  const [first, last] = [samples[0], samples.at(-1)];
  const seconds = (last.at - first.at) / 1000;
  return seconds > 0.5
    ? { calls: Number(last.calls - first.calls) / seconds, tokens: Number(last.tokens - first.tokens) / seconds }
    : { calls: null, tokens: null };
}

/** How old the newest figure is, in milliseconds: 0 when all durable facts are in the views. */
function foldLag(status, asOf) {
  const facts = Math.max(0, status.journal.durableSequence - asOf.sequence);
  return { facts, millis: facts === 0 ? 0 : Math.max(0, new Date(status.now) - new Date(asOf.at)) };
}

/** Tones of the replica's states. */
const REPLICA = { 'in-step': 'good', 'catching-up': 'warn', away: 'bad', stopped: 'bad' };

function Health({ live, error }) {
  const { journal, replica } = live.status;
  const behind = live.lag.millis > 10000;
  return html`<div class="chips" role="status" aria-label=${t('overview.health')}>
    <${Chip} tone=${error ? 'bad' : 'good'}>${t(error ? 'overview.node.away' : 'overview.node')}<//>
    <${Chip} tone=${journal.shortage ? 'bad' : 'good'} title=${journal.shortage}>
      ${t(journal.shortage ? 'overview.journal.full' : 'overview.journal')}
    <//>
    <${Chip} tone=${behind ? 'warn' : 'good'}>
      ${behind ? t('overview.views.behind', { facts: format.count(live.lag.facts) }) : t('overview.views')}
    <//>
    ${replica && html`<${Chip} tone=${REPLICA[replica.state]} title=${replica.lastError}>${t(`overview.replica.${replica.state}`)}<//>`}
  </div>`;
}

function Live({ live }) {
  const { status, rates: rate, lag, total, today } = live;
  const journal = status.journal;
  const units = currencies(today.rows);
  return html`<dl class="tiles">
    <${Tile} label=${t('overview.open')} value=${format.count(status.openCalls)} note=${t('overview.open.note')} />
    <${Tile} label=${t('overview.calls')} value=${format.rough(rate.calls)} unit="/s" note=${t('overview.calls.note', { calls: format.count(total.calls) })} />
    <${Tile} label=${t('overview.tokens')} value=${format.rough(rate.tokens)} unit="/s" note=${t('overview.tokens.note', { tokens: format.compact(live.tokens) })} />
    ${(units.length ? units : ['']).map((unit) => {
      const charge = sum(today.rows.filter((row) => row.currency === unit).map((row) => row.charge));
      return html`<${AmountTile} label=${t('overview.spend')} value=${charge} currency=${unit} />`;
    })}
    <${Tile}
      label=${t('overview.lag')}
      value=${format.duration(lag.millis)}
      note=${t('overview.lag.note', { facts: format.count(lag.facts) })}
      tone=${lag.millis > 10000 ? 'warn' : undefined}
    />
    <${Tile}
      label=${t('overview.durable')}
      value=${format.duration(journal.syncP50Micros / 1000)}
      note=${t('overview.durable.note', { p99: format.duration(journal.syncP99Micros / 1000) })}
    />
  </dl>
  <div class="columns">
    <${Departments} live=${live} />
    <${Node} status=${status} />
  </div>`;
}

function Departments({ live }) {
  const rows = [...live.departments].sort((a, b) => approximate(b.charge) - approximate(a.charge)).slice(0, 8);
  const most = Math.max(0, ...rows.map((row) => approximate(row.charge)));
  return html`<${Panel} title=${t('overview.departments')} note=${t('overview.today')}>
    ${rows.length === 0
      ? html`<${Empty} title=${t('overview.departments.none')} text=${t('overview.departments.hint')} />`
      : html`<${Table}
          caption=${t('overview.departments')}
          rows=${rows}
          keyOf=${(row) => `${row.group.organization} ${row.group.department} ${row.currency}`}
          columns=${[
            {
              title: t('dimension.department'),
              cell: (row) => html`<a href=${address(['usage'], { by: 'application', organization: row.group.organization, department: row.group.department })}
                  >${row.group.department}</a
                ><span class="under">${row.name}</span>`,
            },
            { title: '', cell: (row) => html`<${RowBar} share=${most ? approximate(row.charge) / most : 0} />` },
            { title: t('measure.calls'), number: true, cell: (row) => format.count(row.calls) },
            { title: t('measure.tokens'), number: true, cell: (row) => format.compact(tokensOf(row)) },
            { title: t('measure.charge'), number: true, cell: (row) => html`<span title=${format.exact(row.charge)}>${format.glance(row.charge)}</span> <span class="currency">${row.currency}</span>` },
          ]}
        />`}
  <//>`;
}

function Node({ status }) {
  const journal = status.journal;
  const rows = [
    [t('node.version'), status.version],
    [t('node.uptime'), format.relative(status.startedAt, new Date(status.now).getTime())],
    [t('node.epoch'), format.count(status.epoch)],
    [t('node.facts'), format.count(journal.durableSequence)],
    [t('node.waiting'), format.count(journal.lastSequence - journal.durableSequence)],
    [t('node.group'), journal.groups > 0 ? format.rough(journal.facts / journal.groups) : format.NOTHING],
    [t('node.segments'), format.count(journal.segments)],
    [t('node.room'), t('node.room.value', { bytes: format.compact(journal.roomBytes) })],
  ];
  return html`<${Panel} title=${t('node.title')} note=${t('node.number', { node: status.node })}>
    <dl class="facts tight">
      ${rows.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  <//>`;
}

function Charts({ hours }) {
  const usage = useData(
    (signal) => {
      const to = new Date(Math.ceil(Date.now() / HOUR) * HOUR);
      const from = new Date(to.getTime() - hours * HOUR);
      return loadUsage({ from: from.toISOString(), to: to.toISOString(), by: ['hour'] }, signal).then((data) => ({ ...data, from, hours }));
    },
    [hours],
    { every: CHART_MILLIS },
  );
  return html`<${Loaded} of=${usage}>${(data) => html`<${ChartGrid} ...${data} />`}<//>`;
}

function ChartGrid({ rows, from, hours }) {
  if (rows.length === 0) {
    return html`<${Panel}><${Empty} title=${t('overview.none')} text=${t('overview.departments.hint')} /><//>`;
  }
  const byHour = grouped(rows, (row) => new Date(row.group.hour).toISOString());
  const marks = Array.from({ length: hours }, (_, i) => new Date(from.getTime() + i * HOUR).toISOString()).map((hour) => ({
    key: hour,
    short: format.hourMark(hour),
    long: format.time(hour),
    rows: byHour.get(hour) ?? [],
  }));
  const counts = (name) => marks.map((mark) => sumCounts(mark.rows.map((row) => row.tokens[name])));
  const tokens = CLASSES.map((name) => ({ name: className(name), tone: `class-${name}`, counts: counts(name) }));
  const calls = marks.map((mark) => sumCounts(mark.rows.map((row) => row.calls)));
  const chart = ({ counts: values, ...one }) => ({ ...one, values: values.map(Number), texts: values.map(format.count) });
  return html`<div class="charts">
    <${Panel} title=${t('overview.chart.tokens')} wide>
      <${Bars}
        title=${t('overview.chart.tokens')}
        marks=${marks}
        axis=${format.compact}
        series=${tokens.map(chart)}
        total=${marks.map((_, i) => format.count(sumCounts(tokens.map((one) => one.counts[i]))))}
      />
    <//>
    ${currencies(rows).map((currency) => {
      const charges = marks.map((mark) => sum(mark.rows.filter((row) => row.currency === currency).map((row) => row.charge)));
      const title = t('overview.chart.charges', { currency });
      return html`<${Panel} title=${title} key=${currency}>
        <${Bars}
          title=${title}
          marks=${marks}
          axis=${format.compact}
          series=${[{ name: t('measure.charge'), tone: 'series-0', values: charges.map(approximate), texts: charges.map(format.exact) }]}
        />
      <//>`;
    })}
    <${Panel} title=${t('overview.chart.calls')}>
      <${Bars} title=${t('overview.chart.calls')} marks=${marks} axis=${format.compact} series=${[chart({ name: t('measure.calls'), tone: 'series-1', counts: calls })]} />
    <//>
  </div>`;
}

function Start() {
  const command = `curl -X POST ${location.origin}/api/v1/organizations \\
  -H "Authorization: Bearer $TOKENGRID_ADMIN_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"name":"${t('example.organization')}","currency":"CNY"}'`;
  return html`<${Panel}>
    <${Empty} title=${t('overview.start')} text=${t('overview.start.hint')} command=${command}>
      <p><a class="button primary" href="#/organizations">${t('overview.start.open')}</a></p>
    <//>
  <//>`;
}
