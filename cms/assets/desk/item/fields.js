// The fields of a form by name: what they hold, and putting another value into one.

/** The field of the form that an input belongs to: rows and plain text are parts of one. */
export function fieldName(inputName) {
  return inputName.replace(/__text$/, '').split(/[-/]/)[0]
}

/** What each field holds, as text that can be compared. */
export function fieldValues(entries) {
  const found = new Map()
  for (const [name, value] of entries) {
    const field = fieldName(name)
    found.set(field, [...(found.get(field) || []), [name, value]])
  }
  return new Map([...found].map(([field, pairs]) => [field, JSON.stringify(pairs)]))
}

/** The element of a field. */
export function fieldElement(root, name) {
  return root.querySelector(`[data-field="${CSS.escape(name)}"]:not(.mention)`)
}

/** The name of a field as people read it. */
export function fieldLabel(root, name) {
  const label = fieldElement(root, name)?.querySelector(':scope > :is(.label, legend, h3), :scope > .check > label')
  const copy = label?.cloneNode(true)
  copy?.querySelector('.required')?.remove()
  return copy?.textContent.trim() || name
}

// Elements that build several fields into one thing are exchanged as a whole.
const WHOLES = 'sen-photos'

function holderOf(root, name) {
  const place = fieldElement(root, name)
  return place?.closest(WHOLES) || place ||
    root.querySelector(`${WHOLES} [name="${CSS.escape(name)}"]`)?.closest(WHOLES)
}

/** The fields that change together with this one. */
export function linkedFields(root, name) {
  const holder = holderOf(root, name)
  if (!holder?.matches(WHOLES)) return [name]
  return [...holder.querySelectorAll('[name]')].map((input) => fieldName(input.getAttribute('name')))
}

/** Put what another page's form holds into this one's field; true when it is there now. */
export function replaceField(form, page, name) {
  const old = holderOf(form, name)
  const fresh = holderOf(page, name)
  if (!old || !fresh) return false
  if (old.querySelector('sen-editor')) return replaceFieldText(old, fresh)
  const control = simpleControl(old)
  const given = simpleControl(fresh)
  if (control && given) {
    if (control.type === 'checkbox') control.checked = given.checked
    else control.value = given.value
    return true
  }
  const inside = old.contains(document.activeElement)
  const put = document.adoptNode(fresh)
  old.replaceWith(put)
  if (inside) put.querySelector('input, button, select, textarea')?.focus()
  return true
}

/** The one control of a field that no element of ours stands around. */
function simpleControl(place) {
  if (place.querySelector('sen-rows, sen-picker, sen-media-field, sen-photos, template')) return null
  const controls = place.querySelectorAll(':is(input, select, textarea):not([data-not-saved])')
  return controls.length === 1 ? controls[0] : null
}

function replaceFieldText(old, fresh) {
  const host = old.querySelector('sen-editor')
  const value = fresh.querySelector('textarea.editor-json')?.value
  if (!host.store || value === undefined) return false
  host.store.value = value
  if (host.editor) host.editor.commands.setContent(JSON.parse(value), { emitUpdate: false })
  else host.plain.value = fresh.querySelector('textarea[name$="__text"]').value
  return true
}
