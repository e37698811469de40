// Invoices of an organization: what is final, a draft of a month, and credit notes.
import { useState } from '../lib/hooks.js';
import { api, download, query } from '../api.js';
import * as format from '../format.js';
import { currentLanguage, named, t } from '../i18n.js';
import { Amount, Chip } from '../parts/figures.js';
import { Choice, Field, FormDialog } from '../parts/form.js';
import { Pager, usePages } from '../parts/pager.js';
import { Table } from '../parts/table.js';
import { go } from '../router.js';
import { Empty, Head, html, Loaded, Panel, Problem, useChange, useData } from '../ui.js';

const MOST = 500;

export function Invoices({ query: asked }) {
  const list = useData((signal) => api.get(`/api/v1/organizations${query({ limit: MOST })}`, { signal }), []);
  return html`<${Head} title=${t('nav.invoices')} lead=${t('invoices.lead')} />
    <${Loaded} of=${list}>
      ${(page) => {
        const chosen = page.items.find((one) => one.id === asked.organization) ?? page.items[0];
        return chosen
          ? html`<${Of} key=${chosen.id} organization=${chosen} all=${page.items} />`
          : html`<${Panel}><${Empty} title=${t('organizations.none')} text=${t('organizations.none.hint')} /><//>`;
      }}
    <//>`;
}

function lastMonth() {
  const now = new Date();
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
  return month.toISOString().slice(0, 7);
}

function Of({ organization, all }) {
  const path = `/api/v1/organizations/${organization.id}/invoices`;
  const pages = usePages();
  const list = useData((signal) => api.get(`${path}${query({ after: pages.after, wait: true })}`, { signal }), [pages.after]);
  const [month, setMonth] = useState(lastMonth);
  const [draft, setDraft] = useState(null);
  const [credited, setCredited] = useState(null);
  const preview = useChange((wanted) => api.post(path, { month: wanted }));
  const issue = useChange(() => api.post(path, { month: draft.month, issue: true, digest: draft.invoice.digest }));
  const look = async (event) => {
    event.preventDefault();
    const invoice = await preview.run(month.trim());
    setDraft(invoice && { month: month.trim(), invoice });
  };
  const makeFinal = async () => {
    if (await issue.run()) {
      setDraft(null);
      pages.reset();
      list.reload();
    }
  };
  return html`<form class="filters" onSubmit=${look}>
      <${Choice}
        label=${t('invoices.choose')}
        name="organization"
        value=${organization.id}
        onInput=${(id) => go(['invoices'], { organization: id })}
        options=${all.map((one) => [one.id, `${one.name} (${one.id})`])}
      />
      <${Field} label=${t('invoices.month')} hint=${t('invoices.month.hint')} name="month" value=${month} onInput=${setMonth} required pattern="[0-9]{4}-[0-9]{2}" />
      <button type="submit" class="primary" disabled=${preview.busy}>${t('invoices.preview')}</button>
    </form>
    <${Problem} error=${preview.error} />
    ${draft && html`<${Draft} path=${path} draft=${draft} issue=${issue} onIssue=${makeFinal} />`}
    <${Loaded} of=${list}>
      ${(page) =>
        page.items.length === 0 && pages.first
          ? html`<${Panel}><${Empty} title=${t('invoices.none')} text=${t('invoices.none.hint')} /><//>`
          : html`<${Panel}>
              <${Table} caption=${t('nav.invoices')} rows=${page.items} keyOf=${(one) => one.number} columns=${columns(organization, setCredited)} />
              <${Pager} pages=${pages} next=${page.next} />
            <//>`}
    <//>
    ${credited &&
    html`<${Credit}
      invoice=${credited}
      onClose=${() => setCredited(null)}
      onDone=${() => {
        setCredited(null);
        list.reload();
      }}
    />`}`;
}

function columns(organization, onCredit) {
  return [
    { title: t('invoices.number'), cell: (one) => html`${one.number}${one.credits && html`<span class="under">${one.credits}</span>`}` },
    { title: t('invoices.kind'), cell: (one) => html`<${Chip}>${named('invoices.kind', one.kind)}<//>` },
    { title: t('invoices.period'), cell: (one) => period(one, organization.zone) },
    { title: t('invoices.issued'), cell: (one) => format.time(one.issuedAt) },
    { title: t('invoices.total'), number: true, cell: (one) => html`<${Amount} value=${one.total} currency=${one.currency} />` },
    { title: t('invoices.payable'), number: true, cell: (one) => html`<${Amount} value=${one.payable} />` },
    {
      title: t('invoices.files'),
      cell: (one) => html`<${Files} path=${`/api/v1/invoices/${one.number}`} name=${one.number} parameters=${{}} />
        ${one.kind !== 'credit-note' && html` <button type="button" class="quiet" onClick=${() => onCredit(one)}>${t('invoices.credit')}</button>`}`,
    },
  ];
}

