// Usage summed by what the reader chooses: a chart, an exact table, and a way down into each row.
import { useMemo } from '../lib/hooks.js';
import { api, query as queryOf } from '../api.js';
import { approximate, compare, fractionDigits, sum } from '../decimal.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Bars, Legend } from '../parts/chart.js';
import { Amount, Chip } from '../parts/figures.js';
import { Choice, Field, Switch } from '../parts/form.js';
import { Table } from '../parts/table.js';
import { address, go } from '../router.js';
import { className, CLASSES, sumCounts } from '../tokens.js';
import { currencies, DIMENSIONS, grouped, loadUsage, sumRows, tokensOf } from '../usage-data.js';
import { usageCsv } from '../usage-csv.js';
import { Empty, Head, html, Loaded, Panel, useData } from '../ui.js';

const DAY = 86400000;
const RANGES = { today: 1, week: 7, month: 30, quarter: 90 };
const MEASURES = ['charge', 'tokens', 'calls'];
const SERIES = 6;
const RANKED = 12;
/** Drift that the audit calls suspicious, as a share of our count. */
const SUSPICIOUS = 0.3;
/** What is asked for next when a row is opened. */
const DOWN = ['organization', 'department', 'application', 'function', 'model', 'provider', 'site'];

export function Usage({ query }) {
  const view = useMemo(() => readView(query), [JSON.stringify(query)]);
  const change = (next) => go(['usage'], { ...query, ...next });
  const organizations = useData((signal) => api.get(`/api/v1/organizations${queryOf({ limit: 500 })}`, { signal }), []);
  const names = new Map((organizations.data?.items ?? []).map((one) => [one.id, one.name]));
  const by = [...new Set([...Object.keys(view.fixed), view.by, view.split].filter(Boolean))];
  const usage = useData(
    (signal) =>
      loadUsage({ organization: view.organization, from: view.from, to: view.to, zone: view.zone, by }, signal).then((data) => ({
        ...data,
        rows: data.rows.filter((row) => Object.entries(view.fixed).every(([name, value]) => row.group[name] === value)),
      })),
    [view.organization, view.from, view.to, by.join(), JSON.stringify(view.fixed)],
  );
  return html`<${Head} title=${t('nav.usage')} lead=${t('usage.lead')}>
      ${usage.data && html`<${AsOf} asOf=${usage.data.asOf} reload=${usage.reload} />`}
    <//>
    <${Filters} view=${view} names=${names} change=${change} />
    <${Trail} view=${view} query=${query} names=${names} />
    <${Loaded} of=${usage}>
      ${(data) =>
        data.rows.length === 0
          ? html`<${Panel}><${Empty} title=${t('usage.none')} text=${t('usage.none.hint')} command=${example()} /><//>`
          : currencies(data.rows).map(
              (currency) =>
                html`<${Sums}
                  key=${currency}
                  rows=${data.rows.filter((row) => row.currency === currency)}
                  currency=${currency}
                  view=${view}
                  query=${query}
                  names=${names}
                  change=${change}
                />`,
            )}
    <//>`;
}

/** The address's query as what is asked of the API; days begin where the reader is. */
function readView(query) {
  const range = query.range in RANGES || query.range === 'custom' ? query.range : 'week';
  const tomorrow = startOfDay(new Date(startOfDay(new Date()).getTime() + 1.5 * DAY));
  const from = range === 'custom' && query.from ? new Date(`${query.from}T00:00:00`) : startOfDay(new Date(tomorrow.getTime() - (RANGES[range] ?? 7) * DAY + DAY / 2));
  const to = range === 'custom' && query.to ? startOfDay(new Date(new Date(`${query.to}T00:00:00`).getTime() + 1.5 * DAY)) : tomorrow;
  const by = DIMENSIONS.includes(query.by) ? query.by : 'day';
  const fixed = Object.fromEntries(DOWN.filter((name) => name !== 'organization' && name in query).map((name) => [name, query[name]]));
  return {
    range,
    from: from.toISOString(),
    to: to.toISOString(),
    fromDay: localDay(from),
    toDay: localDay(new Date(to.getTime() - DAY / 2)),
    by,
    split: DIMENSIONS.includes(query.split) && query.split !== by ? query.split : '',
    organization: query.organization ?? '',
    measure: MEASURES.includes(query.measure) ? query.measure : 'charge',
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    fixed,
  };
}

