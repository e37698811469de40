// The budgets of an organization and its parts. The API takes the whole list at once.
import { useState } from '../lib/hooks.js';
import { api } from '../api.js';
import { t } from '../i18n.js';
import { BudgetBar, budgetBody, BudgetFields, scopeName, useBudget } from '../parts/budget.js';
import { Field, FormDialog } from '../parts/form.js';
import { Empty, html, Loaded, Panel, Problem, useChange, useData } from '../ui.js';

const BUDGET_MILLIS = 5000;

export function Budgets({ path, organization }) {
  const list = useData((signal) => api.get(`${path}/budgets`, { signal }), [path], { every: BUDGET_MILLIS });
  const [adding, setAdding] = useState(false);
  const removal = useChange(async (budget) => {
    // Read anew, so that nothing that came in the meantime is lost.
    const { budgets } = await api.get(`${path}/budgets`);
    await api.put(`${path}/budgets`, { budgets: budgets.filter((one) => one.key === null && !same(one, budget)).map(body) });
    list.reload();
    return true;
  });
  const added = () => {
    setAdding(false);
    list.reload();
  };
  const add = html`<button type="button" onClick=${() => setAdding(true)}>${t('budget.add')}</button>`;
  return html`<${Panel} title=${t('budget.title')} actions=${add}>
    <${Problem} error=${removal.error} />
    <${Loaded} of=${list}>
      ${(data) =>
        data.budgets.length === 0
          ? html`<${Empty} title=${t('budget.none')} text=${t(organization.billing === 'internal' && !organization.unlimited ? 'budget.none.internal' : 'budget.none.hint')} />`
          : html`<ul class="budgets">
              ${data.budgets.map(
                (budget) => html`<li key=${keyOf(budget)}>
                  <div class="budget-scope">
                    <span class=${budget.key ? 'muted' : ''}>${budget.key ? t('budget.key', { key: budget.key }) : scopeName(budget)}</span>
                    ${budget.key === null &&
                    html`<button
                      type="button"
                      class="quiet small"
                      disabled=${removal.busy}
                      aria-label=${t('budget.remove.label', { scope: scopeName(budget) })}
                      onClick=${() => confirm(t('budget.remove.sure', { scope: scopeName(budget) })) && removal.run(budget)}
                    >
                      ${t('budget.remove')}
                    </button>`}
                  </div>
                  <${BudgetBar} budget=${budget} currency=${organization.currency} />
                </li>`,
              )}
            </ul>`}
    <//>
    ${adding && html`<${Adding} path=${path} organization=${organization} onClose=${() => setAdding(false)} onDone=${added} />`}
  <//>`;
}

function keyOf(budget) {
  return [budget.key, budget.department, budget.application, budget.function, budget.per, budget.amount === null].join('\n');
}

/** Whether two budgets limit the same part, in the same unit and period. */
function same(a, b) {
  return keyOf(a) === keyOf(b);
}

function body({ department, application, function: use, amount, tokens, per, hard }) {
  return {
    ...(department !== null && { department }),
    ...(application !== null && { application }),
    ...(use !== null && { function: use }),
    ...(amount !== null ? { amount } : { tokens }),
    per,
    hard,
  };
}

function Adding({ path, organization, onClose, onDone }) {
  const [department, setDepartment] = useState('');
  const [application, setApplication] = useState('');
  const [use, setUse] = useState('');
  const [limit, setLimit] = useBudget({ amount: '', per: 'month', hard: true });
  const send = async () => {
    const text = (value) => value.trim() || null;
    const added = { amount: null, tokens: null, key: null, department: text(department), application: text(application), function: text(use), ...budgetBody(limit) };
    const { budgets } = await api.get(`${path}/budgets`);
    const kept = budgets.filter((one) => one.key === null && !same(one, added));
    return api.put(`${path}/budgets`, { budgets: [...kept, added].map(body) });
  };
  return html`<${FormDialog} title=${t('budget.add')} submit=${t('budget.add.submit')} change=${send} onClose=${onClose} onDone=${onDone}>
    <p class="note">${t('budget.add.hint')}</p>
    <${Field} label=${t('budget.department')} name="department" value=${department} onInput=${setDepartment} maxlength="100" />
    <div class="pair">
      <${Field} label=${t('budget.application')} name="application" value=${application} onInput=${setApplication} maxlength="100" disabled=${!department.trim()} />
      <${Field} label=${t('budget.function')} name="function" value=${use} onInput=${setUse} maxlength="100" disabled=${!application.trim()} />
    </div>
    <${BudgetFields} value=${limit} onInput=${setLimit} currency=${organization.currency} />
  <//>`;
}
