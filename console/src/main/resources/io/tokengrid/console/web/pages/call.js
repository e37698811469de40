// One call in full: what happened when, what was counted by whom, and what its charge is made of.
import { api } from '../api.js';
import { add, compare, fractionDigits, negate, sum } from '../decimal.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Amount, AmountTile, Chip, Facts, Tile } from '../parts/figures.js';
import { Table } from '../parts/table.js';
import { Timeline } from '../parts/timeline.js';
import { address } from '../router.js';
import { className, CLASSES } from '../tokens.js';
import { Head, html, Loaded, Panel, useData } from '../ui.js';
import { CallCorrections } from './call-corrections.js';
import { State } from './calls.js';

export function Call({ id }) {
  const call = useData((signal) => api.get(`/api/v1/calls/${encodeURIComponent(id)}`, { signal }), [id]);
  return html`<p class="crumbs"><a href="#/calls">${t('nav.calls')}</a></p>
    <${Loaded} of=${call}>
      ${(one) => html`
        <${Head} title=${t('call.title')} lead=${html`<code>${one.id}</code> · <${State} of=${one} />`}>
          <button type="button" onClick=${call.reload}>${t('action.reload')}</button>
        <//>
        <${Figures} of=${one} />
        ${one.usage?.flags.length > 0 && html`<${Flags} flags=${one.usage.flags} />`}
        <div class="columns">
          <div>
            <${Panel} title=${t('call.timeline')}><${Timeline} steps=${steps(one)} /><//>
          </div>
          <${About} of=${one} />
        </div>
        ${one.usage && html`<${Tokens} of=${one} />`} ${one.charge !== null && html`<${Charge} of=${one} />`}
        ${one.corrections.length > 0 && html`<${CallCorrections} of=${one} />`}
        ${one.attempts.length > 0 && html`<${Attempts} of=${one} />`}
      `}
    <//>`;
}

function Figures({ of }) {
  const took = of.times.ended && new Date(of.times.ended) - new Date(of.times.admitted);
  const first = of.times.firstByte && new Date(of.times.firstByte) - new Date(of.times.admitted);
  return html`<dl class="tiles">
    ${!of.event && html`<${AmountTile} label=${t('call.held')} value=${of.held} currency=${of.currency} note=${t('call.held.note')} />`}
    <${AmountTile} label=${t('call.charge')} value=${of.charge} currency=${of.currency} note=${chargeNote(of)} />
    <${Tile} label=${t('call.input')} value=${format.count(of.usage?.input)} note=${of.usage && source(of)} />
    <${Tile} label=${t('call.output')} value=${format.count(of.usage?.output)} note=${of.usage && source(of)} />
    <${Tile} label=${t('call.took')} value=${format.duration(took)} note=${first && t('call.firstByte.after', { time: format.duration(first) })} />
  </dl>`;
}

/** How the figures are known. */
function source({ event, usage }) {
  return event ? t('call.event.source', event) : named('source', usage.source);
}

/** What became of the hold. */
function chargeNote(of) {
  if (of.event) {
    return t('call.charge.event');
  }
  if (of.charge === null) {
    return t(of.state === 'open' ? 'call.charge.open' : 'call.charge.none');
  }
  const freed = add(of.held, negate(of.charge));
  return compare(freed, '0') >= 0 ? t('call.freed', { amount: format.amount(freed) }) : t('call.over', { amount: format.amount(negate(freed)) });
}

function Flags({ flags }) {
  return html`<section class="flags" aria-label=${t('call.flags')}>
    <h2>${t('call.flags')}</h2>
    <ul>
      ${flags.map((flag) => html`<li><strong>${named('flag', flag)}</strong> ${named('flag.words', flag)} <code>${flag}</code></li>`)}
    </ul>
  </section>`;
}

/** Usage that did not pass the gateway held nothing and answered nobody. */
function reported({ charge, currency, event, times }) {
  return [
    { at: times.admitted, title: t('step.used'), text: [event.provider, event.site].filter(Boolean).join(' · '), tone: 'good' },
    times.ended !== times.admitted && { at: times.ended, title: t('step.used.until'), tone: 'good' },
    { at: event.recorded, title: t('step.recorded'), text: `${format.amount(charge)} ${currency}`, tone: 'good' },
  ].filter(Boolean);
}

