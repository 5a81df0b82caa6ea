// Text copied from this editor keeps its form; what only says so is checked as well.
import { safeHref } from './links.js'
import { simplifyHtml } from './source.js'

const KINDS = new Set(
  'paragraph heading bulletList orderedList listItem blockquote table tableRow tableCell tableHeader'.split(' '),
)
const CONTEXT = /^(\d{1,2}) (\d{1,2})(?: -(\d{1,2}))? (\[.{0,2000}\])$/s

/** HTML that claims to come from this editor, with nothing that the editor would not write. */
export function ownCopy(html) {
  const page = new DOMParser().parseFromString(simplifyHtml(html, { own: true }).html, 'text/html')
  for (const element of page.body.querySelectorAll('*')) tidy(element)
  return page.body.innerHTML
}

function tidy(element) {
  for (const name of ['class', 'align', 'role', 'data-style', 'data-src', 'width', 'height', 'border']) {
    element.removeAttribute(name)
  }
  if (!(element.localName === 'ol' && /^[aAiI]$/.test(element.getAttribute('type')))) element.removeAttribute('type')
  for (const name of ['colspan', 'rowspan']) {
    const span = Number(element.getAttribute(name))
    if (!(span > 1 && span <= 100)) element.removeAttribute(name)
  }
  if (element.hasAttribute('href') && !safeHref(element.getAttribute('href'))) element.removeAttribute('href')
  if (element.localName === 'img') element.remove()
  const slice = element.getAttribute('data-pm-slice')
  if (slice === null) return
  const checked = checkedSlice(slice)
  if (checked) element.setAttribute('data-pm-slice', checked)
  else element.removeAttribute('data-pm-slice')
}

/** How deep the copied piece is open, and in what; names only, no attributes. */
function checkedSlice(slice) {
  const found = CONTEXT.exec(slice)
  if (!found) return null
  let context
  try {
    context = JSON.parse(found[4])
  } catch {
    return null
  }
  if (!Array.isArray(context) || context.length > 40 || context.length % 2) return null
  const names = context.filter((_part, index) => index % 2 === 0)
  if (!names.every((name) => KINDS.has(name))) return null
  const bare = names.flatMap((name, index) => [name, name === 'heading' ? headingLevel(context[2 * index + 1]) : null])
  return `${found[1]} ${found[2]}${found[3] ? ` -${found[3]}` : ''} ${JSON.stringify(bare)}`
}

function headingLevel(attrs) {
  const level = Number(attrs?.level)
  return { level: level >= 2 && level <= 4 ? Math.trunc(level) : 2 }
}
