// <sen-autosave>: saves a form while it is written, and keeps a copy on this machine.
//
// Attributes: url (takes the form's own fields with the header X-Autosave; shows the
// page when asked for it), form (its id), key (names the local copy), version, saved-at,
// mine ("no" when somebody else saved last), locked (only compare-url is of use then).
// Answers: 200 {version, saved_at, errors?, base?, merged?}, 409 {current_version, url,
// fields?}, 401 or the log-in page, 422 {errors}.
//
// The form's field "base" holds a mark for each field as it was loaded. A field that
// only others have changed is exchanged for theirs while one goes on writing.
import { button, h, icon } from '../shared/dom.js'
import { formatTime, translate } from '../shared/messages.js'
import { BACKGROUND, csrfToken } from '../shared/requests.js'
import { RemoteChanges } from './conflicts.js'
import { DraftRecovery } from './draft-recovery.js'
import { showFieldErrors } from './field-errors.js'
import { ItemForm } from './item-form.js'
import { LocalDraft } from './local-draft.js'

const QUIET_MS = 1200
const LONGEST_UNSAVED_MS = 8000
const LONGEST_WAIT_MS = 60_000
const LOGIN_AGAIN_MS = 5000
const LOOKS = {
  saved: 'circle-check',
  saving: 'loader',
  unsaved: 'pencil-line',
  offline: 'triangle-alert',
  problem: 'octagon-alert',
}

export class Autosave extends HTMLElement {
  connectedCallback() {
    if (this.form) return
    this.form = document.getElementById(this.getAttribute('form')) || this.closest('form')
    if (!this.form) return
    this.url = this.getAttribute('url') || this.form.action
    this.item = new ItemForm(this.form, this.getAttribute('version'))
    this.draft = new LocalDraft(this.getAttribute('key') || this.url)
    this.saves = 0
    this.wait = 2000
    this.unanswered = []
    this.status = h('p', { class: 'autosave-state', role: 'status' })
    this.panel = h('div', { class: 'autosave-panel' })
    this.append(this.status)
    // On a page that somebody else holds the form is shut; what is offered is not.
    const notice = this.closest('fieldset:disabled') && document.querySelector('.lock-notice .notice-text')
    const place = notice || this
    place.append(this.panel)
    this.locked = this.hasAttribute('locked')
    if (!this.locked) this.listen()
    const saved = this.getAttribute('saved-at')
    if (saved) this.show('saved', translate('saved', { time: formatTime(new Date(saved)) }))
    this.remote = new RemoteChanges(this.item, this.url, () => this.saving || this.locked || !this.isConnected)
    // The fields of the page are ready once all elements in them have started.
    queueMicrotask(() => {
      this.item.saved = this.item.values()
      this.offerDraft()
    })
  }

  disconnectedCallback() {
    clearTimeout(this.timer)
    this.listening?.abort()
  }

