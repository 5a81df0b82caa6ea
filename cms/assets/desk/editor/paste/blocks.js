// Paragraphs, headings and quotations of a pasted page: their level, side and spaces.
import { alignment, styleOf } from './styles.js'
import { rename } from './tables.js'

const BLOCKS = 'p,div,h1,h2,h3,h4,h5,h6,ul,ol,li,blockquote,table,figure,hr'
const LEAF_BLOCKS = 'p,div,h1,h2,h3,h4,h5,h6,td,th,li,blockquote'

export function rebuildBlocks(page) {
  quotations(page)
  alignments(page)
  splitAtBlankLines(page)
  for (const block of [...page.body.querySelectorAll('div')]) if (isLine(block)) rename(page, block, 'p')
  spaces(page)
  dropEmpty(page)
}

function isLine(block) {
  return !block.querySelector(BLOCKS)
}

/** The page has its own h1; the text's headings go from h2 to h4. */
export function fitHeadings(page) {
  for (const block of [...page.body.querySelectorAll('p')]) {
    const role = block.getAttribute('role') === 'heading' && Number(block.getAttribute('aria-level'))
    const word = /^Mso(Title|Subtitle|Heading([1-6]))$/.exec(block.className)
    const level = role || (word && (word[1] === 'Title' ? 1 : word[1] === 'Subtitle' ? 2 : Number(word[2])))
    if (level >= 1 && level <= 6 && !block.closest('li,td,th')) rename(page, block, `h${level}`)
  }
  const lower = page.body.querySelector('h1') ? 1 : 0
  for (const block of [...page.body.querySelectorAll('h1,h2,h3,h4,h5,h6')]) {
    const level = Math.min(Math.max(Number(block.localName[1]) + lower, 2), 4)
    if (block.localName !== `h${level}`) rename(page, block, `h${level}`)
  }
}

/** Quotations within quotations are one; those around tables and pictures go. */
function quotations(page) {
  for (const quote of [...page.body.querySelectorAll('blockquote')].reverse()) {
    const inner = quote.querySelector('table,figure,img,hr') || quote.parentElement.closest('blockquote,li,td,th')
    if (inner || isIndent(quote)) rename(page, quote, 'div')
  }
}

/** Mail programs indent with quotations: "margin:0 0 0 40px;border:none;padding:0". */
function isIndent(quote) {
  return /border:\s*(none|0)/i.test(styleOf(quote)) && /margin/i.test(styleOf(quote))
}

/** Alignment of whatever stands around a line becomes the line's own. */
function alignments(page) {
  for (const cell of [...page.body.querySelectorAll('td,th')]) {
    if (!['', 'left'].includes(alignment(cell)) && isLine(cell)) {
      const line = page.createElement('p')
      line.append(...cell.childNodes)
      cell.append(line)
    }
  }
  for (const block of page.body.querySelectorAll('p,div,h1,h2,h3,h4')) {
    if (!isLine(block)) continue
    let align = ''
    for (let around = block; around && around !== page.body && !align; around = around.parentElement) {
      if (around.localName !== 'table') align = alignment(around)
      // Where a cell stands does not concern what is around its table.
      if (around.matches('td,th,li')) break
    }
    if (align && align !== 'left') block.setAttribute('data-align', align)
  }
}

/** A break between blocks only made room. */
function dropBreaksBetweenBlocks(page) {
  for (const br of [...page.body.querySelectorAll('br')]) {
    const beside = [neighbour(br, 'previousSibling'), neighbour(br, 'nextSibling')]
    if (beside.every((node) => !node || node.matches?.(BLOCKS)) && beside.some(Boolean)) br.remove()
  }
}

function neighbour(node, direction) {
  let other = node[direction]
  while (other && (other.nodeName === 'BR' || (other.nodeType === 3 && !other.data.trim()))) other = other[direction]
  return other
}

/** Two breaks in a row are the end of a paragraph. */
function splitAtBlankLines(page) {
  dropBreaksBetweenBlocks(page)
  for (const block of [...page.body.querySelectorAll(LEAF_BLOCKS), page.body]) {
    if (!isLine(block) || !block.querySelector('br')) continue
    const parts = [[]]
    let breaks = []
    for (const node of [...block.childNodes]) {
      if (node.nodeName === 'BR') breaks.push(node)
      else if (breaks.length && !node.textContent.trim() && !node.querySelector?.('img')) continue
      else {
        if (breaks.length > 1 && parts.at(-1).length) parts.push([])
        else if (parts.at(-1).length) parts.at(-1).push(...breaks.slice(0, 1))
        parts.at(-1).push(node)
        breaks = []
      }
    }
    const lines = parts.filter((nodes) => nodes.length)
    if (!lines.length) {
      block.replaceChildren()
      continue
    }
    if (lines.length === 1) {
      block.replaceChildren(...lines[0])
      continue
    }
    const paragraphs = lines.map((nodes) => {
      const part = page.createElement('p')
      if (block.dataset?.align) part.dataset.align = block.dataset.align
      part.append(...nodes)
      return part
    })
    if (block.matches('p,div')) block.replaceWith(...paragraphs)
    else if (!/^h\d$/.test(block.localName)) block.replaceChildren(...paragraphs)
  }
}

/** Spaces that were typed to place things are one space; letters are composed. */
function spaces(page) {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT)
  const known = new Map()
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode
    const block = parentElement.closest(LEAF_BLOCKS) || page.body
    if (!known.has(block)) known.set(block, mayBeLegacy(block.textContent))
    const legacy = known.get(block)
    const visible = data.replace(legacy ? /[\u200b\u200e\u200f\ufeff]/g : /[\u00ad\u200b\u200e\u200f\ufeff]/g, '')
    const plain = visible.replace(legacy ? /[ \t\r\n\f]+/g : /\s+/g, ' ').normalize('NFC')
    if (plain !== data) walker.currentNode.data = plain
  }
  for (const br of page.body.querySelectorAll('br')) {
    const before = textBeside(br.previousSibling, 'lastChild')
    const behind = textBeside(br.nextSibling, 'firstChild')
    if (before) before.data = before.data.trimEnd()
    if (behind) behind.data = behind.data.trimStart()
  }
}

/** In TCVN3 a soft hyphen is a letter, in VISCII a no-break space is one. */
function mayBeLegacy(text) {
  return /[\u0080-\u00ff]/.test(text.replace(/[\u00a0\u00ad]/g, '')) &&
    !/[\u1ea0-\u1ef9ăđơưĂĐƠƯ]/.test(text.normalize('NFC'))
}

function textBeside(node, end) {
  let inner = node
  while (inner?.[end]) inner = inner[end]
  return inner?.nodeType === 3 ? inner : null
}

function dropEmpty(page) {
  for (const element of [...page.body.querySelectorAll('*')].reverse()) {
    if (['BR', 'HR', 'IMG', 'TD', 'TH', 'FIGURE'].includes(element.nodeName)) continue
    if (!element.textContent.trim() && !element.querySelector('img,hr,figure,td,th')) {
      // Between two words an empty element may hold the space.
      if (element.textContent && !element.matches(BLOCKS)) element.replaceWith(' ')
      else if (element.querySelector('br') && !element.matches(BLOCKS)) element.replaceWith(...element.childNodes)
      else element.remove()
    }
  }
}