function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

function localDay(date) {
  return [date.getFullYear(), String(date.getMonth() + 1).padStart(2, '0'), String(date.getDate()).padStart(2, '0')].join('-');
}

function Filters({ view, names, change }) {
  const dimensions = DIMENSIONS.map((name) => [name, named('dimension', name)]);
  return html`<form class="filters" onSubmit=${(event) => event.preventDefault()}>
    <${Choice} label=${t('usage.by')} name="by" value=${view.by} onInput=${(by) => change({ by })} options=${dimensions} />
    <${Choice}
      label=${t('usage.split')}
      name="split"
      value=${view.split}
      onInput=${(split) => change({ split })}
      options=${[['', t('usage.split.none')], ...dimensions.filter(([name]) => name !== view.by)]}
    />
    <${Choice}
      label=${t('dimension.organization')}
      name="organization"
      value=${view.organization}
      onInput=${(organization) => change({ organization })}
      options=${[['', t('filter.all')], ...names]}
    />
    <${Choice}
      label=${t('usage.range')}
      name="range"
      value=${view.range}
      onInput=${(range) => change({ range, from: view.fromDay, to: view.toDay })}
      options=${[...Object.keys(RANGES), 'custom'].map((name) => [name, named('range', name)])}
    />
    ${view.range === 'custom' &&
    html`<${Field} label=${t('usage.from')} name="from" type="date" value=${view.fromDay} onInput=${(from) => from && change({ from })} />
      <${Field} label=${t('usage.to')} name="to" type="date" value=${view.toDay} onInput=${(to) => to && change({ to })} />`}
  </form>`;
}

/** What a way down has fixed, each part with a way back. */
function Trail({ view, query, names }) {
  const fixed = Object.entries(view.fixed);
  if (fixed.length === 0) {
    return null;
  }
  return html`<ul class="trail" aria-label=${t('usage.trail')}>
    ${view.organization && html`<li><${Chip}>${names.get(view.organization) ?? view.organization}<//></li>`}
    ${fixed.map(([name, value]) => {
      const { [name]: _, ...rest } = query;
      return html`<li>
        <a class="chip plain" href=${address(['usage'], rest)} aria-label=${t('usage.trail.remove', { value: value || t('value.none') })}>
          <span class="muted">${named('dimension', name)}</span> ${value || t('value.none')} <span aria-hidden="true">✕</span>
        </a>
      </li>`;
    })}
  </ul>`;
}

function AsOf({ asOf, reload }) {
  return html`<span class="as-of">${t('usage.asOf', { time: format.time(asOf.at), fact: format.count(asOf.sequence) })}</span>
    <button type="button" onClick=${reload}>${t('action.reload')}</button>`;
}

function example() {
  return `curl ${location.origin}/v1/chat/completions \\
  -H "Authorization: Bearer $TOKENGRID_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model":"MODEL","messages":[{"role":"user","content":"Hello"}]}'`;
}

function valueName(dimension, value, names) {
  if (value === '') {
    return t('value.none');
  }
  if (dimension === 'organization') {
    return names.get(value) ?? value;
  }
  if (dimension === 'hour') {
    return format.time(value);
  }
  return value;
}

function Sums({ rows, currency, view, query, names, change }) {
  const measures = MEASURES.map((name) => [name, named('measure', name)]);
  const time = view.by === 'day' || view.by === 'hour';
  const title = t('usage.title', { measure: named('measure', view.measure), by: named('dimension', view.by).toLowerCase(), currency });
  return html`<${Panel}
      title=${title}
      actions=${html`<${Switch} label=${t('usage.measure')} value=${view.measure} onInput=${(measure) => change({ measure })} options=${measures} />`}
    >
      ${time ? html`<${OverTime} ...${{ rows, view, names, title }} />` : html`<${Ranked} ...${{ rows, view, names, title }} />`}
    <//>
    <${Exact} ...${{ rows, currency, view, query, names }} />`;
}

