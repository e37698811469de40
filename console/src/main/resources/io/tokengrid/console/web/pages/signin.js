// Asks for the admin key.
import { useState } from '../lib/hooks.js';
import { check, signIn } from '../api.js';
import { t } from '../i18n.js';
import { Field } from '../parts/form.js';
import { html, Problem, useChange } from '../ui.js';

export function SignIn({ language }) {
  const [key, setKey] = useState('');
  const { busy, error, run } = useChange(async () => {
    await check(key.trim());
    signIn(key.trim());
    return true;
  });
  const send = (event) => {
    event.preventDefault();
    run();
  };
  return html`<main class="signin">
    <form onSubmit=${send}>
      <div class="brand"><img src="icon.svg" alt="" width="36" height="36" /><span>TokenGrid</span></div>
      <h1>${t('signin.title')}</h1>
      <p class="lead">${t('signin.lead')}</p>
      <${Field}
        label=${t('signin.key')}
        hint=${t('signin.hint')}
        name="key"
        type="password"
        value=${key}
        onInput=${setKey}
        required
        autofocus
      />
      <${Problem} error=${error} />
      <button type="submit" class="primary" disabled=${busy || !key.trim()}>${t('signin.submit')}</button>
      ${language}
    </form>
  </main>`;
}
