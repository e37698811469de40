// The books: every account by unit, whose sum is zero, and the invariants.
import { api } from '../api.js';
import { fractionDigits, isZero } from '../decimal.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Amount, Chip } from '../parts/figures.js';
import { Table } from '../parts/table.js';
import { Empty, Head, html, Loaded, Panel, Problem, useChange, useData } from '../ui.js';
import { useState } from '../lib/hooks.js';

const BROKEN = 409;
const TONE = { holds: 'good', broken: 'bad', unknown: 'warn' };

export function Ledger() {
  const balance = useData((signal) => api.get('/api/v1/ledger/trial-balance', { signal }), []);
  return html`<${Head} title=${t('nav.ledger')} lead=${t('ledger.lead')}>
      <button type="button" onClick=${balance.reload}>${t('action.reload')}</button>
    <//>
    <${SelfCheck} />
    <${Loaded} of=${balance}>
      ${(sheet) =>
        sheet.units.length === 0
          ? html`<${Panel}><${Empty} title=${t('ledger.none')} text=${t('ledger.none.hint')} /><//>`
          : sheet.units.map((unit) => html`<${Unit} key=${unit.unit} of=${unit} sequence=${sheet.sequence} />`)}
    <//>`;
}

function Unit({ of, sequence }) {
  const zero = isZero(of.sum);
  const column = (name) => {
    const align = fractionDigits([...of.accounts.map((account) => account[name]), name === 'balance' ? of.sum : of[name]]);
    return {
      title: t(`ledger.${name}`),
      number: true,
      cell: (account) => html`<${Amount} value=${account[name]} full align=${align} />`,
      foot: (unit) => html`<${Amount} value=${name === 'balance' ? unit.sum : unit[name]} full align=${align} />`,
    };
  };
  const chip = html`<${Chip} tone=${zero ? 'good' : 'bad'}>${zero ? t('ledger.balanced') : t('ledger.unbalanced')}<//>`;
  return html`<${Panel} title=${t('ledger.trial', { unit: of.unit })} note=${t('ledger.at', { fact: format.count(sequence) })} actions=${chip}>
    <${Table}
      caption=${t('ledger.trial', { unit: of.unit })}
      rows=${of.accounts}
      keyOf=${(account) => `${account.kind} ${account.owner}`}
      foot=${of}
      columns=${[
        {
          title: t('ledger.account'),
          cell: (account) => html`<span title=${named('account.words', account.kind)}>${named('account', account.kind)}</span>`,
          foot: () => t('ledger.sum'),
        },
        { title: t('ledger.owner'), cell: (account) => (account.owner.startsWith('org-') ? html`<a href=${`#/organizations/${account.owner}`}>${account.owner}</a>` : named('owner', account.owner)) },
        column('debits'),
        column('credits'),
        { ...column('balance'), hint: t('ledger.balance.hint') },
      ]}
    />
    <p class="note">${t('ledger.note')}</p>
  <//>`;
}

function SelfCheck() {
  const [report, setReport] = useState(null);
  const check = useChange(async () => {
    setReport(await api.post('/api/v1/self-check', undefined, { accept: [BROKEN] }));
    return true;
  });
  const button = html`<button type="button" class="primary" disabled=${check.busy} onClick=${check.run}>
    ${t(check.busy ? 'check.running' : 'check.run')}
  </button>`;
  return html`<${Panel} title=${t('check.title')} actions=${button}>
    <${Problem} error=${check.error} />
    <div aria-live="polite">
      ${report === null
        ? html`<p class="note">${t('check.note')}</p>`
        : html`<p class="result">
              <${Chip} tone=${report.holds ? 'good' : 'bad'}>${t(report.holds ? 'check.holds' : 'check.broken')}<//>
              <span class="note"> ${t('check.took', { facts: format.count(report.facts), fact: format.count(report.sequence), time: format.duration(report.tookMillis) })}</span>
            </p>
            <${Table}
              caption=${t('check.title')}
              rows=${report.invariants}
              keyOf=${(one) => one.name}
              columns=${[
                { title: t('check.invariant'), cell: (one) => html`${named('invariant', one.name)}<span class="under"><code>${one.name}</code></span>` },
                { title: t('check.result'), cell: (one) => html`<${Chip} tone=${TONE[one.status]}>${named('result', one.status)}<//>` },
                { title: t('check.figure'), wide: true, cell: (one) => html`${one.figure}${one.detail && html`<span class="under">${one.detail}</span>`}` },
              ]}
            />`}
    </div>
  <//>`;
}