/** First and last day in the organization's zone. */
function period(one, zone) {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  return `${day.format(new Date(one.from))} – ${day.format(new Date(new Date(one.to).getTime() - 1))}`;
}

function Files({ path, name, parameters }) {
  const save = useChange((form) => download(`${path}${query({ ...parameters, format: form, language: currentLanguage() })}`, `${name}.${form}`));
  return html`${['pdf', 'html'].map(
      (form) => html`<button type="button" class="quiet" disabled=${save.busy} onClick=${() => save.run(form)}>${form.toUpperCase()}</button> `,
    )}
    <${Problem} error=${save.error} />`;
}

function Draft({ path, draft, issue, onIssue }) {
  const invoice = draft.invoice;
  const actions = html`<${Files} path=${`${path}/draft`} name=${`draft-${draft.month}`} parameters=${{ month: draft.month }} />
    <button type="button" class="primary" title=${t('invoices.issue.hint')} disabled=${!invoice.complete || issue.busy} onClick=${onIssue}>${t('invoices.issue')}</button>`;
  return html`<${Panel} title=${t('invoices.draft', { month: draft.month })} note=${invoice.complete ? t('invoices.issue.hint') : t('invoices.draft.open')} actions=${actions}>
    <${Problem} error=${issue.error} />
    <${Table}
      caption=${t('invoices.draft', { month: draft.month })}
      rows=${invoice.lines}
      foot=${invoice}
      columns=${[
        { title: t('invoices.line'), wide: true, cell: used, foot: () => `${t('invoices.total')} ${invoice.currency}` },
        { title: t('invoices.quantity'), number: true, cell: (line) => (line.quantity ? format.count(line.quantity) : format.NOTHING) },
        { title: t('invoices.exact'), number: true, cell: (line) => html`<${Amount} value=${line.exact} />`, foot: (all) => html`<${Amount} value=${all.exact} />` },
        { title: t('invoices.net'), number: true, cell: (line) => html`<${Amount} value=${line.net} />`, foot: (all) => html`<${Amount} value=${all.net} />` },
        { title: t('invoices.tax'), number: true, cell: (line) => html`<${Amount} value=${line.tax} />`, foot: (all) => html`<${Amount} value=${all.taxAmount} />` },
        { title: t('invoices.total'), number: true, cell: () => '', foot: (all) => html`<${Amount} value=${all.total} />` },
      ]}
    />
  <//>`;
}

function used(line) {
  return html`${line.model ?? ''} ${named('class', line.item)}${(line.month || line.note) && html`<span class="under">${line.month ?? line.note}</span>`}`;
}

function newReference() {
  const digits = crypto.getRandomValues(new Uint8Array(6));
  return `console-${[...digits].map((each) => each.toString(16).padStart(2, '0')).join('')}`;
}

function Credit({ invoice, onClose, onDone }) {
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [reference, setReference] = useState(newReference);
  const send = () =>
    api.post(`/api/v1/invoices/${invoice.number}/credit-notes`, {
      ...(amount.trim() && { amount: amount.trim() }),
      reason: reason.trim(),
      reference: reference.trim(),
    });
  return html`<${FormDialog} title=${t('invoices.credit.title', { number: invoice.number })} submit=${t('invoices.credit')} change=${send} onClose=${onClose} onDone=${onDone}>
    <${Field}
      label=${t('invoices.credit.amount', { currency: invoice.currency })}
      hint=${t('invoices.credit.amount.hint')}
      name="amount"
      value=${amount}
      onInput=${setAmount}
      inputmode="decimal"
    />
    <${Field} label=${t('field.reason')} name="reason" value=${reason} onInput=${setReason} required maxlength="255" />
    <${Field} label=${t('field.reference')} hint=${t('field.reference.hint')} name="reference" value=${reference} onInput=${setReference} required maxlength="255" />
  <//>`;
}