  listen() {
    this.listening = new AbortController()
    const { signal } = this.listening
    document.addEventListener('input', (event) => this.onInput(event), { signal })
    document.addEventListener('change', (event) => this.onInput(event), { signal })
    document.addEventListener('compositionstart', () => this.compose(true), { signal })
    document.addEventListener('compositionend', () => this.compose(false), { signal })
    this.form.addEventListener('submit', (event) => this.onSubmit(event), { signal })
    this.form.addEventListener('formdata', (event) => this.onFormData(event.formData), { signal })
    addEventListener('online', () => this.wake(), { signal })
    addEventListener('focus', () => this.stopped === 'login' && this.save(), { signal })
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'hidden' && this.dirty) this.save({ keepalive: true })
      },
      { signal },
    )
  }

  compose(going) {
    this.composing = going
  }

  /** The server answers again: what could not be saved is tried at once. */
  wake() {
    if (this.dirty && (this.retrying || this.stopped === 'login')) this.save()
  }

  onInput(event) {
    const target = event.target
    if (target !== this.form && target.form !== this.form && !this.form.contains(target)) return
    if (target.closest('[contenteditable="true"], [data-not-saved]')) return
    // Leaving a field reports a change that its keystrokes have reported already.
    if (event.type === 'change' && !this.item.isChanged()) return
    this.dirty = true
    this.unsavedSince ||= Date.now()
    this.keepDraft()
    // It is tried again by itself; new words here would move the button under a press.
    if (this.stopped) return
    if (!this.saving) this.show('unsaved', translate('unsaved'))
    // Who types without a pause is saved all the same.
    this.schedule(Math.max(0, Math.min(QUIET_MS, this.unsavedSince + LONGEST_UNSAVED_MS - Date.now())))
  }

  schedule(milliseconds) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      if (this.composing) this.schedule(QUIET_MS)
      else this.save()
    }, milliseconds)
  }

  /** What the page shows, of a form that nobody may send too. */
  shownContent() {
    const shut = this.locked ? this.closest('fieldset:disabled') : null
    if (shut) shut.disabled = false
    const content = this.item.content()
    if (shut) shut.disabled = true
    return content
  }

  offerDraft() {
    const recovery = new DraftRecovery({
      form: this.item,
      draft: this.draft,
      panel: this.panel,
      url: this.url,
      compareUrl: this.getAttribute('compare-url'),
      locked: this.locked,
      report: (look, text) => this.show(look, text),
    })
    recovery.offer({ shown: this.shownContent(), savedLastByMe: this.getAttribute('mine') !== 'no' })
  }

  keepDraft(submitted = false) {
    const { unanswered } = this
    const { version, base } = this.item
    const kept = { at: Date.now(), version, base, unanswered, submitted, fields: this.item.content() }
    // When the storage is full the server still has it.
    if (!this.draft.write(kept)) this.draft.write({ ...kept, unanswered: [] })
  }

  /** Send the form; one request at a time, so that versions follow each other. */
  async save({ keepalive = false } = {}) {
    clearTimeout(this.timer)
    if (this.saving || this.stopped === 'conflict') return
    this.dirty = false
    this.unsavedSince = 0
    if (this.stopped !== 'login') this.show('saving', translate('saving'))
    this.saving = this.send(keepalive)
    await this.saving
    this.saving = null
    await this.remote.loadExpected()
    if (this.dirty && !this.stopped && !this.retrying) this.schedule(QUIET_MS)
  }

  async send(keepalive) {
    let response
    try {
      if (this.stopped === 'login') await this.renewToken()
      this.sent = this.item.values()
      const body = new URLSearchParams(this.item.entries())
      body.set('csrf_token', csrfToken())
      this.awaitAnswer()
      response = await fetch(this.url, {
        method: 'POST',
        body,
        headers: { 'X-Autosave': '1', 'X-CSRFToken': csrfToken(), Accept: 'application/json' },
        keepalive: keepalive && body.toString().length < 60_000,
      })
    } catch {
      this.later('offline', translate('offline'))
      return
    }
    await this.receive(response)
  }

  async receive(response) {
    const isJSON = response.headers.get('Content-Type')?.includes('json')
    const answer = isJSON ? await response.json() : {}
    if (response.status === 401 || (response.redirected && !isJSON)) this.onLoggedOut(answer)
    else if (response.status === 409) this.onConflict(answer)
    else if (response.status === 422) this.onRefused(answer)
    else if (response.ok && isJSON) this.onSaved(answer)
    else if (response.status === 400) await this.onOldToken()
    else this.later('problem', translate('saveFailed'))
  }

  /** Sends without an answer, which may have been written: the first, the last, this one. */
  awaitAnswer() {
    const body = new URLSearchParams(this.item.content()).toString()
    const others = this.unanswered.filter((one) => one !== body)
    this.unanswered = [...new Set([...others.slice(0, 1), ...others.slice(-1), body])]
  }

  onFormData(data) {
    if (this.unanswered.length) data.set('unanswered', JSON.stringify(this.unanswered))
  }

  onSaved(answer) {
    this.stopped = null
    this.unanswered = []
    this.retrying = false
    this.renewed = false
    this.wait = 2000
    this.panel.replaceChildren()
    this.saves += 1
    this.item.version = answer.version
    this.item.saved = this.sent
    const merged = answer.merged || []
    if (answer.base) this.item.updateMarks(answer.base, new Set(merged.map((one) => one.name)))
    if (!this.dirty) this.draft.remove()
    const bad = showFieldErrors(this.form, answer.errors || {})
    const at = answer.saved_at ? new Date(answer.saved_at) : new Date()
    if (bad) this.show('problem', translate('invalid'))
    else this.show('saved', translate('saved', { time: formatTime(at) }))
    this.dispatchEvent(new CustomEvent('saved', { bubbles: true, detail: answer }))
    if (merged.length) this.remote.expect([...new Set(merged.map((one) => one.who))].join(', '))
  }

  /** Before the page is shown anew: what is not saved stays on this machine. */
  async settle() {
    if (this.saving) await this.saving
    if (this.dirty && !this.stopped) await this.save()
    if (this.dirty) this.keepDraft()
    clearTimeout(this.timer)
    this.dirty = false
  }

  onRefused(answer) {
    this.dirty = true
    showFieldErrors(this.form, answer.errors || {})
    this.show('problem', (answer.errors?.[''] || []).join(' ') || translate('saveFailed'))
  }

  /** Somebody logged in anew in another tab: this page's token is of the old session. */
  async onOldToken() {
    if (this.renewed) {
      this.onLoggedOut({})
      return
    }
    this.renewed = true
    await this.renewToken()
    await this.send(false)
  }

  onLoggedOut(answer) {
    this.dirty = true
    this.renewed = false
    this.schedule(LOGIN_AGAIN_MS)
    if (this.stopped === 'login') return
    this.stopped = 'login'
    this.show('offline', translate('loggedOut'))
    const href = answer.login_url || this.getAttribute('login-url') || '/dang-nhap'
    this.panel.replaceChildren(
      h(
        'a',
        { class: 'button button-primary', target: '_blank', href },
        icon('external-link'),
        h('span', {}, translate('logIn')),
      ),
      button(translate('tryAgain'), 'save', () => this.save()),
    )
  }

  onConflict(answer) {
    this.dirty = true
    this.stopped = 'conflict'
    const parts = (answer.fields || []).map((one) => one.label)
    this.show('problem', parts.length ? translate('conflictIn', { fields: parts.join(', ') }) : translate('conflict'))
    this.panel.replaceChildren(
      // Sent the plain way, the old version makes the server show both side by side.
      button(translate('seeBoth'), 'git-compare', () => this.form.requestSubmit(), { kind: 'primary' }),
      h(
        'a',
        { class: 'button button-secondary', target: '_blank', href: answer.url || location.href },
        icon('external-link'),
        h('span', {}, translate('openOther')),
      ),
    )
  }

  /** After a failure: wait, twice as long each time, and try again. */
  later(look, text) {
    this.dirty = true
    this.retrying = true
    this.show(look, text)
    this.schedule(this.wait)
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS)
  }

  /** A new session has a new token; this page is asked again for it. */
  async renewToken() {
    const response = await fetch(location.href, { headers: BACKGROUND })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const token = page.querySelector('meta[name="csrf-token"]')?.content
    if (!token) return
    document.querySelector('meta[name="csrf-token"]').content = token
    for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = token
  }

  /** Wait for a save under way: sending an old version would look like a conflict. */
  async onSubmit(event) {
    clearTimeout(this.timer)
    if (this.saving) {
      event.preventDefault()
      const { submitter } = event
      await this.saving
      clearTimeout(this.timer)
      this.form.requestSubmit(submitter)
      return
    }
    if (this.dirty) this.keepDraft(true)
    this.dirty = false
  }

  show(look, text) {
    this.dataset.state = look
    this.status.replaceChildren(icon(LOOKS[look]), h('span', {}, text))
  }

  /** The version that this page goes on from. */
  get version() {
    return this.item.version
  }
}
