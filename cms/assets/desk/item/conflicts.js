// What <sen-autosave> knows of other people: the marks of what the page was loaded
// with, and how a field that only others have changed comes onto the page.
import { BEHIND } from '../shared/common.js'
import { exchange, fieldOf, held, labelOf, sharedWith } from './fields.js'

export const merging = {
  setVersion(version) {
    for (const input of this.form.querySelectorAll('input[name="version"]')) input.value = version
    for (const input of document.querySelectorAll(`input[name="version"][form="${this.form.id}"]`)) input.value = version
  },

  /** The marks of what this page goes on from, by field. */
  marks() {
    return JSON.parse(this.form.querySelector('input[name="base"]')?.value || '{}')
  },

  /** Take new marks, except for some fields: those still hold the older value. */
  goOnFrom(fresh, except = new Set()) {
    const input = this.form.querySelector('input[name="base"]')
    if (!input) return
    const marks = this.marks()
    for (const [name, mark] of Object.entries(fresh)) {
      if (!except.has(fieldOf(name))) marks[name] = mark
    }
    input.value = JSON.stringify(marks)
  },

  /** Whether this field holds something that was not saved yet. */
  touched(name, now = held(this.content())) {
    return now.get(name) !== this.clean.get(name)
  },

  /** Exchange the fields that others have changed and nobody touched here. */
  async catchUp(who = '') {
    if (this.catching || this.saving || this.locked) return
    this.catching = true
    try {
      const response = await fetch(this.url, { headers: BEHIND })
      const page = new DOMParser().parseFromString(await response.text(), 'text/html')
      const other = page.getElementById(this.form.id)
      if (other?.querySelector('input[name="base"]') && !this.saving && this.isConnected) this.take(other, who)
    } catch {
      this.behind = { who } // no answer now: the next visit of the page asks again
    } finally {
      this.catching = false
    }
  },

  take(other, who) {
    const theirs = JSON.parse(other.querySelector('input[name="base"]').value)
    const marks = this.marks()
    const now = held(this.content())
    const changed = [...new Set(Object.keys(theirs).filter((name) => marks[name] !== theirs[name]).map(fieldOf))]
    const kept = new Set()
    const taken = []
    for (const name of changed) {
      const free = sharedWith(this.form, name).every((one) => !this.touched(one, now))
      const label = labelOf(this.form, name)
      if (free && exchange(this.form, other, name)) taken.push(label)
      else kept.add(name)
    }
    this.goOnFrom(theirs, kept)
    this.setVersion(other.querySelector('input[name="version"]').value)
    const after = held(this.content())
    for (const [name, value] of after) if (now.get(name) !== value) this.clean.set(name, value)
    if (taken.length) document.dispatchEvent(new CustomEvent('merged', { detail: { who, fields: taken } }))
  },
}
