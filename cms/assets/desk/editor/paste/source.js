// Simplifies any HTML to short, shallow HTML of a few known elements.
//
// The browser's own parser reads it, in a document that shows, runs and fetches nothing;
// no element or attribute that is not on the lists here goes on. The page's content
// security policy forbids style attributes, so what they say travels as data-style.
// Its twin for the server is cms/features/intake/html/tags.py: both keep the same.
import { mathParts } from './formulas.js'

const MAX_DEPTH = 60
const MAX_LENGTH = 1_000_000
const MAX_TAGS = 60_000
const MAX_PICTURE = 30_000_000

const words = (text) => new Set(text.split(' '))

const KEPT = words(
  'p div h1 h2 h3 h4 h5 h6 ul ol li blockquote br hr a b strong i em u s del sub sup' +
    ' span img figure figcaption table caption thead tbody tfoot tr th td',
)
/** What other elements mean here; what is not named goes, its text stays. */
const AS = Object.fromEntries(
  [
    ...('section article main header footer aside nav address center pre form fieldset dl dt dd details summary' +
      ' legend')
      .split(' ')
      .map((name) => [name, 'div']),
    ['font', 'span'],
    ['dir', 'ul'],
    ['menu', 'ul'],
    ['ins', 'u'],
    ['strike', 's'],
  ],
)
const SKIPPED = words(
  'script style head title template svg iframe embed noscript noembed noframes xmp audio video canvas xml rp',
)
const VOID = words('br hr img')
const INLINE = words('br img a b strong i em u s del sub sup span')
const KEPT_ATTRIBUTES = words(
  'href class align colspan rowspan start type border cellspacing cellpadding role aria-level' +
    ' data-aria-level width height alt',
)
const CELL = ['p', 'td', 'th']
const ENDED_BY = {
  li: words('p li'),
  tr: new Set([...CELL, 'tr']),
  td: new Set(CELL),
  th: new Set(CELL),
  tbody: new Set([...CELL, 'tr', 'thead', 'tbody']),
}
const BY_BLOCKS = words('p')
const TYPED = words(' text number date email tel url')

/** Further attributes that a copy of this editor's own text carries. */
const OWN_ATTRIBUTES = words(
  'data-kind data-media-id data-alt data-caption data-title data-decorative data-item-id data-align' +
    ' data-block-id data-pm-slice',
)
const CAPITALS = /(?:^|;)\s*(?:text-transform|font-variant(?:-caps)?):\s*([^;]*)/g
// Fonts of old encodings, whose letters have no capitals that could be told.
const OLD_FONT = /font-family:[^;]*(?:\.vn|vni)/
const FORMATTING = /<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]/gi
const MOST_MADE = 20_000_000

/** { html, styles }: the rewritten source, and what its style elements said. */
export function simplifyHtml(source, { own = false } = {}) {
  const guard = guardFor(source)
  const page = new DOMParser().parseFromString(guarded(source, guard), 'text/html')
  const made = new Simplifier(own, guard)
  made.children(page, {})
  made.closeDownTo(0)
  return { html: made.written.join(''), styles: made.styles }
}

/**
 * A word that is nowhere in the source: styles and handlers go by its name while they are
 * read, because the page's policy is asked of both even where nothing runs; and names,
 * because a form's control of the name "attributes" hides the form's attributes.
 */
function guardFor(source) {
  let guard = 'sen-'
  while (source.includes(guard)) guard = `sen${Math.trunc(Math.random() * 1e9)}-`
  return guard
}

function guarded(source, guard) {
  // A set of frames would take the place of all text before it.
  let bounded = source.replace(/<(?![a-z/!?])/gi, '&lt;').replace(/<(\/?)(?:frameset|base(?=[\s/>]))/gi, '<$1x')
  let tags = 0
  for (let at = bounded.indexOf('<'); at >= 0; at = bounded.indexOf('<', at + 1)) {
    tags += 1
    if (tags > MAX_TAGS) {
      bounded = bounded.slice(0, at)
      break
    }
  }
  // Elements that were left open multiply in every block behind them.
  if ((bounded.match(FORMATTING) || []).length * tags > MOST_MADE) bounded = bounded.replace(FORMATTING, '<x ')
  // Where styles stand, too, is asked of the page's policy: another element of raw text holds them.
  return bounded
    .replace(/(?<![</])style(?=\s*=)/gi, (found) => guard + found)
    .replace(/(?<![<a-z])on(?=[a-z]+\s*=)/gi, (found) => guard + found)
    .replace(/(?<![<a-z-])(?:name|id)(?=\s*=)/gi, (found) => guard + found)
    .replace(/<(\/?)style(?=[\s/>])/gi, (_found, slash) => `<${slash}noframes ${guard}`)
}

class Simplifier {
  constructor(own, guard) {
    Object.assign(this, { own, guard, open: [], written: [], styles: '', length: 0, pictures: 0, last: 0 })
  }

