// Changes that others made to the item on the page: they are put into the fields that
// nobody touched here, while one goes on writing in the others.
import { BACKGROUND } from '../shared/requests.js'
import { fieldLabel, fieldName, linkedFields, replaceField } from './fields.js'
import { ItemForm } from './item-form.js'

export class RemoteChanges {
  /** `url` shows the page with the form; while `isBusy()`, no field may change. */
  constructor(form, url, isBusy) {
    this.form = form
    this.url = url
    this.isBusy = isBusy
    this.expected = null
    this.loading = false
  }

  /** Remember that there are changes of somebody, to be loaded after the save under way. */
  expect(who) {
    this.expected = who
  }

  async loadExpected() {
    if (this.expected === null) return
    const who = this.expected
    this.expected = null
    await this.load(who)
  }

  /** Load the item as it is stored and take over what others have changed. */
  async load(who = '') {
    if (this.loading || this.isBusy()) return
    this.loading = true
    try {
      const response = await fetch(this.url, { headers: BACKGROUND })
      const page = new DOMParser().parseFromString(await response.text(), 'text/html')
      const stored = page.getElementById(this.form.element.id)
      if (stored?.querySelector('input[name="base"]') && !this.isBusy()) this.takeOver(stored, who)
    } catch {
      this.expected = who // no answer now: the next save asks again
    } finally {
      this.loading = false
    }
  }

  takeOver(stored, who) {
    const { form } = this
    const other = new ItemForm(stored)
    const [theirs, ours, before] = [other.marks(), form.marks(), form.values()]
    const isFree = (name) => before.get(name) === form.saved.get(name)
    const changed = new Set(Object.keys(theirs).filter((name) => theirs[name] !== ours[name]).map(fieldName))
    const kept = new Set()
    const taken = []
    for (const name of changed) {
      const label = fieldLabel(form.element, name)
      const free = linkedFields(form.element, name).every(isFree)
      if (free && replaceField(form.element, stored, name)) taken.push(label)
      else kept.add(name)
    }
    form.updateMarks(theirs, kept)
    form.version = other.version
    for (const [name, value] of form.values()) {
      if (before.get(name) !== value) form.saved.set(name, value)
    }
    if (taken.length) document.dispatchEvent(new CustomEvent('merged', { detail: { who, fields: taken } }))
  }
}
