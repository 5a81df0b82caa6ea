// Where pasted links lead: safe addresses only, without what follows people around.

const ALLOWED = /^(https?:\/\/[^/@\s]+([/?#]|$)|mailto:[^\s<>"'`]+$|tel:[^\s<>"'`]+$)/i
// Control characters are what it looks for.
// deno-lint-ignore no-control-regex
const BAD = /[\u0000-\u0020\u007f-\u00a0\\<>"`\u2028\u2029]/
const TRACKERS =
  /^(utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|yclid|msclkid|igshid|igsh|mc_[ce]id|mkt_tok|oly_\w+_id|vero_\w+|_hs(enc|mi)|ttclid|twclid|zarsrc|__cft__.*|__tn__)$/i
// Addresses that only lead on, by host, with the parameter that says where to.
const DETOURS = [
  [/^(www\.)?google\.[a-z.]+$/, '/url', ['q', 'url']],
  [/\.safelinks\.protection\.outlook\.com$/, '/', ['url']],
  [/^lm?\.facebook\.com$/, '/l.php', ['u']],
  [/^link\.zalo\.me$/, '/', ['url']],
]

/** The address when it may be linked to, as the server would say; else null. */
export function safeHref(value) {
  const href = String(value ?? '').trim()
  if (!href || href.length > 2000 || BAD.test(href)) return null
  if (href.startsWith('#') || (href.startsWith('/') && !href.startsWith('//'))) return href
  return ALLOWED.test(href) ? href : null
}

/** What a pasted link should lead to; null when the link should go. */
export function pastedHref(value) {
  const href = safeHref(value)
  // An anchor is one of the page that was copied.
  if (!href || href.startsWith('#')) return null
  if (!/^https?:/i.test(href)) return href
  return withoutTrackers(href)
}

function withoutTrackers(href, depth = 0) {
  let url
  try {
    url = new URL(href)
  } catch {
    return null
  }
  const target = depth < 3 && destination(url)
  if (target) return withoutTrackers(target, depth + 1)
  // Rewriting the query is only done when something goes: the rest stays as it was.
  const names = [...url.searchParams.keys()].filter((name) => TRACKERS.test(name))
  for (const name of names) url.searchParams.delete(name)
  const clean = names.length ? url.href : href
  const own = clean.startsWith(`${location.origin}/`)
  return own ? clean.slice(location.origin.length) : safeHref(clean)
}

function destination(url) {
  for (const [host, path, names] of DETOURS) {
    if (!host.test(url.hostname) || !url.pathname.startsWith(path)) continue
    const found = names.map((name) => url.searchParams.get(name)).find((value) => /^https?:\/\//i.test(value || ''))
    if (found && safeHref(found)) return found
  }
  return null
}
