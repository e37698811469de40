// A budget: what is used of it, and the fields that set one.
import { useState } from '../lib/hooks.js';
import { add, perMille } from '../decimal.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { html } from '../ui.js';
import { Amount, Chip, Meter } from './figures.js';
import { Check, Choice, Field } from './form.js';

export const PERIODS = ['hour', 'day', 'month', 'total'];

/** Whose budget it is, such as "research / chat"; the whole organization's has no name of its own. */
export function scopeName(budget) {
  const parts = [budget.department, budget.application, budget.function].filter((part) => part !== null);
  return budget.key ?? (parts.length ? parts.join(' / ') : t('budget.whole'));
}

export function BudgetBar({ budget, currency }) {
  const money = budget.amount !== null;
  const limit = money ? budget.amount : String(budget.tokens);
  const used = money ? add(budget.spent, budget.held) : String(BigInt(budget.tokensSpent) + BigInt(budget.tokensHeld));
  const mille = perMille(used, limit);
  const show = (value) => (money ? format.amount(value) : format.count(BigInt(value)));
  const unit = money ? currency : t('unit.tokens');
  const held = money ? budget.held : String(budget.tokensHeld);
  return html`<div class="budget">
    <div class="budget-line">
      <span><strong>${show(used)}</strong> ${t('budget.of')} ${show(limit)} <span class="currency">${unit}</span></span>
      <span class="muted">${named('per', budget.per)}${!budget.hard && html` <${Chip} tone="plain">${t('budget.soft')}<//>`}</span>
    </div>
    <${Meter}
      label=${t('budget.used', { scope: scopeName(budget) })}
      mille=${mille}
      note=${[
        mille === null ? null : format.percent(mille / 1000),
        t('budget.held', { held: show(held) }),
        budget.resets && t('budget.resets', { when: format.relative(budget.resets), time: format.time(budget.resets) }),
      ]
        .filter(Boolean)
        .join(' · ')}
    />
  </div>`;
}

/** A budget as text, for places with little room. */
export function BudgetText({ budget, currency }) {
  return budget.amount !== null
    ? html`<${Amount} value=${budget.amount} currency=${currency} /><span class="under">${named('per', budget.per)}</span>`
    : html`${format.count(budget.tokens)} ${t('unit.tokens')}<span class="under">${named('per', budget.per)}</span>`;
}

/** A budget of a form as the API takes it; null if none is wanted. */
export function budgetBody({ unit, limit, per, hard }) {
  if (unit === 'none') {
    return null;
  }
  return unit === 'amount' ? { amount: limit.trim(), per, hard } : { tokens: Number(limit.trim()), per, hard };
}

export function useBudget(initial) {
  return useState(
    initial
      ? { unit: initial.amount !== null ? 'amount' : 'tokens', limit: String(initial.amount ?? initial.tokens), per: initial.per, hard: initial.hard }
      : { unit: 'none', limit: '', per: 'month', hard: true },
  );
}

export function BudgetFields({ value, onInput, currency, optional }) {
  const change = (part) => onInput({ ...value, ...part });
  const units = [['amount', t('budget.unit.amount', { currency })], ['tokens', t('budget.unit.tokens')]];
  return html`<div class="pair">
      <${Choice} label=${t('budget.unit')} name="unit" value=${value.unit} onInput=${(unit) => change({ unit })} options=${optional ? [['none', t('budget.unit.none')], ...units] : units} />
      ${value.unit !== 'none' &&
      html`<${Choice} label=${t('budget.per')} name="per" value=${value.per} onInput=${(per) => change({ per })} options=${PERIODS.map((one) => [one, named('per', one)])} />`}
    </div>
    ${value.unit !== 'none' &&
    html`<${Field}
        label=${t('budget.limit')}
        name="limit"
        value=${value.limit}
        onInput=${(limit) => change({ limit })}
        inputmode=${value.unit === 'amount' ? 'decimal' : 'numeric'}
        pattern=${value.unit === 'amount' ? '[0-9]+([.][0-9]+)?' : '[0-9]+'}
        required
      />
      <${Check} label=${t('budget.hard')} value=${value.hard} onInput=${(hard) => change({ hard })} />`}`;
}
