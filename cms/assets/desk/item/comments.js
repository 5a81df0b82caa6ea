// <sen-comments>: leads from a comment to its words and back; takes comments on what is selected.
//
// On the review page it marks the quoted words of open comments in [data-quotable] and
// offers "Comment" and "Suggest" on a selection (Ctrl+Alt+M by keyboard), which fill
// #comment-form. On the edit page a quotation leads to the words in their field.
import { announce, button, h } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { findWords, markRange, selected } from './quotes.js'

export class Comments extends HTMLElement {
  connectedCallback() {
    this.page = document.querySelector('.diff-page')
    this.form = document.getElementById('comment-form')
    this.listening = new AbortController()
    for (const comment of document.querySelectorAll('.comment[data-quote]')) this.anchor(comment)
    if (this.page && this.form) this.watch()
  }

  disconnectedCallback() {
    this.listening?.abort()
    this.tools?.remove()
  }

  /** Make the quotation of a comment a way to the words; mark them on the review page. */
  anchor(comment) {
    const { quote, field } = comment.dataset
    if (!quote) return
    const shown = comment.querySelector('.comment-quote, .comment-change del')
    if (shown && !shown.querySelector('button')) {
      const way = h('button', { type: 'button', class: 'comment-locate', title: translate('showWords') })
      way.append(...shown.childNodes)
      way.addEventListener('click', () => this.lead(comment))
      shown.append(way)
    }
    if (!this.page || !('open' in comment.dataset)) return
    const place = this.page.querySelector(`[data-quotable="${CSS.escape(field)}"]`)
    const range = place && findWords(place, comment.dataset)
    if (range) markRange(range, comment.id)
  }

  lead(comment) {
    const mark = this.page?.querySelector(`mark[data-comment="${CSS.escape(comment.id)}"]`)
    if (mark) return this.point(mark)
    const field = document.querySelector(`[data-field="${CSS.escape(comment.dataset.field)}"]:not(.comment)`)
    if (!field) return announce(translate('wordsGone'))
    const editor = field.querySelector('.ProseMirror')
    if (editor) return this.leadToText(editor, comment)
    const input = field.querySelector('input:not([type="hidden"]), textarea')
    const at = input?.value.indexOf(comment.dataset.quote) ?? -1
    input?.focus()
    if (at >= 0) input.setSelectionRange(at, at + comment.dataset.quote.length)
    else announce(translate('wordsGone'))
  }

  leadToText(editor, comment) {
    const range = findWords(editor, comment.dataset)
    editor.focus()
    if (!range) return announce(translate('wordsGone'))
    getSelection().removeAllRanges()
    getSelection().addRange(range)
    range.startContainer.parentElement.scrollIntoView({ block: 'center' })
  }

  point(element) {
    for (const one of document.querySelectorAll('.is-here')) one.classList.remove('is-here')
    element.classList.add('is-here')
    element.scrollIntoView({ block: 'center' })
  }

  watch() {
    const { signal } = this.listening
    this.tools = h(
      'div',
      { class: 'selection-tools', role: 'group', 'aria-label': translate('aboutSelection'), hidden: true },
      button(translate('comment'), 'message-square', () => this.open('comment'), { kind: 'quiet' }),
      button(translate('suggest'), 'pencil-line', () => this.open('suggestion'), { kind: 'quiet' }),
    )
    this.tools.addEventListener('pointerdown', (event) => event.preventDefault())
    document.body.append(this.tools)
    document.addEventListener('selectionchange', () => this.offer(), { signal })
    document.addEventListener('keydown', (event) => this.onKey(event), { signal })
    this.page.addEventListener('click', (event) => this.onClick(event), { signal })
  }

  offer() {
    const about = selected()
    this.tools.hidden = !about
    if (!about) return
    this.about = about
    const box = about.range.getBoundingClientRect()
    const width = this.tools.offsetWidth
    const left = Math.max(8, Math.min(box.left, innerWidth - width - 8))
    this.tools.style.left = `${left + scrollX}px`
    this.tools.style.top = `${box.bottom + scrollY + 8}px`
  }

  onKey(event) {
    if (event.key === 'Escape') this.tools.hidden = true
    if (!(event.ctrlKey || event.metaKey) || !event.altKey || event.code !== 'KeyM') return
    event.preventDefault()
    this.open('comment')
  }

  /** From quoted words to the comments on them. */
  onClick(event) {
    const mark = event.target.closest('mark[data-comment]')
    if (!mark || !getSelection().isCollapsed) return
    const comment = document.getElementById(mark.dataset.comment)
    comment.focus({ preventScroll: true })
    this.point(comment)
  }

  /** Fill the form with what is selected and lead to where one writes. */
  open(kind) {
    const about = selected() || (this.tools.hidden ? null : this.about)
    const fields = this.form.elements
    for (const radio of this.form.querySelectorAll('[name="kind"]')) radio.checked = radio.value === kind
    if (about) {
      for (const name of ['field', 'quote', 'before', 'after']) fields[name].value = about[name]
      if (kind === 'suggestion') fields.replacement.value = about.quote
    }
    this.tools.hidden = true
    const place = kind === 'suggestion' ? fields.replacement : fields.body
    place.focus()
    place.scrollIntoView({ block: 'center' })
    if (kind === 'suggestion') place.select()
  }
}
