// What several elements share: texts, icons, small DOM helpers, requests.

const MESSAGES = JSON.parse(document.body.dataset.messages || '{}')
const SVG = 'http://www.w3.org/2000/svg'

/** The text for a key in the page's language; {name} is filled from values. */
export function say(key, values = {}) {
  const text = MESSAGES[key] ?? key
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
}

/** An icon of the sprite, decorative. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS(SVG, 'use')
  use.setAttribute('href', `${document.body.dataset.icons || ''}#${name}`)
  svg.append(use)
  return svg
}

/** An element with attributes (on… are listeners, true is an empty attribute). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
    else if (key === 'value') element.value = value
    else element.setAttribute(key, value === true ? '' : value)
  }
  element.append(...children.filter((child) => child !== null && child !== undefined))
  return element
}

/** A button with a picture; label is shown, or only said when quiet. */
export function button(label, iconName, onclick, { quiet = false, kind = 'secondary', ...more } = {}) {
  const look = quiet ? 'button button-quiet button-icon' : `button button-${kind}`
  const named = quiet ? { 'aria-label': label, title: label } : {}
  const content = [iconName ? icon(iconName) : null, quiet ? null : h('span', {}, label)]
  return h('button', { type: 'button', class: look, ...named, onclick, ...more }, ...content)
}

let region = null

/** Tells a screen reader something without moving the focus. */
export function announce(text) {
  if (!region) {
    region = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' })
    document.body.append(region)
  }
  region.textContent = ''
  setTimeout(() => {
    region.textContent = text
  }, 50)
}

let last = 0

/** An id that no other element of the page has. */
export function uniqueId(prefix) {
  last += 1
  return `${prefix}-${last}`
}

/** The token that every change of data carries. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content || ''
}

/** The nonce of the page's scripts, for style elements that libraries make. */
export function nonce() {
  return document.querySelector('script[nonce]')?.nonce || ''
}

/** Headers for a page that nobody asked to see: it takes no message from the one that is. */
export const BEHIND = { Accept: 'text/html', 'X-Behind': '1' }

/** Ask for JSON; throws when the answer is anything else. */
export async function getJSON(url, parameters = {}, signal = undefined) {
  const address = new URL(url, location.href)
  for (const [key, value] of Object.entries(parameters)) address.searchParams.set(key, value)
  const response = await fetch(address, { headers: { Accept: 'application/json' }, signal })
  if (!response.ok) throw new Error(`${response.status}`)
  return response.json()
}

/** Calls fn a while after the last keystroke, never in the middle of a composition. */
export function afterTyping(input, milliseconds, fn) {
  let timer = 0
  const start = () => {
    clearTimeout(timer)
    timer = setTimeout(fn, milliseconds)
  }
  input.addEventListener('input', (event) => {
    if (!event.isComposing) start()
  })
  input.addEventListener('compositionstart', () => clearTimeout(timer))
  input.addEventListener('compositionend', start)
}

/** Tell the form around an element that its value has changed. */
export function changed(element) {
  element.dispatchEvent(new Event('input', { bubbles: true }))
  element.dispatchEvent(new Event('change', { bubbles: true }))
}

/** The list given in an attribute as JSON; an empty one when there is none. */
export function listAttribute(element, name) {
  const text = element.getAttribute(name)
  return text ? JSON.parse(text) : []
}

/** hh:mm of a moment in the reader's own clock. */
export function clock(moment = new Date()) {
  return moment.toLocaleTimeString(document.documentElement.lang || 'vi', {
    hour: '2-digit',
    minute: '2-digit',
  })
}
