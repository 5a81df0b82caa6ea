// Makes pasted HTML fit the editor: Word, LibreOffice, Google Docs, mail, a web page.
//
// The source is first reduced to known elements (paste/source.js); then each step makes
// one thing of it semantic.
import { fitHeadings, rebuildBlocks } from './paste/blocks.js'
import { pastedHref } from './paste/links.js'
import { rebuildLists } from './paste/lists.js'
import { ownCopy } from './paste/own.js'
import { takePictures } from './paste/pictures.js'
import { simplifyHtml } from './paste/source.js'
import { capitalTexts, dropHidden, marksFromStyles, unwrap } from './paste/styles.js'
import { sortTables } from './paste/tables.js'

const KEPT = new Set(
  'href data-align colspan rowspan start type data-kind data-key data-media-id data-alt data-caption'.split(' '),
)

/** HTML from the clipboard → { html, pending, leftOut, capitals } */
export function transformPasted(html, { rtf = '', mayUpload = true } = {}) {
  if (/\sdata-pm-slice\s*=/.test(html)) return { html: ownCopy(html), pending: new Map(), leftOut: 0, capitals: [] }
  const source = simplifyHtml(html)
  const page = new DOMParser().parseFromString(source.html, 'text/html')
  dropHidden(page)
  const capitals = capitalTexts(page)
  const pictures = takePictures(page, rtf, { mayUpload })
  rebuildLists(page, source.styles)
  fitHeadings(page)
  marksFromStyles(page)
  sortTables(page)
  rebuildBlocks(page)
  cleanLinks(page)
  for (const element of [...page.body.querySelectorAll('span')]) unwrap(element)
  for (const element of page.body.querySelectorAll('*')) dropAttributes(element)
  return { html: page.body.innerHTML, capitals, ...pictures }
}

/** Whether HTML shows any text; a picture alone comes as HTML, too. */
export function hasText(html) {
  return simplifyHtml(html).html.replace(/<[^>]*>/g, '').trim() !== ''
}

function cleanLinks(page) {
  for (const link of [...page.body.querySelectorAll('a')]) {
    const href = pastedHref(link.getAttribute('href'))
    if (href) link.setAttribute('href', href)
    else unwrap(link)
  }
}

/** Whether an element is a list that counts by letters or Roman numerals. */
function isCounted(element) {
  return element.localName === 'ol' && /^[aAiI]$/.test(element.getAttribute('type'))
}

function dropAttributes(element) {
  for (const { name } of [...element.attributes]) {
    if (!KEPT.has(name) || (name === 'type' && !isCounted(element))) element.removeAttribute(name)
  }
}
