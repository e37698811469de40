// The customers, and opening one.
import { useState } from '../lib/hooks.js';
import { api, query } from '../api.js';
import { isNegative, isZero } from '../decimal.js';
import * as format from '../format.js';
import { named, t } from '../i18n.js';
import { Amount, Chip } from '../parts/figures.js';
import { Check, Choice, Field, FormDialog } from '../parts/form.js';
import { Pager, usePages } from '../parts/pager.js';
import { Table } from '../parts/table.js';
import { address, go } from '../router.js';
import { Empty, Head, html, Loaded, Panel, useData } from '../ui.js';


export function Organizations() {
  const pages = usePages();
  const list = useData((signal) => api.get(`/api/v1/organizations${query({ limit: 50, after: pages.after })}`, { signal }), [pages.after]);
  const [opening, setOpening] = useState(false);
  const button = html`<button type="button" class="primary" onClick=${() => setOpening(true)}>${t('organizations.open')}</button>`;
  return html`<${Head} title=${t('nav.organizations')} lead=${t('organizations.lead')}>${button}<//>
    <${Loaded} of=${list}>
      ${(page) =>
        page.items.length === 0 && pages.first
          ? html`<${Panel}><${Empty} title=${t('organizations.none')} text=${t('organizations.none.hint')} command=${example()}>${button}<//><//>`
          : html`<${Panel}>
              <${Table} caption=${t('nav.organizations')} rows=${page.items} keyOf=${(one) => one.id} columns=${columns()} />
              <${Pager} pages=${pages} next=${page.next} />
            <//>`}
    <//>
    ${opening && html`<${Opening} onClose=${() => setOpening(false)} />`}`;
}

function columns() {
  return [
    {
      title: t('organization.name'),
      cell: (one) => html`<a href=${address(['organizations', one.id])}>${one.name}</a><span class="under">${one.id}</span>`,
    },
    { title: t('organization.billing'), cell: (one) => html`<${Chip}>${named('billing', one.billing)}<//>` },
    { title: t('balance.available'), number: true, cell: (one) => (one.billing === 'internal' ? format.NOTHING : html`<${Available} of=${one} />`) },
    { title: t('balance.held'), number: true, cell: (one) => html`<${Amount} value=${one.held} />` },
    { title: t('balance.spent'), number: true, cell: (one) => html`<${Amount} value=${one.spent} />` },
    { title: t('organization.currency'), cell: (one) => one.currency },
    { title: t('organization.openCalls'), number: true, cell: (one) => format.count(one.openCalls) },
  ];
}

function Available({ of }) {
  const empty = of.billing === 'prepaid' && (isZero(of.available) || isNegative(of.available));
  return html`<${Amount} value=${of.available} />${empty && html`<span class="under warn-text">${t('balance.empty')}</span>`}`;
}

function Opening({ onClose }) {
  const [name, setName] = useState('');
  const [currency, setCurrency] = useState('CNY');
  const [billing, setBilling] = useState('prepaid');
  const [creditLimit, setCreditLimit] = useState('');
  const [unlimited, setUnlimited] = useState(false);
  const [zone, setZone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const open = () =>
    api.post('/api/v1/organizations', {
      name: name.trim(),
      currency: currency.trim().toUpperCase(),
      billing,
      ...(billing === 'postpaid' && { creditLimit: creditLimit.trim() }),
      ...(billing === 'internal' && { unlimited }),
      ...(zone.trim() && { zone: zone.trim() }),
    });
  return html`<${FormDialog}
    title=${t('organizations.open')}
    submit=${t('organizations.open.submit')}
    change=${open}
    onClose=${onClose}
    onDone=${(organization) => go(['organizations', organization.id])}
  >
    <${Field} label=${t('organization.name')} name="name" value=${name} onInput=${setName} required maxlength="200" />
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
    <div class="pair">
      <${Field} label=${t('organization.currency')} name="currency" value=${currency} onInput=${setCurrency} required maxlength="3" hint=${t('organization.currency.hint')} />
      <${Field} label=${t('organization.zone')} name="zone" value=${zone} onInput=${setZone} hint=${t('organization.zone.hint')} />
    </div>
  <//>`;
}

function example() {
  return `curl -X POST ${location.origin}/api/v1/organizations \\
  -H "Authorization: Bearer $TOKENGRID_ADMIN_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"name":"${t('example.organization')}","currency":"CNY","billing":"prepaid"}'`;
}
