// <sen-editor>: puts the rich text editor in the place of a plain text area.
//
// The page holds two text areas: plain text (what is sent without script) and the
// document as JSON. The editor itself is a second file, fetched only when needed.

export class EditorElement extends HTMLElement {
  async connectedCallback() {
    if (this.store) return
    this.plain = this.querySelector('textarea[name$="__text"]')
    this.store = this.querySelector('textarea.editor-json')
    if (!this.plain || !this.store) return
    this.takeOver()
    try {
      this.addStyles()
      const { mount } = await import(this.getAttribute('editor-src'))
      this.editor = mount(this)
      // Somebody else keeps the page to themselves: one can read and select.
      if (this.closest('fieldset:disabled')) this.editor.setEditable(false)
      this.dispatchEvent(new CustomEvent('editor-ready', { bubbles: true }))
    } catch (error) {
      this.giveBack()
      // Nobody but a developer can do anything with the reason.
      // deno-lint-ignore no-console
      console.warn('The editor could not start; the plain text area stays.', error)
    }
  }

  /** From here on the form sends the document, not the plain text. */
  takeOver() {
    this.plainName = this.plain.name
    this.plain.removeAttribute('name')
    this.store.name = this.store.dataset.name
    this.store.disabled = false
  }

  /** The editor could not start: the plain text area stays in use. */
  giveBack() {
    this.plain.name = this.plainName
    this.store.removeAttribute('name')
    this.store.disabled = true
    this.plain.hidden = false
  }

  addStyles() {
    const href = this.getAttribute('css-src')
    if (!href || document.querySelector('link[data-editor]')) return
    const link = document.createElement('link')
    Object.assign(link, { rel: 'stylesheet', href })
    link.dataset.editor = ''
    document.head.append(link)
  }
}
