// One provider's bill beside what was booked: by day, why they differ, and its approval.
import { useState } from '../lib/hooks.js';
import { api, query as queryOf } from '../api.js';
import { approximate, isZero } from '../decimal.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Bars } from '../parts/chart.js';
import { Chip } from '../parts/figures.js';
import { Choice, FormDialog } from '../parts/form.js';
import { Pager, usePages } from '../parts/pager.js';
import { Table } from '../parts/table.js';
import { Empty, Head, html, Loaded, Panel, Problem, useChange, useData } from '../ui.js';
import { ATTESTED_TONE, days, money, Standing, sums } from './reconciliations.js';

const LIMIT = 100;

export function Reconciliation({ id }) {
  const pages = usePages();
  const [kind, setKind] = useState('');
  const path = `/api/v1/reconciliations/${encodeURIComponent(id)}`;
  const read = useData((signal) => api.get(`${path}${queryOf({ kind, after: pages.after, limit: LIMIT })}`, { signal }), [id, kind, pages.after]);
  const choose = (chosen) => {
    pages.reset();
    setKind(chosen);
  };
  return html`<${Loaded} of=${read}>
    ${(data) => {
      const of = data.reconciliation;
      return html`<${Head} title=${t('bills.title', { provider: of.provider, days: days(of) })} lead=${t('bills.one.lead')}>
          <${Decide} of=${of} path=${path} onDone=${read.reload} />
        <//>
        <${Sums} of=${of} />
        <${Days} of=${of} cells=${data.cells} />
        <${Kinds} of=${of} />
        <${Panel} title=${t('bills.findings')}>
          <div class="filters">
            <${Choice}
              label=${t('bills.kind')}
              name="kind"
              value=${kind}
              onInput=${choose}
              options=${[['', t('filter.all')], ...of.kinds.map((one) => [one.kind, named('bills.kind', one.kind)])]}
            />
          </div>
          ${data.findings.length === 0
            ? html`<${Empty} title=${t('bills.same')} text=${t('bills.same.hint')} />`
            : html`<${Findings} of=${of} rows=${data.findings} />`}
          <${Pager} pages=${pages} next=${data.next} />
        <//>`;
    }}
  <//>`;
}

function Sums({ of }) {
  const facts = [
    ['bills.billed', money(of.billed, of)],
    ['bills.booked', money(of.booked, of)],
    ['bills.difference', money(of.difference, of)],
    ['bills.unexplained', money(of.unexplained, of)],
    !isZero(of.estimated) && ['bills.estimated', money(of.estimated, of)],
    of.approved !== null && ['bills.posted', money(of.approved, of)],
  ].filter(Boolean);
  return html`<${Panel} title=${t('bills.sums')} actions=${html`<${Standing} of=${of} />`}>
    <${Table}
      caption=${t('bills.sums')}
      compact
      rows=${facts}
      keyOf=${([name]) => name}
      columns=${[
        { title: t('bills.what'), cell: ([name]) => t(name) },
        { title: t('bills.amount'), number: true, cell: ([, amount]) => amount },
      ]}
    />
    <p class="note">
      ${t('bills.read', { profile: of.profile, rows: format.count(of.rows), skipped: format.count(of.skipped), zone: of.zone })}
      ${' '}<${Chip} tone=${ATTESTED_TONE[of.attested]}>${named('bills.attested', of.attested)}<//>
      ${of.shiftMinutes !== 0 && t('bills.shift', { minutes: format.count(of.shiftMinutes) })}
    </p>
    <p class="note"><code>${of.id}</code> · SHA-256 <code>${of.digest}</code></p>
  <//>`;
}

function Days({ of, cells }) {
  const billed = sums(cells, (cell) => cell.day ?? of.from, (cell) => cell.billed);
  const booked = sums(cells, (cell) => cell.day ?? of.from, (cell) => cell.booked);
  const marks = [...billed.keys()].sort();
  return html`<${Panel} title=${t('bills.byDay')} note=${of.currency}>
    ${['billed', 'booked'].map((side, i) => {
      const values = side === 'billed' ? billed : booked;
      const title = t(`bills.${side}`);
      return html`<p class="note"><span class=${`key series-${i + 1}`} aria-hidden="true"></span> ${title}</p>
      <${Bars}
        title=${title}
        marks=${marks.map((day) => ({ key: day, short: format.dayMark(day), long: day }))}
        series=${[
          {
            name: title,
            tone: `series-${i + 1}`,
            values: marks.map((day) => Math.max(0, approximate(values.get(day)))),
            texts: marks.map((day) => format.amount(values.get(day))),
          },
        ]}
        axis=${format.compact}
      />`;
    })}
  <//>
    <${Panel} title=${t('bills.cells')}>
      <${Table}
        caption=${t('bills.cells')}
        compact
        rows=${cells}
        keyOf=${(cell) => `${cell.day} ${cell.model}`}
        columns=${[
          { title: t('dimension.day'), cell: (cell) => cell.day ?? days(of) },
          { title: t('dimension.model'), cell: (cell) => cell.model },
          { title: t('bills.billed'), number: true, cell: (cell) => format.amount(cell.billed) },
          { title: t('bills.booked'), number: true, cell: (cell) => format.amount(cell.booked) },
          { title: t('bills.billedTokens'), number: true, cell: (cell) => format.count(cell.billedTokens) },
          { title: t('audit.reported'), number: true, cell: (cell) => format.count(cell.reportedTokens) },
          { title: t('audit.counted'), number: true, cell: (cell) => format.count(cell.countedTokens) },
          { title: t('measure.calls'), number: true, cell: (cell) => format.count(cell.calls) },
        ]}
      />
    <//>`;
}

