// Pages of the desk in place: the page's own part is swapped, no document is loaded.
//
// A form with data-swap is sent this way. Whatever is not a page of the desk (the
// login, an error of the server, a newer build of these scripts) is loaded plainly.
import { announce } from './dom.js'
import { BACKGROUND, csrfToken } from './requests.js'

const PARTS = ['#main', '.side-nav', '.menu-panel']

// The visit under way; what is asked for later ends it.
let under = new AbortController()
let sending = 0

/** Show the page at an address of the desk. */
export async function visit(url, { push = true } = {}) {
  await go(url, push, { Accept: 'text/html' })
}

/** Show this page as it is now, which nobody asked for: what is being sent goes first. */
export async function refresh(url) {
  if (!sending) await go(url, false, BACKGROUND)
}

async function go(url, push, headers) {
  const { signal } = start()
  try {
    const response = await fetch(url, { headers, signal })
    if (!(await show(response, push, signal))) location.assign(url)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

function start() {
  under.abort()
  under = new AbortController()
  return under
}

/** Send a form and show what it leads to; the plain way when that is no desk page. */
async function send(form, submitter) {
  const { signal } = start()
  sending += 1
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form, submitter)) body.append(name, value)
  form.setAttribute('aria-busy', 'true')
  if (submitter) submitter.disabled = true
  let shown = false
  try {
    const response = await fetch(submitter?.hasAttribute('formaction') ? submitter.formAction : form.action, {
      method: 'POST',
      body,
      headers: { Accept: 'text/html', 'X-CSRFToken': csrfToken() },
    })
    shown = await show(response, true, signal)
    if (!shown && response.redirected) location.assign(response.url)
    shown ||= response.redirected
  } catch {
    shown = false // no answer: the plain way tells it as the browser does
  } finally {
    sending -= 1
  }
  if (shown) return
  form.removeAttribute('aria-busy')
  form.removeAttribute('data-swap')
  if (submitter) submitter.disabled = false
  form.requestSubmit(submitter)
}

/** Put a page in place; false when it is none of the desk. A visit that ended shows nothing. */
async function show(response, push, signal) {
  if (!response.headers.get('Content-Type')?.startsWith('text/html')) return false
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  if (signal.aborted) return true
  if (!page.body.classList.contains('desk') || script(page) !== script(document)) return false
  const token = page.querySelector('meta[name="csrf-token"]')?.content
  if (token) document.querySelector('meta[name="csrf-token"]').content = token
  for (const part of PARTS) {
    const old = document.querySelector(part)
    const fresh = page.querySelector(part)
    if (old && fresh) old.replaceWith(document.adoptNode(fresh))
  }
  document.title = page.title
  const address = response.redirected ? response.url : pageAddress(response)
  if (push && address !== location.href) history.pushState({}, '', address)
  arrive()
  return true
}

/** A refused form is shown where it was, as a reload of it should ask for the page. */
function pageAddress(response) {
  return response.ok ? response.url : location.href
}

function script(page) {
  return page.querySelector('script[type="module"][src]')?.getAttribute('src')
}

function arrive() {
  scrollTo(0, 0)
  const place = document.querySelector('#main [data-focus]') || document.getElementById('main')
  place.focus({ preventScroll: true })
  announce(document.title)
}

document.addEventListener('submit', (event) => {
  if (event.defaultPrevented || !event.target.matches('form[data-swap]')) return
  if (!event.target.querySelector('input[type="file"][name]')) {
    event.preventDefault()
    send(event.target, event.submitter)
  }
})

addEventListener('popstate', () => {
  if (!location.hash) visit(location.href, { push: false })
})
