// The grants of an organization: what was given ahead of its use, what is left of it, and its end.
import { useState } from '../lib/hooks.js';
import { api, query } from '../api.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Amount, Chip } from '../parts/figures.js';
import { Choice, Field, FormDialog } from '../parts/form.js';
import { Pager, usePages } from '../parts/pager.js';
import { Table } from '../parts/table.js';
import { html, Loaded, Panel, useData } from '../ui.js';
import { newReference } from './organization-money.js';

const TONES = { active: 'good', upcoming: 'warn', expired: 'bad', withdrawn: 'bad' };

/** @param onChange is called when the balance may have changed */
export function Grants({ path, organization, onChange }) {
  const pages = usePages();
  const list = useData((signal) => api.get(`${path}/grants${query({ limit: 50, after: pages.after })}`, { signal }), [path, pages.after]);
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  const done = () => {
    close();
    list.reload();
    onChange();
  };
  const give = html`<button type="button" class="primary" onClick=${() => setDialog({ kind: 'give' })}>${t('grants.give')}</button>`;
  const shared = { path, organization, onClose: close, onDone: done, of: dialog?.grant };
  return html`<${Panel} title=${t('grants.title')} note=${t('grants.note')} actions=${give}>
      <${Loaded} of=${list}>
        ${(page) =>
          page.items.length === 0 && pages.first
            ? html`<p class="note">${t('grants.none')}</p>`
            : html`<${Table} caption=${t('grants.title')} rows=${page.items} keyOf=${(grant) => grant.number} columns=${columns(organization, setDialog)} />
                <${Pager} pages=${pages} next=${page.next} />`}
      <//>
    <//>
    ${dialog?.kind === 'give' && html`<${Give} ...${shared} />`} ${dialog?.kind === 'withdraw' && html`<${Withdraw} ...${shared} />`}`;
}

function columns({ currency }, setDialog) {
  const money = (name) => ({ title: t(`grants.${name}`, { currency }), number: true, cell: (grant) => html`<${Amount} value=${grant[name]} />` });
  return [
    {
      title: t('grants.grant'),
      cell: (grant) => html`${grant.number}. ${named('grants.kind', grant.kind)}<span class="under">${grant.reference}</span>`,
    },
    { title: t('grants.status'), cell: (grant) => html`<${Chip} tone=${TONES[grant.status] ?? 'none'}>${named('grants.status', grant.status)}<//>` },
    { title: t('grants.life'), cell: life },
    { title: t('keys.models'), cell: (grant) => (grant.models.length ? grant.models.join(', ') : t('keys.models.all')) },
    money('amount'),
    money('drawn'),
    money('held'),
    money('left'),
    money('expired'),
    {
      title: t('keys.actions'),
      cell: (grant) =>
        ['active', 'upcoming'].includes(grant.status) &&
        html`<button type="button" class="quiet small danger-text" onClick=${() => setDialog({ kind: 'withdraw', grant })}>${t('grants.withdraw')}</button>`,
    },
  ];
}

function life(grant) {
  return html`<span title=${format.time(grant.starts)}>${format.day(grant.starts)}</span>${' – '}
    ${grant.expires ? html`<span title=${format.time(grant.expires)}>${format.day(grant.expires)}</span>` : t('grants.never')}`;
}

/** A day and time of the reader's own zone, as the API takes it. */
function instant(local) {
  return new Date(local).toISOString();
}

function Give({ path, organization, onClose, onDone }) {
  const [kind, setKind] = useState('promotional');
  const [amount, setAmount] = useState('');
  const [paid, setPaid] = useState('');
  const [priority, setPriority] = useState('100');
  const [starts, setStarts] = useState('');
  const [expires, setExpires] = useState('');
  const [models, setModels] = useState('');
  const [reference, setReference] = useState(newReference);
  const only = models.split(/[\s,]+/).filter(Boolean);
  const send = () =>
    api.post(`${path}/grants`, {
      reference: reference.trim(),
      kind,
      amount: amount.trim(),
      priority: Number(priority),
      ...(kind === 'prepaid' && paid.trim() && { paid: paid.trim() }),
      ...(starts && { starts: instant(starts) }),
      ...(expires && { expires: instant(expires) }),
      ...(only.length && { models: only }),
    });
  const money = { inputmode: 'decimal', placeholder: '100.00' };
  return html`<${FormDialog} title=${t('grants.give')} submit=${t('grants.give')} change=${send} onClose=${onClose} onDone=${onDone}>
    <${Choice}
      label=${t('grants.kind')}
      hint=${named('grants.kind.hint', kind)}
      name="kind"
      value=${kind}
      onInput=${setKind}
      options=${['promotional', 'prepaid'].map((one) => [one, named('grants.kind', one)])}
    />
    <${Field} label=${t('field.amount', organization)} name="amount" value=${amount} onInput=${setAmount} required ...${money} />
    ${kind === 'prepaid' && html`<${Field} label=${t('grants.paid', organization)} hint=${t('grants.paid.hint')} name="paid" value=${paid} onInput=${setPaid} ...${money} />`}
    <div class="pair">
      <${Field} label=${t('grants.starts')} hint=${t('grants.starts.hint')} name="starts" type="datetime-local" value=${starts} onInput=${setStarts} />
      <${Field} label=${t('grants.expires')} hint=${t('grants.expires.hint')} name="expires" type="datetime-local" value=${expires} onInput=${setExpires} />
    </div>
    <div class="pair">
      <${Field} label=${t('grants.priority')} hint=${t('grants.priority.hint')} name="priority" type="number" min="0" max="1000" value=${priority} onInput=${setPriority} required />
      <${Field} label=${t('keys.models')} hint=${t('keys.models.hint')} name="models" value=${models} onInput=${setModels} />
    </div>
    <${Field} label=${t('field.reference')} hint=${t('field.reference.hint')} name="reference" value=${reference} onInput=${setReference} required maxlength="255" />
  <//>`;
}

function Withdraw({ path, of, organization, onClose, onDone }) {
  const [reason, setReason] = useState('');
  const send = () => api.post(`${path}/grants/${of.number}/withdraw`, { reason: reason.trim() });
  return html`<${FormDialog} title=${t('grants.withdraw.title')} submit=${t('grants.withdraw')} danger change=${send} onClose=${onClose} onDone=${onDone}>
    <p>${t('grants.withdraw.sure', { grant: of.reference, left: format.amount(of.left), currency: organization.currency })}</p>
    <${Field} label=${t('field.reason')} name="reason" value=${reason} onInput=${setReason} required maxlength="255" />
  <//>`;
}
