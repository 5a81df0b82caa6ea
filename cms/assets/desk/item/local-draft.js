// What <sen-autosave> keeps on this machine: text that the server may not have, and the
// way to bring it back. Mixed into the element.
import { button, clock, csrfToken, h, say } from '../shared/common.js'
import { post } from './kept-draft.js'

export const copies = {
  keepCopy(submitted = false) {
    const base = this.form.querySelector('input[name="base"]')?.value
    const { unanswered } = this
    const copy = { at: Date.now(), version: this.version(), base, unanswered, submitted, fields: this.content() }
    if (!this.store(copy) && !this.store({ ...copy, unanswered: [] })) {
      this.dataset.copy = 'full' // the server still has it
    }
  },

  /** Keep a copy; false when the storage is full or forbidden. */
  store(copy) {
    try {
      localStorage.setItem(this.key, JSON.stringify(copy))
      return true
    } catch {
      return false
    }
  },

  /** Text on this machine that the server never got: offer to bring it back. */
  offerCopy() {
    let copy = null
    try {
      copy = JSON.parse(localStorage.getItem(this.key))
    } catch {
      copy = null // somebody else's data under our name is not a copy
    }
    if (!copy?.fields) return
    const same = JSON.stringify(copy.fields) === JSON.stringify(this.shown())
    const mine = this.getAttribute('mine') !== 'no'
    const arrived = mine && copy.submitted && String(copy.version) !== String(this.version())
    if (same || arrived) {
      localStorage.removeItem(this.key)
      return
    }
    const compare = () => post(this.getAttribute('compare-url'), this.copied(copy))
    this.panel.replaceChildren(
      h('p', {}, say('restoreFound', { time: clock(new Date(copy.at)) })),
      this.locked
        ? button(say('compareCopy'), 'git-compare', compare, { kind: 'primary' })
        : button(say('restore'), 'rotate-ccw', () => this.restore(copy), { kind: 'primary' }),
      button(say('discard'), 'trash-2', () => {
        localStorage.removeItem(this.key)
        this.panel.replaceChildren()
      }),
    )
  },

  /** Save the copy as it is and show the page anew; the history keeps what it replaces. */
  async restore(copy) {
    const body = this.copied(copy)
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        body,
        headers: { 'X-Autosave': '1', 'X-CSRFToken': csrfToken(), Accept: 'application/json' },
      })
      if (response.ok && !response.redirected) {
        localStorage.removeItem(this.key)
        location.reload()
        return
      }
      // Others have changed the same words since: both are shown to choose from.
      if (response.status === 409) post(this.url, body)
      else this.show('problem', say('saveFailed'))
    } catch {
      this.show('offline', say('offline'))
    }
  },

  /** What a copy sends: its own text, and what it was written over. */
  copied(copy) {
    const body = new URLSearchParams(copy.fields)
    body.set('csrf_token', csrfToken())
    body.set('version', this.version())
    const base = copy.base ?? this.form.querySelector('input[name="base"]')?.value
    if (base !== undefined) body.set('base', base)
    if (copy.unanswered?.length) body.set('unanswered', JSON.stringify(copy.unanswered))
    return body
  },
}
