// Requests to the server.
import { h } from './dom.js'

/** The token that every change of data carries. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content || ''
}

/** The nonce of the page's scripts, for style elements that libraries make. */
export function nonce() {
  return document.querySelector('script[nonce]')?.nonce || ''
}

/** Headers for a page that nobody asked to see: it takes no message from the one that is. */
export const BACKGROUND = { Accept: 'text/html', 'X-Background': '1' }

/** Ask for JSON; throws when the answer is anything else. */
export async function getJSON(url, parameters = {}, signal = undefined) {
  const address = new URL(url, location.href)
  for (const [key, value] of Object.entries(parameters)) address.searchParams.set(key, value)
  const response = await fetch(address, { headers: { Accept: 'application/json' }, signal })
  if (!response.ok) throw new Error(`${response.status}`)
  return response.json()
}

/** Send fields as a form would and go where that leads. */
export function submitForm(url, fields) {
  const form = h('form', { method: 'post', action: url, hidden: true })
  for (const [name, value] of fields) form.append(h('textarea', { name, value }))
  document.body.append(form)
  form.submit()
}

/** What an answer in JSON says about why it refused; empty when it does not say. */
export function errorMessage(answer) {
  const found = answer?.error ?? answer?.message ?? Object.values(answer?.errors ?? {}).flat(2)[0]
  return typeof found === 'string' ? found : ''
}
