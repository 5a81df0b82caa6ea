// Brings text that stayed in this browser back into the item, when somebody wants it.
import { button, h } from '../shared/dom.js'
import { formatTime, translate } from '../shared/messages.js'
import { csrfToken, submitForm } from '../shared/requests.js'

export class DraftRecovery {
  /**
   * `form` is the page's ItemForm and `draft` its LocalDraft; offers stand in `panel`.
   * With `locked`, the draft can only be compared. `report(look, text)` shows a failure.
   */
  constructor({ form, draft, panel, url, compareUrl, locked, report }) {
    Object.assign(this, { form, draft, panel, url, compareUrl, locked, report })
  }

  /** Offer the draft, unless the page shows the same or the server has it. */
  offer({ shown, savedLastByMe }) {
    const kept = this.draft.read()
    if (!kept) return
    const isSame = JSON.stringify(kept.fields) === JSON.stringify(shown)
    const hasArrived = savedLastByMe && kept.submitted && String(kept.version) !== String(this.form.version)
    if (isSame || hasArrived) {
      this.draft.remove()
      return
    }
    const compare = () => submitForm(this.compareUrl, this.body(kept))
    this.panel.replaceChildren(
      h('p', {}, translate('restoreFound', { time: formatTime(new Date(kept.at)) })),
      this.locked
        ? button(translate('compareCopy'), 'git-compare', compare, { kind: 'primary' })
        : button(translate('restore'), 'rotate-ccw', () => this.restore(kept), { kind: 'primary' }),
      button(translate('discard'), 'trash-2', () => this.discard()),
    )
  }

  discard() {
    this.draft.remove()
    this.panel.replaceChildren()
  }

  /** Save the draft as it is and show the page anew; the history keeps what it replaces. */
  async restore(kept) {
    const body = this.body(kept)
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        body,
        headers: { 'X-Autosave': '1', 'X-CSRFToken': csrfToken(), Accept: 'application/json' },
      })
      if (response.ok && !response.redirected) {
        this.draft.remove()
        location.reload()
        return
      }
      // Others have changed the same words since: both are shown to choose from.
      if (response.status === 409) submitForm(this.url, body)
      else this.report('problem', translate('saveFailed'))
    } catch {
      this.report('offline', translate('offline'))
    }
  }

  /** What a draft sends: its own text, and what it was written over. */
  body(kept) {
    const body = new URLSearchParams(kept.fields)
    body.set('csrf_token', csrfToken())
    body.set('version', this.form.version)
    const base = kept.base ?? this.form.base
    if (base !== undefined) body.set('base', base)
    if (kept.unanswered?.length) body.set('unanswered', JSON.stringify(kept.unanswered))
    return body
  }
}
