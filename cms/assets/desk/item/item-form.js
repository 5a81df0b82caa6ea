// The form of an item: what it holds, what of that is saved, which version it goes on from.
import { fieldName, fieldValues } from './fields.js'

const NOT_CONTENT = new Set(['csrf_token', 'version', 'base', 'unanswered'])

/**
 * The form's field "base" holds a mark for each field as it was loaded; `saved` holds
 * what each field held when the server last agreed with the page.
 */
export class ItemForm {
  constructor(element, version = null) {
    this.element = element
    this.loadedVersion = version
    this.saved = new Map()
  }

  /** Everything that is sent, as pairs of names and texts. */
  entries() {
    return [...new FormData(this.element)].filter(([, value]) => typeof value === 'string')
  }

  /** What somebody wrote: the entries without tokens and versions. */
  content() {
    return this.entries().filter(([name]) => !NOT_CONTENT.has(name))
  }

  /** What each field holds, as text that can be compared. */
  values() {
    return fieldValues(this.content())
  }

  /** Whether the form holds anything that was not sent yet. */
  isChanged() {
    const now = this.values()
    return [...now].some(([name, value]) => this.saved.get(name) !== value) || now.size !== this.saved.size
  }

  /** The version that the page goes on from; the one given when the form has no field. */
  get version() {
    return this.element.querySelector('input[name="version"]')?.value || this.loadedVersion
  }

  set version(version) {
    const { id } = this.element
    for (const input of this.element.querySelectorAll('input[name="version"]')) input.value = version
    for (const input of document.querySelectorAll(`input[name="version"][form="${id}"]`)) input.value = version
  }

  /** The marks as they are sent; undefined when the form has none. */
  get base() {
    return this.element.querySelector('input[name="base"]')?.value
  }

  /** The marks of what this page goes on from, by field. */
  marks() {
    return JSON.parse(this.base || '{}')
  }

  /** Take new marks, except for some fields: those still hold the older value. */
  updateMarks(fresh, except = new Set()) {
    const input = this.element.querySelector('input[name="base"]')
    if (!input) return
    const marks = this.marks()
    for (const [name, mark] of Object.entries(fresh)) {
      if (!except.has(fieldName(name))) marks[name] = mark
    }
    input.value = JSON.stringify(marks)
  }
}