function Kinds({ of }) {
  return html`<${Panel} title=${t('bills.why')} note=${t('bills.why.note')}>
    ${of.kinds.length === 0
      ? html`<${Empty} title=${t('bills.same')} text=${t('bills.same.hint')} />`
      : html`<${Table}
          caption=${t('bills.why')}
          compact
          rows=${of.kinds}
          keyOf=${(one) => one.kind}
          foot=${of}
          columns=${[
            { title: t('bills.kind'), cell: (one) => named('bills.kind', one.kind), foot: () => t('bills.difference') },
            { title: t('bills.means'), wide: true, cell: (one) => named('bills.means', one.kind) },
            { title: t('bills.findings'), number: true, cell: (one) => format.count(one.findings) },
            { title: t('bills.amount'), number: true, cell: (one) => format.exact(one.amount), foot: () => format.exact(of.difference) },
          ]}
        />`}
  <//>`;
}

function Findings({ of, rows }) {
  return html`<${Table}
    caption=${t('bills.findings')}
    compact
    rows=${rows}
    keyOf=${(one) => one.number}
    columns=${[
      { title: t('dimension.day'), cell: (one) => one.day ?? days(of) },
      { title: t('dimension.model'), cell: (one) => one.model },
      { title: t('bills.kind'), cell: (one) => html`<${Chip} tone=${one.kind === 'unexplained' ? 'bad' : 'plain'}>${named('bills.kind', one.kind)}<//>` },
      { title: t('bills.meter'), cell: (one) => one.meter ?? format.NOTHING },
      { title: t('bills.quantity'), number: true, cell: (one) => format.count(one.quantity) },
      { title: t('bills.billedAs'), cell: (one) => one.billedAs || format.NOTHING },
      { title: t('bills.expectedAs'), cell: (one) => one.expectedAs || format.NOTHING },
      { title: t('bills.amount'), number: true, cell: (one) => format.exact(one.amount) },
      { title: t('bills.line'), number: true, cell: (one) => (one.line === 0 ? format.NOTHING : format.count(one.line)) },
    ]}
  />`;
}

function Decide({ of, path, onDone }) {
  const [asking, setAsking] = useState(false);
  const [left, setLeft] = useState([]);
  const reverse = useChange(() => api.post(`${path}/reverse`));
  if (of.approved !== null) {
    return html`<button
        type="button"
        disabled=${reverse.busy}
        onClick=${async () => {
          if ((await reverse.run()) !== null) {
            onDone();
          }
        }}
      >
        ${t('bills.reverse')}
      </button>
      <${Problem} error=${reverse.error} />`;
  }
  const kinds = of.kinds.map((one) => one.kind).filter((kind) => !left.includes(kind));
  const toggle = (kind) => setLeft(left.includes(kind) ? left.filter((one) => one !== kind) : [...left, kind]);
  return html`<button type="button" class="primary" disabled=${of.foreignCalls > 0} onClick=${() => setAsking(true)}>${t('bills.approve')}</button>
    ${asking &&
    html`<${FormDialog}
      title=${t('bills.approve')}
      submit=${t('bills.approve')}
      change=${() => api.post(`${path}/approve`, { kinds })}
      onClose=${() => setAsking(false)}
      onDone=${() => {
        setAsking(false);
        onDone();
      }}
    >
      <p>${t('bills.approve.note', { provider: of.provider })}</p>
      ${of.kinds.map(
        (one) => html`<div class="check">
          <input id=${`kind-${one.kind}`} type="checkbox" checked=${!left.includes(one.kind)} onChange=${() => toggle(one.kind)} />
          <label for=${`kind-${one.kind}`}>${named('bills.kind', one.kind)}: ${format.exact(one.amount)} ${of.currency}</label>
        </div>`,
      )}
    <//>`}`;
}
