// What every page is made of: the template tag, loading of data, and how waiting, failing and nothing look.
import { h } from './lib/preact.js';
import { useCallback, useEffect, useRef, useState } from './lib/hooks.js';
import htm from './lib/htm.js';
import { t } from './i18n.js';
import { Copy } from './parts/copy.js';

export const html = htm.bind(h);

/**
 * Loads data when `inputs` change and, with `every`, again after so many milliseconds while the tab is seen. What was
 * loaded stays while it is loaded again, and when that fails.
 */
export function useData(load, inputs, { every } = {}) {
  const [state, setState] = useState({ data: null, error: null, loading: true, inputs: null });
  const [turn, setTurn] = useState(0);
  const loader = useRef(load);
  loader.current = load;
  useEffect(() => {
    const stop = new AbortController();
    let timer = null;
    setState((before) => ({ ...before, loading: true }));
    const again = () => {
      if (every) {
        timer = setTimeout(run, every);
      }
    };
    async function run() {
      if (document.hidden && every) {
        again();
        return;
      }
      try {
        const data = await loader.current(stop.signal);
        if (!stop.signal.aborted) {
          setState({ data, error: null, loading: false });
        }
      } catch (error) {
        if (!stop.signal.aborted) {
          setState((before) => ({ ...before, error, loading: false }));
        }
      }
      if (!stop.signal.aborted) {
        again();
      }
    }
    run();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [...inputs, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { ...state, reload };
}

/** Runs a change once at a time and keeps what went wrong. */
export function useChange(change) {
  const [state, setState] = useState({ busy: false, error: null });
  const run = async (...input) => {
    setState({ busy: true, error: null });
    try {
      const answer = await change(...input);
      setState({ busy: false, error: null });
      return answer;
    } catch (error) {
      setState({ busy: false, error });
      return null;
    }
  };
  return { ...state, run };
}

/** The head of a page: its title, what it is about, and what can be done with all of it. */
export function Head({ title, lead, children }) {
  return html`<header class="head">
    <div>
      <h1 tabindex="-1">${title}</h1>
      ${lead && html`<p class="lead">${lead}</p>`}
    </div>
    ${children && html`<div class="actions">${children}</div>`}
  </header>`;
}

export function Panel({ title, note, actions, children, wide }) {
  return html`<section class=${wide ? 'panel wide' : 'panel'}>
    ${title &&
    html`<div class="panel-head">
      <h2>${title}</h2>
      ${note && html`<span class="note">${note}</span>`}
      ${actions && html`<div class="actions">${actions}</div>`}
    </div>`}
    ${children}
  </section>`;
}

export function Problem({ error, retry }) {
  if (!error) {
    return null;
  }
  const away = error.code === 'unreachable';
  return html`<div class="problem" role="alert">
    <p><strong>${away ? t('error.unreachable') : error.message}</strong></p>
    <p>${away ? t('error.unreachable.hint') : error.hint} ${error.status ? html`<code>${error.code}</code>` : null}</p>
    ${retry && html`<button type="button" onClick=${retry}>${t('action.retry')}</button>`}
  </div>`;
}

/** Nothing here, and what to do next. */
export function Empty({ title, text, command, children }) {
  return html`<div class="empty">
    <p class="empty-title">${title}</p>
    ${text && html`<p>${text}</p>`}
    ${command && html`<${Command} text=${command} />`} ${children}
  </div>`;
}

export function Command({ text }) {
  return html`<div class="command">
    <pre tabindex="0"><code>${text}</code></pre>
    <${Copy} text=${text} />
  </div>`;
}

export function Loading() {
  return html`<div class="loading" role="status"><span class="visually-hidden">${t('loading')}</span></div>`;
}

/** Shows loaded data, or why there is none yet. */
export function Loaded({ of, children }) {
  if (of.data === null) {
    return of.error ? html`<${Problem} error=${of.error} retry=${of.reload} />` : html`<${Loading} />`;
  }
  return html`${of.error && html`<${Problem} error=${of.error} retry=${of.reload} />`}${children(of.data)}`;
}