/** A measure of rows: its exact text, and a number for a bar's height. */
function measured(rows, measure) {
  if (measure === 'charge') {
    const exact = sum(rows.map((row) => row.charge));
    return { text: format.exact(exact), value: approximate(exact), exact };
  }
  const total = measure === 'calls' ? sumCounts(rows.map((row) => row.calls)) : sumCounts(rows.map((row) => tokensOf(row)));
  return { text: format.count(total), value: Number(total), exact: String(total) };
}

/** The groups of a second dimension, the largest ones apart and the others together. */
function parts(rows, view, names) {
  if (!view.split) {
    return null;
  }
  const groups = [...grouped(rows, (row) => row.group[view.split])]
    .map(([value, members]) => ({ name: valueName(view.split, value, names), members, ...measured(members, view.measure) }))
    .sort((a, b) => compare(b.exact, a.exact));
  const apart = groups.slice(0, SERIES).map((one, i) => ({ ...one, tone: `series-${i}` }));
  const others = groups.slice(SERIES).flatMap((one) => one.members);
  return others.length ? [...apart, { name: t('usage.others'), members: others, tone: 'series-others' }] : apart;
}

function OverTime({ rows, view, names, title }) {
  const marks = steps(view).map((step) => ({ ...step, rows: [] }));
  const at = new Map(marks.map((mark) => [mark.key, mark]));
  rows.forEach((row) => at.get(keyOf(row, view.by))?.rows.push(row));
  const whole = marks.map((mark) => measured(mark.rows, view.measure));
  const split = parts(rows, view, names);
  let series;
  if (split) {
    series = split.map((part) => {
      const members = new Set(part.members);
      const values = marks.map((mark) => measured(mark.rows.filter((row) => members.has(row)), view.measure));
      return { name: part.name, tone: part.tone, values: values.map((one) => one.value), texts: values.map((one) => one.text) };
    });
  } else if (view.measure === 'tokens') {
    series = CLASSES.map((name) => {
      const counts = marks.map((mark) => sumCounts(mark.rows.map((row) => row.tokens[name])));
      return { name: className(name), tone: `class-${name}`, values: counts.map(Number), texts: counts.map(format.count) };
    });
  } else {
    series = [{ name: named('measure', view.measure), tone: 'series-0', values: whole.map((one) => one.value), texts: whole.map((one) => one.text) }];
  }
  return html`<${Bars} title=${title} marks=${marks} axis=${format.compact} series=${series} total=${series.length > 1 ? whole.map((one) => one.text) : null} />`;
}

function keyOf(row, by) {
  return by === 'day' ? row.group.day : new Date(row.group.hour).toISOString();
}

/** Every day or hour of the range, also those in which nothing happened. */
function steps(view) {
  const found = [];
  const end = new Date(view.to);
  let at = new Date(view.from);
  while (at < end) {
    if (view.by === 'day') {
      const key = localDay(at);
      found.push({ key, short: format.dayMark(key), long: format.day(at.toISOString()) });
      at = startOfDay(new Date(at.getTime() + 1.5 * DAY));
    } else {
      const key = at.toISOString();
      found.push({ key, short: format.hourMark(key), long: format.time(key) });
      at = new Date(at.getTime() + 3600000);
    }
  }
  return found;
}

function Ranked({ rows, view, names, title }) {
  const split = parts(rows, view, names);
  const groups = [...grouped(rows, (row) => row.group[view.by])]
    .map(([name, members]) => ({ name, members, ...measured(members, view.measure) }))
    .sort((a, b) => compare(b.exact, a.exact))
    .slice(0, RANKED);
  const most = Math.max(0, ...groups.map((one) => one.value));
  const pieces = (members) =>
    split
      ? split.map((part) => ({ ...part, ...measured(members.filter((row) => part.members.includes(row)), view.measure) }))
      : [{ tone: 'series-0', ...measured(members, view.measure) }];
  return html`<div class="ranked" role="img" aria-label=${t('chart.label', { title })}>
      ${groups.map(
        (group) =>
          html`<div class="ranked-row" key=${group.name}>
            <span class="ranked-name">${valueName(view.by, group.name, names)}</span>
            <span class="ranked-bar">
              ${pieces(group.members).map(
                (piece) =>
                  piece.value > 0 &&
                  html`<span class=${`fill ${piece.tone}`} title=${`${piece.name ?? ''} ${piece.text}`} style=${{ width: `${(piece.value / most) * 100}%` }}></span>`,
              )}
            </span>
            <span class="number">${view.measure === 'charge' ? format.amount(group.exact) : group.text}</span>
          </div>`,
      )}
    </div>
    ${split && html`<${Legend} series=${split} />`}`;
}

