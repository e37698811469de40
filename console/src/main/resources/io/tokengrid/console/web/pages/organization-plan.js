// The plan of an organization: the period that it is in, what is left of what that includes, and its end.
import { useState } from '../lib/hooks.js';
import { api } from '../api.js';
import { add, perMille } from '../decimal.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Amount, Chip, Facts, Meter } from '../parts/figures.js';
import { Choice, Field, FormDialog } from '../parts/form.js';
import { Empty, html, Loaded, Panel, useData } from '../ui.js';
import { newReference } from './organization-money.js';

const PLAN_MILLIS = 5000;
const TONES = { active: 'good', upcoming: 'warn', ended: 'none' };

/** Nothing where no plan is offered and none was ever had. @param onChange is called when the balance may have changed */
export function Plan({ path, organization, onChange }) {
  const state = useData((signal) => load(path, signal), [path], { every: PLAN_MILLIS });
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  const done = () => {
    close();
    state.reload();
    onChange();
  };
  const shared = { path, organization, onClose: close, onDone: done };
  return html`<${Loaded} of=${state}>
      ${({ plans, subscription }) =>
        (plans.length > 0 || subscription) &&
        html`<${Panel} title=${t('plan.title')} note=${t('plan.note')} actions=${action(plans, subscription, setDialog)}>
          ${subscription ? html`<${Subscription} of=${subscription} />` : html`<${Empty} title=${t('plan.none')} text=${t('plan.none.hint')} />`}
        <//>`}
    <//>
    ${dialog === 'subscribe' && html`<${Subscribe} ...${shared} plans=${state.data.plans} />`}
    ${dialog === 'end' && html`<${End} ...${shared} of=${state.data.subscription} />`}`;
}

async function load(path, signal) {
  const [{ plans }, { subscriptions }] = await Promise.all([
    api.get('/api/v1/plans', { signal }),
    api.get(`${path}/subscriptions`, { signal }),
  ]);
  return { plans, subscription: subscriptions.at(-1) };
}

function action(plans, subscription, setDialog) {
  if (subscription && !subscription.ends) {
    return html`<button type="button" onClick=${() => setDialog('end')}>${t('plan.end')}</button>`;
  }
  return plans.length > 0 && html`<button type="button" class="primary" onClick=${() => setDialog('subscribe')}>${t('plan.subscribe')}</button>`;
}

function Subscription({ of }) {
  const { period } = of;
  return html`${period && html`<${Included} of=${of} period=${period} />`}
    <${Facts}
      items=${[
        [t('plan.plan'), html`${of.plan} <${Chip} tone=${TONES[of.status] ?? 'none'}>${named('plan.status', of.status)}<//><span class="under">${of.reference}</span>`],
        [t('plan.fee'), html`${of.fee} <span class="currency">${of.currency}</span>`],
        period && [t('plan.period'), `${format.time(period.start)} – ${format.time(period.resetsAt)}`],
        [t('plan.atEnd'), of.cap ? t('plan.atEnd.capped', { cap: of.cap, currency: of.currency }) : named('plan.atEnd', of.atEnd)],
        period && of.atEnd === 'overage' && [t('plan.overage'), html`<${Amount} value=${add(period.overageSpent, period.overageHeld)} currency=${of.currency} full />`],
        of.ends && [t('plan.ends'), html`${format.time(of.ends)}${of.unpaid && html` <${Chip} tone="bad">${t('plan.unpaid')}<//>`}`],
      ]}
    />`;
}

function Included({ of, period }) {
  const used = add(period.drawn, period.held);
  const mille = perMille(used, period.included);
  return html`<div class="budget">
    <div class="budget-line">
      <span><strong>${format.amount(used)}</strong> ${t('budget.of')} ${format.amount(period.included)} <span class="currency">${of.unit}</span></span>
    </div>
    <${Meter}
      label=${t('plan.used', { plan: of.plan })}
      mille=${mille}
      note=${[
        mille === null ? null : format.percent(mille / 1000),
        t('budget.held', { held: format.amount(period.held) }),
        t('budget.resets', { when: format.relative(period.resetsAt), time: format.time(period.resetsAt) }),
      ]
        .filter(Boolean)
        .join(' · ')}
    />
  </div>`;
}

function Subscribe({ path, plans, onClose, onDone }) {
  const [plan, setPlan] = useState(plans[0].name);
  const [reference, setReference] = useState(newReference);
  const send = () => api.post(`${path}/subscription`, { plan, reference: reference.trim() });
  const text = ({ name, fee, currency, period, included, unit }) => t('plan.option', { name, fee, currency, period, included: format.amount(included), unit });
  return html`<${FormDialog} title=${t('plan.subscribe')} submit=${t('plan.subscribe')} change=${send} onClose=${onClose} onDone=${onDone}>
    <${Choice} label=${t('plan.plan')} hint=${t('plan.subscribe.hint')} name="plan" value=${plan} onInput=${setPlan} options=${plans.map((one) => [one.name, text(one)])} />
    <${Field} label=${t('field.reference')} hint=${t('field.reference.hint')} name="reference" value=${reference} onInput=${setReference} required maxlength="255" />
  <//>`;
}

function End({ path, of, onClose, onDone }) {
  const send = () => api.remove(`${path}/subscription`);
  return html`<${FormDialog} title=${t('plan.end')} submit=${t('plan.end')} danger change=${send} onClose=${onClose} onDone=${onDone}>
    <p>${t('plan.end.sure', { plan: of.plan, time: format.time(of.period ? of.period.resetsAt : of.from) })}</p>
  <//>`;
}
