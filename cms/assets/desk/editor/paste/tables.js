// Tables that hold data stay; tables that only place things become paragraphs.
import { styleOf } from './styles.js'

const BORDER = /border(-\w+)*:[^;]*\b(solid|double|dotted|dashed|groove|ridge|inset|outset)\b/i
const OWN_CELL = ':is(td,th)'

export function sortTables(page) {
  // From the inside out, so that a table within a table is judged by itself.
  for (const table of [...page.body.querySelectorAll('table')].reverse()) {
    if (isLayout(table)) dissolve(page, table)
    else tidy(page, table)
  }
}

function rowsOf(table) {
  return [...table.querySelectorAll('tr')].filter((row) => row.closest('table') === table)
}

function isLayout(table) {
  const role = table.getAttribute('role') || ''
  if (role === 'presentation' || role === 'none') return true
  if (table.querySelector('table')) return true
  if (table.parentElement?.classList.contains('table-scroll')) return false
  const rows = rowsOf(table)
  if (table.querySelector('th,caption,thead')) return false
  if (rows.every((row) => row.children.length <= 1)) return true
  if (table.querySelector('h1,h2,h3,h4,h5,h6,hr')) return true
  if (hasBorder(table)) return false
  const packed = ['border', 'cellspacing', 'cellpadding'].every((name) => table.getAttribute(name) === '0')
  return packed || rows.length <= 1
}

function hasBorder(table) {
  if (Number(table.getAttribute('border')) > 0 || /MsoTableGrid|MsoTable\w*(Grid|List|Light)/.test(table.className)) {
    return true
  }
  // Spreadsheets name the borders of their cells in a style element.
  return [table, ...table.querySelectorAll(OWN_CELL)].some(
    (element) => BORDER.test(styleOf(element)) || /^xl\d+$/.test(element.className),
  )
}

/** Each cell becomes a block of its own, row by row. */
function dissolve(page, table) {
  const cells = [...table.querySelectorAll('caption,td,th')].filter((cell) => cell.closest('table') === table)
  const blocks = cells.map((cell) => {
    const block = page.createElement('div')
    for (const name of ['data-style', 'align']) {
      if (cell.hasAttribute(name)) block.setAttribute(name, cell.getAttribute(name))
    }
    block.append(...cell.childNodes)
    return block
  })
  table.replaceWith(...blocks)
}

function tidy(page, table) {
  const caption = table.querySelector('caption')
  if (caption && caption.closest('table') === table) {
    const above = page.createElement('p')
    above.append(...caption.childNodes)
    table.before(above)
    caption.remove()
  }
  for (const row of rowsOf(table)) if (!row.children.length) row.remove()
  for (const cell of table.querySelectorAll(OWN_CELL)) {
    for (const name of ['colspan', 'rowspan']) {
      const span = Number(cell.getAttribute(name))
      if (!(span > 1 && span <= 100)) cell.removeAttribute(name)
    }
    for (const heading of [...cell.querySelectorAll('h1,h2,h3,h4,h5,h6,blockquote')]) rename(page, heading, 'div')
  }
}

export function rename(page, element, tag) {
  const other = page.createElement(tag)
  for (const { name, value } of element.attributes) other.setAttribute(name, value)
  other.append(...element.childNodes)
  element.replaceWith(other)
  return other
}
