// Making elements, and what is done to them.

const SVG = 'http://www.w3.org/2000/svg'

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

/** Calls fn a while after the last keystroke, never in the middle of a composition. */
export function debounceInput(input, milliseconds, fn) {
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
export function dispatchChange(element) {
  element.dispatchEvent(new Event('input', { bubbles: true }))
  element.dispatchEvent(new Event('change', { bubbles: true }))
}

/** The list given in an attribute as JSON; an empty one when there is none. */
export function listAttribute(element, name) {
  const text = element.getAttribute(name)
  return text ? JSON.parse(text) : []
}