function Exact({ rows, currency, view, query, names }) {
  const dimensions = [view.by, view.split].filter(Boolean);
  const total = sumRows(rows);
  const align = fractionDigits(rows.map((row) => row.charge));
  const shown = CLASSES.filter((name) => total.tokens[name] > 0n);
  const columns = [
    ...dimensions.map((dimension, i) => ({
      title: named('dimension', dimension),
      cell: (row) => group(dimension, row, { view, query, names }),
      foot: () => (i === 0 ? t('chart.total') : ''),
    })),
    { title: t('measure.calls'), number: true, cell: (row) => format.count(row.calls), foot: (sums) => format.count(sums.calls) },
    ...shown.map((name) => ({
      title: className(name),
      number: true,
      cell: (row) => format.count(row.tokens[name] ?? 0),
      foot: (sums) => format.count(sums.tokens[name]),
    })),
    {
      title: t('usage.charge', { currency }),
      number: true,
      cell: (row) => html`<${Amount} value=${row.charge} full align=${align} />`,
      foot: (sums) => html`<${Amount} value=${sums.charge} full align=${align} />`,
    },
    { title: t('usage.cost', { currency }), hint: t('usage.cost.hint'), number: true, cell: cost, foot: cost },
    { title: t('usage.known'), hint: t('usage.known.hint'), cell: known, foot: known },
  ];
  const save = () => download(usageCsv(rows, dimensions), `tokengrid-usage-${view.fromDay}-${view.toDay}-${currency}.csv`);
  return html`<${Panel} title=${t('usage.exact')} actions=${html`<button type="button" onClick=${save}>${t('action.csv')}</button>`}>
    <${Table} compact caption=${t('usage.exact')} columns=${columns} rows=${rows} foot=${total} keyOf=${(row) => dimensions.map((name) => row.group[name]).join('\n')} />
    <p class="note">${t('usage.exact.note')}</p>
  <//>`;
}

/** A group's value, as a way down where there is one. */
function group(dimension, row, { view, query, names }) {
  const value = row.group[dimension];
  const text = valueName(dimension, value, names);
  const next = DOWN.find((name, i) => i > DOWN.indexOf(dimension) && !(name in view.fixed) && name !== view.split);
  if (!DOWN.includes(dimension) || !next) {
    return text;
  }
  return html`<a href=${address(['usage'], { ...query, [dimension]: value, by: next, split: '' })}>${text}</a>`;
}

function cost(row) {
  const settled = BigInt(row.settled);
  const unknown = BigInt(row.unknownCost);
  if (settled > 0n && unknown === settled) {
    return html`<span class="muted">${t('value.unknown')}</span>`;
  }
  return html`<${Amount} value=${row.cost} full />${unknown > 0n && html`<span class="under">${t('usage.cost.partly', { calls: format.count(unknown) })}</span>`}`;
}

/** How many calls were counted here beside the provider's report, and how far the two are apart. */
function known(row) {
  const { calls, billedInput, billedOutput, countedInput, countedOutput } = row.audit;
  if (BigInt(calls) === 0n) {
    return html`<span class="muted">${t('usage.known.uncounted')}</span>`;
  }
  const billed = BigInt(billedInput) + BigInt(billedOutput);
  const counted = BigInt(countedInput) + BigInt(countedOutput);
  const off = counted > 0n ? Number(billed - counted) / Number(counted) : 0;
  const same = billed === counted;
  return html`<${Chip}
      tone=${same ? 'good' : Math.abs(off) > SUSPICIOUS ? 'bad' : 'plain'}
      title=${t('usage.known.counted', { counted: format.count(calls), calls: format.count(row.settled) })}
    >
      ${same ? t('usage.known.same') : t('usage.known.off', { share: (off > 0 ? '+' : '') + format.percent(off, 2) })}
    <//>
    <span class="muted"> ${t('usage.known.share', { share: format.percent(Number(calls) / Number(row.settled), 0) })}</span>`;
}

function download(text, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