function steps(of) {
  if (of.event) {
    return reported(of);
  }
  const { admitted, firstByte, ended, delivered, deadline } = of.times;
  const attempts = of.attempts.map((attempt, i) => ({
    at: attempt.started,
    title: t('step.attempt', { number: i + 1, provider: attempt.provider }),
    text: [attempt.model, attempt.site, attempt.status ? `HTTP ${attempt.status}` : t('step.attempt.noAnswer'), format.duration(attempt.tookMillis)]
      .filter(Boolean)
      .join(' · '),
    tone: attempt.failure ? 'bad' : 'good',
    note: attempt.failure && named('failure', attempt.failure),
  }));
  const end = {
    settled: { title: t('step.settled'), text: of.charge && `${format.amount(of.charge)} ${of.currency}`, tone: 'good' },
    voided: { title: t('step.voided'), text: of.reason && named('reason', of.reason), tone: 'warn' },
    expired: { title: t('step.expired'), text: of.reason && named('reason', of.reason), tone: 'bad' },
  }[of.state];
  return [
    { at: admitted, title: t('step.admitted'), text: t('step.admitted.text', { amount: format.amount(of.held), currency: of.currency }), tone: 'good' },
    ...attempts,
    firstByte && { at: firstByte, title: t('step.firstByte'), tone: 'good' },
    ended && end && { at: ended, ...end, note: of.cut ? t('step.cut') : null },
    delivered
      ? { at: delivered, title: t(of.delivery === 'cut' ? 'step.delivered.cut' : 'step.delivered'), tone: of.delivery === 'cut' ? 'warn' : 'good' }
      : ended && { at: null, title: t('step.delivered.unknown'), tone: 'none' },
    !ended && { at: deadline, title: t('step.deadline'), text: t('step.deadline.text'), tone: 'none' },
  ].filter(Boolean);
}

function About({ of }) {
  return html`<${Panel} title=${t('call.about')}>
    <${Facts}
      items=${[
        [t('dimension.organization'), html`<a href=${address(['organizations', of.organization])}>${of.organization}</a>`],
        [t('calls.caller'), `${of.department} / ${of.application} / ${of.function}`],
        [t('call.key'), html`<a href=${address(['calls'], { key: of.key })}>${of.key}</a>`],
        [t('dimension.model'), of.model],
        of.event
          ? [t('call.event'), html`${of.event.source} <code>${of.event.id}</code>`]
          : [t('call.form'), t(of.streamed ? 'call.streamed' : 'call.whole')],
        of.event && of.event.owed !== '0.00' && [t('call.event.owed'), html`<${Amount} value=${of.event.owed} currency=${of.currency} full />`],
        [t('call.book'), html`<a href="#/prices">${t('call.book.version', { version: of.priceVersion })}</a>`],
        of.finishReason && [t('call.finish'), of.finishReason],
        [t('call.cost'), of.cost === 'unknown' ? t('value.unknown') : html`<${Amount} value=${of.cost} currency=${of.cost && of.currency} full />`],
        Object.keys(of.tags).length > 0 && [
          t('call.tags'),
          html`<span class="chips">${Object.entries(of.tags).map(([name, value]) => html`<${Chip}>${name}=${value}<//>`)}</span>`,
        ],
      ]}
    />
  <//>`;
}

/** What was reported stands beside what is billed and what was counted here. */
function Tokens({ of }) {
  const billed = new Map(of.usage.classes.map(({ tokenClass, tokens }) => [tokenClass, tokens]));
  const classes = CLASSES.filter((name) => billed.has(name));
  return html`<${Panel} title=${t('call.tokens')} note=${of.event ? t('call.event.words', of.event) : named('source.words', of.usage.source)}>
    <div class="columns">
      <${Table}
        caption=${t('call.tokens.billed')}
        rows=${classes}
        keyOf=${(name) => name}
        foot=${of.usage}
        columns=${[
          { title: t('call.tokens.billed'), cell: className, foot: () => t('chart.total') },
          { title: t('measure.tokens'), number: true, cell: (name) => format.count(billed.get(name)), foot: ({ input, output }) => format.count(BigInt(input) + BigInt(output)) },
        ]}
      />
      ${of.reported.length > 0
        ? html`<${Table}
            caption=${t('call.tokens.reported')}
            rows=${of.reported}
            keyOf=${(one) => one.figure}
            columns=${[
              { title: t('call.tokens.reported'), cell: (one) => named('margin', one.figure) },
              {
                title: t('measure.tokens'),
                number: true,
                cell: (one) => (one.tokens === null ? html`<${Chip} tone="bad">${t('call.unreadable')}<//>` : format.count(one.tokens)),
              },
            ]}
          />`
        : !of.event && html`<p class="note">${t('call.tokens.reported.none')}</p>`}
    </div>
    ${!of.event && html`<${Counted} of=${of} />`}
  <//>`;
}

function Counted({ of }) {
  if (!of.counted) {
    return html`<p class="note">${t('call.counted.none')}</p>`;
  }
  const { input, output, encoding, exact, inputDrift, outputDrift } = of.counted;
  const rows = [
    { name: t('call.input'), billed: of.usage.input, counted: input, drift: inputDrift },
    { name: t('call.output'), billed: of.usage.output, counted: output, drift: outputDrift },
  ];
  return html`<${Table}
      caption=${t('call.counted')}
      rows=${rows}
      keyOf=${(row) => row.name}
      columns=${[
        { title: t('call.counted'), cell: (row) => row.name },
        { title: t('call.billed'), number: true, cell: (row) => format.count(row.billed) },
        { title: t('call.ours'), number: true, cell: (row) => format.count(row.counted) },
        { title: t('call.drift'), number: true, cell: (row) => html`<${Drift} ...${row} />` },
      ]}
    />
    <p class="note">${t(exact ? 'call.encoding.exact' : 'call.encoding.estimated', { encoding })}</p>`;
}

