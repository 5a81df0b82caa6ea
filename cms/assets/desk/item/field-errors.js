// What the server finds wrong in a form, shown beside the fields it speaks of.
import { h, icon } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { fieldElement } from './fields.js'

/** Put errors, by field, in place of those shown before; true when there is any. */
export function showFieldErrors(form, errors) {
  for (const old of form.querySelectorAll('.error[data-autosave]')) old.remove()
  for (const field of form.querySelectorAll('[data-autosave-bad]')) {
    field.classList.remove('field-bad')
    field.removeAttribute('data-autosave-bad')
  }
  const names = Object.keys(errors).filter((name) => name)
  for (const name of names) {
    const field = fieldElement(form, name)
    if (!field) continue
    field.classList.add('field-bad')
    field.setAttribute('data-autosave-bad', '')
    const text = [errors[name]].flat(3).filter((part) => typeof part === 'string')[0] || translate('invalid')
    const message = h('p', { class: 'error', 'data-autosave': true }, icon('circle-alert'), h('span', {}, text))
    field.querySelector(':scope > :is(label, legend, .check)')?.after(message)
  }
  return names.length > 0
}
