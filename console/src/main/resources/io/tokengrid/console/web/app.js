// The frame around the pages: sign-in, navigation, language, and which page an address shows.
import { render } from './lib/preact.js';
import { useEffect, useReducer, useRef, useState } from './lib/hooks.js';
import { onSession, signedIn, signOut } from './api.js';
import { currentLanguage, languages, onLanguage, setLanguage, t } from './i18n.js';
import { html } from './ui.js';
import { onRoute, route } from './router.js';
import { Overview } from './pages/overview.js';
import { Usage } from './pages/usage.js';
import { Organizations } from './pages/organizations.js';
import { Organization } from './pages/organization.js';
import { Calls } from './pages/calls.js';
import { Call } from './pages/call.js';
import { Audit } from './pages/audit.js';
import { Ledger } from './pages/ledger.js';
import { Prices } from './pages/prices.js';
import { Invoices } from './pages/invoices.js';
import { Chain } from './pages/chain.js';
import { Reconciliation } from './pages/reconciliation.js';
import { Reconciliations } from './pages/reconciliations.js';
import { SignIn } from './pages/signin.js';

const SECTIONS = [
  ['', 'nav.overview', Overview],
  ['usage', 'nav.usage', Usage],
  ['organizations', 'nav.organizations', Organizations, Organization],
  ['calls', 'nav.calls', Calls, Call],
  ['audit', 'nav.audit', Audit],
  ['reconciliations', 'nav.reconciliations', Reconciliations, Reconciliation],
  ['ledger', 'nav.ledger', Ledger],
  ['prices', 'nav.prices', Prices],
  ['invoices', 'nav.invoices', Invoices],
  ['chain', 'nav.chain', Chain],
];

function App() {
  const [, redraw] = useReducer((n) => n + 1, 0);
  const [inside, setInside] = useState(signedIn());
  const [at, setAt] = useState(route());
  const main = useRef(null);
  const first = useRef(true);
  useEffect(() => {
    const ends = [onLanguage(redraw), onSession(() => setInside(signedIn())), onRoute(setAt)];
    return () => ends.forEach((end) => end());
  }, []);

  const [section, id] = at.path;
  const found = SECTIONS.find(([name]) => name === (section ?? ''));
  const Page = found && (id === undefined ? found[2] : found[3]);
  const place = at.path.join('/');
  useEffect(() => {
    document.title = found ? `${t(found[1])} · TokenGrid` : 'TokenGrid';
  });
  useEffect(() => {
    if (!first.current) {
      document.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
      main.current?.querySelector('h1')?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    first.current = false;
  }, [place, inside]);

  if (!inside) {
    return html`<${SignIn} language=${html`<${Language} />`} />`;
  }
  const skip = (event) => {
    event.preventDefault();
    main.current.focus();
  };
  return html`<div class="shell">
    <a class="skip" href="#main" onClick=${skip}>${t('nav.skip')}</a>
    <header class="side"><div class="side-inner">
      <a class="brand" href="#/"><img src="icon.svg" alt="" width="26" height="26" /><span>TokenGrid</span></a>
      <nav aria-label=${t('nav.label')}>
        <ul>
          ${SECTIONS.map(
            ([name, text]) =>
              html`<li><a href=${`#/${name}`} aria-current=${name === (section ?? '') ? 'page' : undefined}>${t(text)}</a></li>`,
          )}
        </ul>
      </nav>
      <div class="side-foot">
        <${Language} />
        <button type="button" class="quiet" onClick=${signOut}>${t('nav.signout')}</button>
      </div>
    </div></header>
    <main id="main" ref=${main} tabindex="-1">${Page ? html`<${Page} key=${place} id=${id} query=${at.query} />` : html`<${Lost} />`}</main>
  </div>`;
}

function Language() {
  return html`<div class="language" role="group" aria-label=${t('nav.language')}>
    ${languages.map(
      ([language, name]) =>
        html`<button
          type="button"
          lang=${language}
          aria-pressed=${String(language === currentLanguage())}
          onClick=${() => setLanguage(language)}
        >
          ${name}
        </button>`,
    )}
  </div>`;
}

function Lost() {
  return html`<h1 tabindex="-1">${t('lost.title')}</h1>
    <p><a href="#/">${t('lost.back')}</a></p>`;
}

render(html`<${App} />`, document.getElementById('app'));
