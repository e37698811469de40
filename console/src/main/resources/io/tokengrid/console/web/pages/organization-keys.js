// The keys of an organization: issuing one, whose secret is shown once, changing and revoking.
import { useState } from '../lib/hooks.js';
import { api, query } from '../api.js';
import * as format from '../format.js';
import { t } from '../i18n.js';
import { budgetBody, BudgetFields, BudgetText, useBudget } from '../parts/budget.js';
import { Copy } from '../parts/copy.js';
import { Chip } from '../parts/figures.js';
import { Dialog, Field, FormDialog } from '../parts/form.js';
import { Pager, usePages } from '../parts/pager.js';
import { Table } from '../parts/table.js';
import { address } from '../router.js';
import { Command, Empty, html, Loaded, Panel, useData } from '../ui.js';

export function Keys({ path, organization }) {
  const pages = usePages();
  const list = useData((signal) => api.get(`${path}/keys${query({ limit: 50, after: pages.after })}`, { signal }), [path, pages.after]);
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  const done = () => {
    close();
    list.reload();
  };
  const issued = (key) => {
    setDialog({ kind: 'issued', key });
    list.reload();
  };
  const issue = html`<button type="button" class="primary" onClick=${() => setDialog({ kind: 'issue' })}>${t('keys.issue')}</button>`;
  const shared = { path, organization, onClose: close, onDone: done, of: dialog?.key };
  return html`<${Panel} title=${t('keys.title')} actions=${issue}>
      <${Loaded} of=${list}>
        ${(page) =>
          page.items.length === 0 && pages.first
            ? html`<${Empty} title=${t('keys.none')} text=${t('keys.none.hint')} command=${example(organization)} />`
            : html`<${Table} caption=${t('keys.title')} rows=${page.items} keyOf=${(key) => key.id} columns=${columns(organization, setDialog)} />
                <${Pager} pages=${pages} next=${page.next} />`}
      <//>
    <//>
    ${dialog?.kind === 'issue' && html`<${Issue} ...${shared} onDone=${issued} />`} ${dialog?.kind === 'issued' && html`<${Issued} of=${dialog.key} onClose=${close} />`}
    ${dialog?.kind === 'change' && html`<${Change} ...${shared} />`} ${dialog?.kind === 'revoke' && html`<${Revoke} ...${shared} />`}`;
}

function columns(organization, setDialog) {
  return [
    {
      title: t('keys.for'),
      cell: (key) => html`${key.department} / ${key.application} / ${key.function}<span class="under">${key.id}</span>`,
    },
    { title: t('keys.state'), cell: (key) => html`<${State} of=${key} />` },
    { title: t('keys.models'), wide: true, cell: (key) => (key.models.length ? key.models.join(', ') : t('keys.models.all')) },
    { title: t('budget.title'), cell: (key) => (key.budget ? html`<${BudgetText} budget=${key.budget} currency=${organization.currency} />` : format.NOTHING) },
    { title: t('keys.issuedAt'), cell: (key) => html`<span title=${format.time(key.issuedAt)}>${format.day(key.issuedAt)}</span>` },
    {
      title: t('keys.actions'),
      cell: (key) => html`<span class="row-actions">
        <a href=${address(['calls'], { key: key.id })}>${t('nav.calls')}</a>
        ${key.revokedAt === null &&
        html`<button type="button" class="quiet small" onClick=${() => setDialog({ kind: 'change', key })}>${t('action.change')}</button>
          <button type="button" class="quiet small danger-text" onClick=${() => setDialog({ kind: 'revoke', key })}>${t('keys.revoke')}</button>`}
      </span>`,
    },
  ];
}

function State({ of }) {
  if (of.revokedAt) {
    return html`<${Chip} tone="bad" title=${format.time(of.revokedAt)}>${t('keys.revoked')}<//>`;
  }
  if (of.expires && new Date(of.expires) <= new Date()) {
    return html`<${Chip} tone="bad" title=${format.time(of.expires)}>${t('keys.expired')}<//>`;
  }
  return html`<${Chip} tone="good">${t('keys.inForce')}<//>${of.expires && html`<span class="under">${t('keys.until', { time: format.day(of.expires) })}</span>`}`;
}