function Drift({ drift, counted }) {
  const off = BigInt(drift);
  if (off === 0n) {
    return html`<${Chip} tone="good">${t('call.drift.none')}<//>`;
  }
  const share = counted > 0 ? ` (${format.percent(Number(off) / Number(counted))})` : '';
  return `${off > 0n ? '+' : ''}${format.count(drift)}${share}`;
}

function Charge({ of }) {
  const rows = [
    ...of.lines.map((line) => ({ ...line, name: className(line.tokenClass), quantity: line.tokens, price: line.perMillion })),
    ...of.unitLines.map((line) => ({ ...line, name: named('unit', line.unit), price: line.perUnit, each: true })),
  ];
  const lines = sum(rows.map((line) => line.amount));
  const adjusted = sum([lines, ...of.adjustments.map((one) => one.amount)]);
  const align = fractionDigits([...rows.map((line) => line.amount), lines]);
  const prices = fractionDigits(rows.map((line) => line.price));
  const adds = compare(adjusted, of.paid) === 0;
  return html`<${Panel} title=${t('call.lines')} note=${t('call.lines.note')}>
    <${Table}
      caption=${t('call.lines')}
      rows=${rows}
      keyOf=${(line) => line.name}
      foot=${lines}
      columns=${[
        { title: t('call.class'), cell: (line) => line.name, foot: () => t('call.lines.sum') },
        { title: t('measure.tokens'), number: true, cell: (line) => format.count(line.quantity) },
        { title: t('call.price', { currency: of.currency }), number: true, cell: (line) => html`<${Amount} value=${line.price} full align=${prices} />` },
        {
          title: t('call.priceFrom'),
          cell: (line) => (line.each ? t('call.priceFrom.each') : line.priceFrom ? t('call.priceFrom.inherited', { from: className(line.priceFrom) }) : t('call.priceFrom.own')),
        },
        {
          title: t('call.amount', { currency: of.currency }),
          number: true,
          cell: (line) => html`<${Amount} value=${line.amount} full align=${align} />`,
          foot: (total) => html`<${Amount} value=${total} full align=${align} />`,
        },
      ]}
    />
    <${Facts}
      items=${[
        ...of.priceMissing.map((one) => [one.what, t('call.priceMissing', { quantity: format.count(one.quantity) })]),
        ...of.adjustments.map((one) => [named('adjustment', one.kind), html`<${Amount} value=${one.amount} currency=${of.currency} full />`]),
        ...of.drawnFrom
          .filter((one) => one.source !== 'wallet' || of.drawnFrom.length > 1)
          .map((one) => [
            one.grant === null ? named('source.money', one.source) : t('call.drawnFrom', { kind: named('grants.kind', one.source), number: one.grant }),
            html`<${Amount} value=${one.amount} currency=${of.currency} full />`,
          ]),
        [t('call.paid'), html`<${Amount} value=${of.paid} currency=${of.currency} full />`],
        [t('call.held'), html`<${Amount} value=${of.held} currency=${of.currency} full />`],
        [t('call.addsUp'), html`<${Chip} tone=${adds ? 'good' : 'bad'}>${t(adds ? 'call.addsUp.yes' : 'call.addsUp.no')}<//>`],
        ...(of.reasons.length ? [[t('call.reasons'), html`<ol class="reasons">${of.reasons.map((reason) => html`<li>${reason.text}</li>`)}</ol>`]] : []),
      ]}
    />
  <//>`;
}

function Attempts({ of }) {
  return html`<${Panel} title=${t('call.attempts')}>
    <${Table}
      caption=${t('call.attempts')}
      rows=${of.attempts}
      columns=${[
        { title: t('dimension.provider'), cell: (one) => one.provider },
        { title: t('call.attempts.model'), cell: (one) => one.model },
        { title: t('dimension.site'), cell: (one) => one.site ?? format.NOTHING },
        { title: t('call.attempts.started'), cell: (one) => format.clock(one.started) },
        { title: t('calls.took'), number: true, cell: (one) => format.duration(one.tookMillis) },
        { title: 'HTTP', number: true, cell: (one) => (one.status === 0 ? format.NOTHING : one.status) },
        { title: t('call.attempts.result'), cell: (one) => (one.failure ? html`<${Chip} tone="bad">${named('failure', one.failure)}<//>` : html`<${Chip} tone="good">${t('call.attempts.served')}<//>`) },
      ]}
    />
  <//>`;
}
