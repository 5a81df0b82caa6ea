// Text that stayed on this machine: sending it as a form would, keeping it until it is saved.
import { h } from '../shared/common.js'

/** Send fields as a form would and go where that leads. */
export function post(url, fields) {
  const form = h('form', { method: 'post', action: url, hidden: true })
  for (const [name, value] of fields) form.append(h('textarea', { name, value }))
  document.body.append(form)
  form.submit()
}

/** <sen-unsent>: on a page of two versions; the local copy stays until one is saved. */
export class Unsent extends HTMLElement {
  connectedCallback() {
    this.mark(false)
    document.querySelector('.choose-form')?.addEventListener('submit', () => this.mark(true))
  }

  mark(submitted) {
    const key = `unsaved:${this.getAttribute('key')}`
    try {
      const copy = JSON.parse(localStorage.getItem(key))
      if (copy) localStorage.setItem(key, JSON.stringify({ ...copy, submitted }))
    } catch {
      this.dataset.copy = 'none' // nothing of ours is kept there
    }
  }
}