function modelList(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** A day and time of the reader's own zone, as the API takes it. */
function instant(local) {
  return local ? new Date(local).toISOString() : null;
}

function local(iso) {
  if (!iso) {
    return '';
  }
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function Limits({ expires, setExpires, models, setModels, budget, setBudget, currency }) {
  return html`<div class="pair">
      <${Field} label=${t('keys.expires')} hint=${t('keys.expires.hint')} name="expires" type="datetime-local" value=${expires} onInput=${setExpires} />
      <${Field} label=${t('keys.models')} hint=${t('keys.models.hint')} name="models" value=${models} onInput=${setModels} />
    </div>
    <${BudgetFields} value=${budget} onInput=${setBudget} currency=${currency} optional />`;
}

function Issue({ path, organization, onClose, onDone }) {
  const [department, setDepartment] = useState('');
  const [application, setApplication] = useState('');
  const [use, setUse] = useState('');
  const [expires, setExpires] = useState('');
  const [models, setModels] = useState('');
  const [budget, setBudget] = useBudget(null);
  const send = () => {
    const limit = budgetBody(budget);
    return api.post(`${path}/keys`, {
      department: department.trim(),
      application: application.trim(),
      function: use.trim(),
      ...(expires && { expires: instant(expires) }),
      ...(modelList(models).length && { models: modelList(models) }),
      ...(limit && { budget: limit }),
    });
  };
  return html`<${FormDialog} title=${t('keys.issue')} submit=${t('keys.issue.submit')} change=${send} onClose=${onClose} onDone=${onDone}>
    <p class="note">${t('keys.issue.hint')}</p>
    <${Field} label=${t('dimension.department')} name="department" value=${department} onInput=${setDepartment} required maxlength="100" />
    <div class="pair">
      <${Field} label=${t('dimension.application')} name="application" value=${application} onInput=${setApplication} required maxlength="100" />
      <${Field} label=${t('dimension.function')} name="function" value=${use} onInput=${setUse} required maxlength="100" />
    </div>
    <${Limits} ...${{ expires, setExpires, models, setModels, budget, setBudget }} currency=${organization.currency} />
  <//>`;
}

function Issued({ of, onClose }) {
  const command = `export TOKENGRID_KEY='${of.key}'
curl ${location.origin}/v1/chat/completions \\
  -H "Authorization: Bearer $TOKENGRID_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model":"${of.models[0] ?? 'MODEL'}","messages":[{"role":"user","content":"Hello"}]}'`;
  return html`<${Dialog} title=${t('keys.issued')} onClose=${onClose}>
    <p>${t('keys.issued.once')}</p>
    <div class="secret"><code data-secret>${of.key}</code><${Copy} text=${of.key} label=${t('keys.copy')} /></div>
    <p>${t('keys.issued.use')}</p>
    <${Command} text=${command} />
    <div class="dialog-foot"><button type="button" class="primary" onClick=${onClose}>${t('keys.issued.kept')}</button></div>
  <//>`;
}

function Change({ of, organization, onClose, onDone }) {
  const [expires, setExpires] = useState(local(of.expires));
  const [models, setModels] = useState(of.models.join(', '));
  const [budget, setBudget] = useBudget(of.budget);
  const send = () =>
    api.patch(`/api/v1/keys/${encodeURIComponent(of.id)}`, {
      ...(expires !== local(of.expires) && { expires: instant(expires) }),
      models: modelList(models),
      budget: budgetBody(budget),
    });
  return html`<${FormDialog} title=${t('keys.change', { key: of.id })} submit=${t('action.save')} change=${send} onClose=${onClose} onDone=${onDone}>
    <${Limits} ...${{ expires, setExpires, models, setModels, budget, setBudget }} currency=${organization.currency} />
  <//>`;
}

function Revoke({ of, onClose, onDone }) {
  const send = () => api.remove(`/api/v1/keys/${encodeURIComponent(of.id)}`);
  return html`<${FormDialog} title=${t('keys.revoke.title')} submit=${t('keys.revoke')} danger change=${send} onClose=${onClose} onDone=${onDone}>
    <p>${t('keys.revoke.sure', { name: `${of.department} / ${of.application} / ${of.function}`, key: of.id })}</p>
  <//>`;
}

function example(organization) {
  return `curl -X POST ${location.origin}/api/v1/organizations/${organization.id}/keys \\
  -H "Authorization: Bearer $TOKENGRID_ADMIN_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"department":"${t('example.department')}","application":"${t('example.application')}","function":"${t('example.function')}"}'`;
}