  /** Read what is in a node, by a list of what is to come: pages may be as deep as they like. */
  children(root, look) {
    const waiting = [[root, look, true]]
    while (waiting.length && this.length < MAX_LENGTH) {
      const [one, given, entered] = waiting.pop()
      if (typeof one === 'number') this.end(one)
      else if (typeof one === 'string') this.write(escaped(one))
      else if (one.nodeType === Node.TEXT_NODE) this.text(one.data, given)
      else {
        const inner = entered
          ? { look: given, more: [] }
          : one.nodeType === Node.ELEMENT_NODE && this.element(one, given)
        if (!inner) continue
        for (const more of inner.more) waiting.push([more, given])
        for (let child = one.lastChild; child; child = child.previousSibling) waiting.push([child, inner.look])
      }
    }
  }

  text(data, look) {
    const plain = this.unguarded(data)
    this.write(escaped(look.capitals ? plain.normalize('NFC').toUpperCase().normalize('NFC') : plain))
  }

  unguarded(text) {
    return text.replaceAll(`noframes ${this.guard}`, 'style').replaceAll(this.guard, '')
  }

  write(text) {
    this.written.push(text)
    this.length += text.length
  }

  /** Write an element: what its children inherit and what follows them; null when they are left out. */
  element(node, look) {
    const name = node.localName
    if (node.hasAttribute(this.guard) && this.styles.length < 200_000) this.styles += this.unguarded(node.textContent)
    if (SKIPPED.has(name) || node.hasAttribute('hidden')) return null
    if (name === 'math') return this.formula(node)
    if (name === 'input') {
      this.write(escaped(this.unguarded(inputValue(node))))
      return null
    }
    if (name === 'select') return { look: { ...look, chosen: chosenOf(node) }, more: [] }
    if (look.chosen) return name !== 'option' || look.chosen.has(node) ? { look, more: [] } : null
    if (name === 'rt') {
      this.write('(')
      return { look, more: [')'] }
    }
    const known = Object.hasOwn(AS, name) ? AS[name] : name
    if (!KEPT.has(known)) return { look, more: [] }
    const face = node.getAttribute('face')
    const inner = lookOf(face ? `font-family:${face}` : node.getAttribute(`${this.guard}style`) || '', look)
    const number = this.start(known, this.attributes(known, name, node))
    return VOID.has(known) ? null : { look: inner, more: [number] }
  }

  formula(node) {
    for (const [text, height] of mathParts(node)) {
      const number = height ? this.start(height, '') : 0
      this.write(escaped(this.unguarded(text)))
      if (number) this.end(number)
    }
    return null
  }

  /** Open an element; gives the number by which it is ended, 0 for none. */
  start(name, attributes) {
    const ended = ENDED_BY[name] || (INLINE.has(name) ? null : BY_BLOCKS)
    while (ended && this.open.length && ended.has(this.open.at(-1)[0])) this.closeDownTo(this.open.length - 1)
    if (!VOID.has(name)) {
      if (this.open.length >= MAX_DEPTH) return 0
      this.last += 1
      this.open.push([name, this.last])
    }
    this.write(`<${name}${attributes}>`)
    return VOID.has(name) ? 0 : this.last
  }

  attributes(known, given, node) {
    let written = given === 'center' ? ' align="center"' : ''
    const face = node.getAttribute('face')
    if (face) written += ` data-style="${escaped(`font-family:${face.slice(0, 2000)}`)}"`
    for (const { name, value } of node.attributes) {
      if (name === `${this.guard}style` && !face) {
        written += ` data-style="${escaped(this.unguarded(value).slice(0, 4000))}"`
      } else if (name === 'src' && known === 'img') written += this.picture(value)
      else if (value.length > 2000) continue
      else if (KEPT_ATTRIBUTES.has(name) || (this.own && OWN_ATTRIBUTES.has(name))) {
        written += ` ${name}="${escaped(this.unguarded(value))}"`
      }
    }
    return written
  }

  /** A picture's bytes are long, and stay out of the length that text may have. */
  picture(source) {
    this.pictures += source.length
    if (this.pictures > MAX_PICTURE) return ''
    this.length -= source.length
    return ` data-src="${escaped(this.unguarded(source))}"`
  }

  end(number) {
    const depth = this.open.findLastIndex(([_name, own]) => own === number)
    if (number && depth >= 0) this.closeDownTo(depth)
  }

  closeDownTo(depth) {
    while (this.open.length > depth) this.write(`</${this.open.pop()[0]}>`)
  }
}

/** What an element's style adds to the look of what is in it. */
function lookOf(given, look) {
  const style = given.toLowerCase()
  if (OLD_FONT.test(style)) return { ...look, oldFont: true, capitals: false }
  if (look.oldFont) return look
  const said = [...style.matchAll(CAPITALS)].at(-1)
  return said ? { ...look, capitals: /uppercase|small-caps/.test(said[1]) } : look
}

/** Which entries of a list to choose from are shown: the first, if none is chosen. */
function chosenOf(node) {
  const all = [...node.querySelectorAll('option')]
  const ticked = all.filter((one) => one.hasAttribute('selected'))
  return new Set(ticked.length ? ticked : all.slice(0, 1))
}

/** What a control of a form shows. */
function inputValue(node) {
  const kind = (node.getAttribute('type') || '').toLowerCase()
  if (kind === 'checkbox' || kind === 'radio') return node.hasAttribute('checked') ? '☒ ' : '☐ '
  return TYPED.has(kind) ? node.getAttribute('value') || '' : ''
}

function escaped(value) {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
