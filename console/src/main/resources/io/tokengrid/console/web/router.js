// Addresses such as #/calls/call-1-1-7 or #/usage?by=model: what a page shows can be linked to and gone back to.
function parse(hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?');
  return { path: path.split('/').filter(Boolean).map(decodeURIComponent), query: Object.fromEntries(new URLSearchParams(search)) };
}

export function route() {
  return parse(location.hash);
}

export function onRoute(listener) {
  const changed = () => listener(route());
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

export function address(path, query = {}) {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return `#/${path.map(encodeURIComponent).join('/')}${pairs.length ? `?${new URLSearchParams(pairs)}` : ''}`;
}

export function go(path, query) {
  location.hash = address(path, query);
}
