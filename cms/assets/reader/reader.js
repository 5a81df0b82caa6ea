// Text size, contrast and colours of the public pages, kept on the reader's machine.
//
// <html> carries data-text-size, data-contrast and data-theme; a control says what
// it sets with data-set-text-size="large" (an empty value goes back to normal).
import { suggestAll } from './suggestions.js'

const root = document.documentElement
const KINDS = ['text-size', 'contrast', 'theme']

function stored(kind) {
  try {
    return localStorage.getItem(`reader-${kind}`) || ''
  } catch {
    return '' // storage may be forbidden; the page then starts as designed
  }
}

function apply(kind, value) {
  if (value) root.setAttribute(`data-${kind}`, value)
  else root.removeAttribute(`data-${kind}`)
  for (const control of document.querySelectorAll(`[data-set-${kind}]`)) {
    const on = control.getAttribute(`data-set-${kind}`) === value
    control.setAttribute('aria-pressed', String(on))
  }
}

function keep(kind, value) {
  try {
    if (value) localStorage.setItem(`reader-${kind}`, value)
    else localStorage.removeItem(`reader-${kind}`)
  } catch {
    root.setAttribute('data-not-kept', kind)
  }
}

function applyAll() {
  for (const kind of KINDS) apply(kind, stored(kind))
}

document.addEventListener('click', (event) => {
  for (const kind of KINDS) {
    const control = event.target.closest(`[data-set-${kind}]`)
    if (!control) continue
    const value = control.getAttribute(`data-set-${kind}`)
    apply(kind, value)
    keep(kind, value)
  }
})

function begin() {
  applyAll()
  suggestAll()
}

// Controls that need a script show themselves only when there is one.
root.dataset.script = ''
applyAll()
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin)
else begin()
addEventListener('storage', applyAll)

// Two conveniences of an item's page: print it, copy its address.
document.addEventListener('click', async (event) => {
  if (event.target.closest('[data-print]')) print()
  const copy = event.target.closest('[data-copy]')
  if (!copy) return
  const label = copy.querySelector('span') || copy
  try {
    await navigator.clipboard.writeText(copy.dataset.copy)
    label.textContent = copy.dataset.copied
  } catch {
    // Only secure pages may write to the clipboard: let the reader do it.
    getSelection().selectAllChildren(document.querySelector('.cite a'))
  }
})
