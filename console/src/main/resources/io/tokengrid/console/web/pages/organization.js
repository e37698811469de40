// One customer: its money, its budgets and its keys.
import { useState } from '../lib/hooks.js';
import { api } from '../api.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Amount, AmountTile, Chip, Facts } from '../parts/figures.js';
import { address } from '../router.js';
import { Head, html, Loaded, Panel, useData } from '../ui.js';
import { Budgets } from './organization-budgets.js';
import { Grants } from './organization-grants.js';
import { Keys } from './organization-keys.js';
import { Plan } from './organization-plan.js';
import { Adjust, Terms, TopUp } from './organization-money.js';

const BALANCE_MILLIS = 5000;

export function Organization({ id }) {
  const path = `/api/v1/organizations/${encodeURIComponent(id)}`;
  const organization = useData((signal) => api.get(path, { signal }), [id], { every: BALANCE_MILLIS });
  const [dialog, setDialog] = useState(null);
  const done = () => {
    setDialog(null);
    organization.reload();
  };
  const shared = { path, organization: organization.data, onClose: () => setDialog(null), onDone: done };
  return html`<p class="crumbs"><a href="#/organizations">${t('nav.organizations')}</a></p>
    <${Loaded} of=${organization}>
      ${(one) => html`
        <${Head} title=${one.name} lead=${html`<code>${one.id}</code> · ${named('billing', one.billing)} · ${one.currency}`}>
          <button type="button" onClick=${() => setDialog('terms')}>${t('terms.change')}</button>
          <button type="button" onClick=${() => setDialog('adjust')}>${t('adjust.title')}</button>
          ${one.billing !== 'internal' && html`<button type="button" class="primary" onClick=${() => setDialog('topup')}>${t('topup.title')}</button>`}
        <//>
        <${Balance} of=${one} />
        <div class="columns">
          <${Budgets} path=${path} organization=${one} />
          <${Details} of=${one} />
        </div>
        <${Plan} path=${path} organization=${one} onChange=${organization.reload} />
        ${one.billing !== 'internal' && html`<${Grants} path=${path} organization=${one} onChange=${organization.reload} />`}
        <${Keys} path=${path} organization=${one} />
      `}
    <//>
    ${dialog === 'topup' && html`<${TopUp} ...${shared} />`} ${dialog === 'adjust' && html`<${Adjust} ...${shared} />`}
    ${dialog === 'terms' && html`<${Terms} ...${shared} />`}`;
}

function Balance({ of }) {
  const tile = (name, value) =>
    html`<${AmountTile} label=${t(`balance.${name}`)} value=${value} currency=${of.currency} note=${t(`balance.${name}.note`)} />`;
  return html`<dl class="tiles">
    ${of.billing !== 'internal' && tile('available', of.available)} ${tile('held', of.held)} ${tile('spent', of.spent)} ${tile('owed', of.owed)}
  </dl>`;
}

function Details({ of }) {
  const usage = address(['usage'], { organization: of.id, by: 'department' });
  const calls = address(['calls'], { organization: of.id });
  return html`<${Panel} title=${t('organization.details')}>
    <${Facts}
      items=${[
        [t('organization.billing'), html`<${Chip}>${named('billing', of.billing)}<//><span class="under">${named('billing.hint', of.billing)}</span>`],
        of.billing === 'postpaid' && [t('organization.creditLimit'), html`<${Amount} value=${of.creditLimit} currency=${of.currency} />`],
        of.billing === 'internal' && [t('organization.unlimited'), of.unlimited ? t('value.yes') : t('value.no')],
        [t('organization.zone'), of.zone],
        of.priceGroups.length > 0 && [t('organization.priceGroups'), of.priceGroups.join(', ')],
        [t('organization.openedAt'), format.time(of.openedAt)],
        [t('organization.openCalls'), format.count(of.openCalls)],
      ]}
    />
    <p class="links"><a href=${usage}>${t('organization.usage')}</a> <a href=${calls}>${t('organization.calls')}</a></p>
  <//>`;
}
