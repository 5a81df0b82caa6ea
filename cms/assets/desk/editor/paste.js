// Makes pasted HTML fit the editor: from Word, LibreOffice, Google Docs or a web page.
//
// The page's content security policy forbids style attributes, so they are renamed
// before anything parses the text, and what they mean is read from the new name.

const BLOCKS = 'p,h1,h2,h3,h4,h5,h6'

/** HTML from the clipboard → HTML whose meaning needs no style attributes. */
export function transformPasted(html) {
  if (html.includes('data-pm-slice')) return html // copied from this editor
  const page = new DOMParser().parseFromString(harmless(html), 'text/html')
  for (const junk of page.querySelectorAll('style,script,link,meta,title,o\\:p')) junk.remove()
  marksFromStyles(page)
  rebuildBlocks(page)
  for (const element of page.body.querySelectorAll('*')) dropAttributes(element)
  return page.body.innerHTML
}

/** Without comments, style elements, style attributes and handlers of events. */
export function harmless(html) {
  return html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<!\[(?:if[^\]]*|endif)\]>/gi, '')
    .replace(/<(style|script|xml)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<\/?(?:o|w|m|v):[^>]*>/gi, '')
    .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)(?=\s*=)/gi, ' data-$1'))
}

function styleOf(element) {
  return element.getAttribute('data-style') || ''
}

/** Google Docs says bold and italic with styles, and "not bold" with a bold tag. */
function marksFromStyles(page) {
  for (const element of [...page.body.querySelectorAll('b[data-style*="font-weight:normal" i]')]) {
    element.replaceWith(...element.childNodes)
  }
  for (const element of [...page.body.querySelectorAll('span[data-style]')]) {
    const style = styleOf(element)
    if (/font-weight:\s*(bold|[6-9]00)/i.test(style)) wrapInside(page, element, 'strong')
    if (/font-style:\s*italic/i.test(style)) wrapInside(page, element, 'em')
    if (/text-decoration[^;]*:\s*[^;]*underline/i.test(style)) wrapInside(page, element, 'u')
  }
}

function wrapInside(page, element, tag) {
  const wrapper = page.createElement(tag)
  wrapper.append(...element.childNodes)
  element.append(wrapper)
}

function rebuildBlocks(page) {
  let lists = []
  for (const block of [...page.body.querySelectorAll(BLOCKS)]) {
    const style = styleOf(block)
    const align = /text-align:\s*(center|right|justify)/i.exec(style)?.[1] || block.getAttribute('align')
    if (align) block.setAttribute('data-align', align.toLowerCase())
    const level = /mso-list:\s*l\d+\s+level(\d+)/i.exec(style)?.[1]
    lists = level ? intoList(page, block, Number(level), lists) : []
    if (!level) fitHeading(page, block)
  }
}

/** Word writes list items as paragraphs; put one into the list of its level. */
function intoList(page, block, level, lists) {
  const marker = [...block.querySelectorAll('span')].find((span) => /mso-list:\s*Ignore/i.test(styleOf(span)))
  const mark = (marker?.textContent || '').trim()
  marker?.remove()
  const tag = /^(\d+|[ivxlcdm]+|[a-zđ])[.)]/i.test(mark) ? 'ol' : 'ul'
  const open = lists.slice(0, level)
  while (open.length < level) {
    const list = page.createElement(open.length + 1 === level ? tag : 'ul')
    const parent = open.at(-1)
    if (parent) (parent.lastElementChild || parent.appendChild(page.createElement('li'))).append(list)
    else block.before(list)
    open.push(list)
  }
  const paragraph = page.createElement('p')
  paragraph.append(...block.childNodes)
  const entry = page.createElement('li')
  entry.append(paragraph)
  open.at(-1).append(entry)
  block.remove()
  return open
}

/** The page has its own h1; the text's headings go from h2 to h4. */
function fitHeading(page, block) {
  const fitting = { H1: 'h2', H5: 'h4', H6: 'h4' }[block.tagName]
  if (!fitting) return
  const heading = page.createElement(fitting)
  if (block.dataset.align) heading.dataset.align = block.dataset.align
  heading.append(...block.childNodes)
  block.replaceWith(heading)
}

const KEPT = new Set(['href', 'data-align', 'colspan', 'rowspan', 'start'])

function dropAttributes(element) {
  for (const { name } of [...element.attributes]) {
    if (!KEPT.has(name)) element.removeAttribute(name)
  }
}
