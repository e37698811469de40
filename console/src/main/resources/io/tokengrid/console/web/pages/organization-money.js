// Changes of an organization's money: top-ups, corrections and how it pays.
import { useState } from '../lib/hooks.js';
import { api } from '../api.js';
import { named, t } from '../i18n.js';
import { Check, Choice, Field, FormDialog } from '../parts/form.js';
import { html } from '../ui.js';

/** A name for a payment that nobody else uses, so that sending the form twice pays once. */
export function newReference() {
  const digits = crypto.getRandomValues(new Uint8Array(6));
  return `console-${[...digits].map((each) => each.toString(16).padStart(2, '0')).join('')}`;
}

export function TopUp({ path, organization, onClose, onDone }) {
  const [amount, setAmount] = useState('');
  const [reference, setReference] = useState(newReference);
  const send = () => api.post(`${path}/top-ups`, { amount: amount.trim(), reference: reference.trim() });
  return html`<${FormDialog} title=${t('topup.title')} submit=${t('topup.submit')} change=${send} onClose=${onClose} onDone=${onDone}>
    <${Field}
      label=${t('field.amount', { currency: organization.currency })}
      name="amount"
      value=${amount}
      onInput=${setAmount}
      inputmode="decimal"
      placeholder="100.00"
      required
    />
    <${Field} label=${t('field.reference')} hint=${t('field.reference.hint')} name="reference" value=${reference} onInput=${setReference} required maxlength="255" />
  <//>`;
}

export function Adjust({ path, organization, onClose, onDone }) {
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [reference, setReference] = useState(newReference);
  const send = () => api.post(`${path}/adjustments`, { amount: amount.trim(), reason: reason.trim(), reference: reference.trim() });
  return html`<${FormDialog} title=${t('adjust.title')} submit=${t('adjust.submit')} change=${send} onClose=${onClose} onDone=${onDone}>
    <${Field}
      label=${t('field.amount', { currency: organization.currency })}
      hint=${t('adjust.hint')}
      name="amount"
      value=${amount}
      onInput=${setAmount}
      inputmode="text"
      placeholder="-12.50"
      required
    />
    <${Field} label=${t('field.reason')} name="reason" value=${reason} onInput=${setReason} required maxlength="500" />
    <${Field} label=${t('field.reference')} hint=${t('field.reference.hint')} name="reference" value=${reference} onInput=${setReference} required maxlength="255" />
  <//>`;
}

export function Terms({ path, organization, onClose, onDone }) {
  const [billing, setBilling] = useState(organization.billing);
  const [creditLimit, setCreditLimit] = useState(organization.creditLimit);
  const [unlimited, setUnlimited] = useState(organization.unlimited);
  const [zone, setZone] = useState(organization.zone);
  const [groups, setGroups] = useState(organization.priceGroups.join(', '));
  const send = () =>
    api.patch(path, {
      billing,
      zone: zone.trim(),
      priceGroups: groups.split(',').map((group) => group.trim()).filter(Boolean),
      ...(billing === 'postpaid' && { creditLimit: creditLimit.trim() }),
      ...(billing === 'internal' && { unlimited }),
    });
  return html`<${FormDialog} title=${t('terms.change')} submit=${t('action.save')} change=${send} onClose=${onClose} onDone=${onDone}>
    <${Choice}
      label=${t('organization.billing')}
      hint=${named('billing.hint', billing)}
      name="billing"
      value=${billing}
      onInput=${setBilling}
      options=${['prepaid', 'postpaid', 'internal'].map((one) => [one, named('billing', one)])}
    />
    ${billing === 'postpaid' &&
    html`<${Field} label=${t('organization.creditLimit')} name="creditLimit" value=${creditLimit} onInput=${setCreditLimit} inputmode="decimal" required />`}
    ${billing === 'internal' && html`<${Check} label=${t('organization.unlimited')} value=${unlimited} onInput=${setUnlimited} />`}
    <${Field} label=${t('organization.zone')} hint=${t('organization.zone.hint')} name="zone" value=${zone} onInput=${setZone} required />
    <${Field} label=${t('organization.priceGroups')} hint=${t('organization.priceGroups.hint')} name="priceGroups" value=${groups} onInput=${setGroups} />
  <//>`;
}
