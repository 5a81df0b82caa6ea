// The copy of a form that stays in this browser: text that the server may not have.

/** One copy in the browser's storage, under the key of its item. */
export class LocalDraft {
  constructor(key) {
    this.key = `unsaved:${key}`
  }

  /** The copy that is kept, or null. */
  read() {
    try {
      const draft = JSON.parse(localStorage.getItem(this.key))
      return draft?.fields ? draft : null
    } catch {
      return null // somebody else's data under our name is not a copy
    }
  }

  /** Keep a copy; false when the storage is full or forbidden. */
  write(draft) {
    try {
      localStorage.setItem(this.key, JSON.stringify(draft))
      return true
    } catch {
      return false
    }
  }

  remove() {
    localStorage.removeItem(this.key)
  }
}

/** <sen-local-draft key>: on a page of two versions; the copy stays until one is saved. */
export class LocalDraftElement extends HTMLElement {
  connectedCallback() {
    this.mark(false)
    document.querySelector('.choose-form')?.addEventListener('submit', () => this.mark(true))
  }

  mark(submitted) {
    const draft = new LocalDraft(this.getAttribute('key'))
    const kept = draft.read()
    if (kept) draft.write({ ...kept, submitted })
  }
}
