// Simplifies any HTML to short, shallow HTML of a few known elements, in one pass.
//
// Only this result is ever given to a parser: no element or attribute of the
// original reaches it that is not on the lists here. The page's content security
// policy forbids style attributes, so what they say travels as data-style.

const MAX_DEPTH = 60
const MAX_LENGTH = 3_000_000
const MAX_PICTURE = 30_000_000

const words = (text) => new Set(text.split(' '))

const KEPT = words(
  'p div h1 h2 h3 h4 h5 h6 ul ol li blockquote br hr a b strong i em u s del strike sub sup' +
    ' span img figure figcaption table caption thead tbody tfoot tr th td',
)
/** What other elements mean here; what is not named goes, its text stays. */
const AS = Object.fromEntries(
  [
    ...'section article main header footer aside nav address center pre form fieldset dl dt dd details summary'
      .split(' ')
      .map((name) => [name, 'div']),
    ['font', 'span'],
    ['dir', 'ul'],
    ['menu', 'ul'],
  ],
)
const SKIPPED = words(
  'script style title textarea select svg math iframe object template noscript noembed noframes xmp' +
    ' audio video canvas applet xml',
)
const VOID = words('br hr img')
const INLINE = words('br img a b strong i em u s del strike sub sup span')
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

/** Further attributes that a copy of this editor's own text carries. */
const OWN_ATTRIBUTES = words(
  'data-kind data-media-id data-alt data-caption data-title data-decorative data-item-id data-align' +
    ' data-block-id data-pm-slice',
)

/** { html, styles }: the rewritten source, and what its style elements said. */
export function simplifyHtml(source, { own = false } = {}) {
  return new Simplifier(own).run(source)
}

class Simplifier {
  constructor(own) {
    Object.assign(this, { own, open: [], written: [], styles: '', length: 0, pictures: 0 })
  }

  run(source) {
    let at = 0
    while (at < source.length && this.length < MAX_LENGTH) {
      const next = source.indexOf('<', at)
      const end = next < 0 ? source.length : next
      if (end > at) this.write(escaped(source.slice(at, end)))
      if (next < 0) break
      at = this.markup(source, next)
    }
    this.closeDownTo(0)
    return { html: this.written.join(''), styles: this.styles }
  }

  write(text) {
    this.written.push(text)
    this.length += text.length
  }

  /** Handle what begins with "<" at `at`; return where the text goes on. */
  markup(source, at) {
    if (source.startsWith('<!--', at)) return after(source, '-->', at + 4)
    const next = source[at + 1] || ''
    if (next === '!' || next === '?') return after(source, '>', at + 2)
    const closes = next === '/'
    const named = /[a-z][^\s/>]*/iy
    named.lastIndex = at + (closes ? 2 : 1)
    const found = named.exec(source)
    if (!found) {
      if (closes) return after(source, '>', at + 2)
      this.write('&lt;')
      return at + 1
    }
    const { attributes, end, selfClosed } = readAttributes(source, named.lastIndex)
    const name = found[0].toLowerCase()
    if (SKIPPED.has(name)) return closes || selfClosed ? end : this.skip(source, name, end)
    const known = AS[name] || name
    if (KEPT.has(known)) {
      if (closes) this.close(known)
      else this.start(known, name, attributes)
    }
    return end
  }

  /** Leave out an element with all that is in it. */
  skip(source, name, from) {
    const closing = new RegExp(`</${name}(?![^\\s/>])`, 'gi')
    closing.lastIndex = from
    const found = closing.exec(source)
    if (!found) return source.length
    if (name === 'style' && this.styles.length < 200_000) this.styles += source.slice(from, found.index)
    return after(source, '>', found.index)
  }

  start(name, given, attributes) {
    const ended = ENDED_BY[name] || (INLINE.has(name) ? null : BY_BLOCKS)
    while (ended && this.open.length && ended.has(this.open.at(-1))) this.closeDownTo(this.open.length - 1)
    if (!VOID.has(name)) {
      if (this.open.length >= MAX_DEPTH) return
      this.open.push(name)
    }
    this.write(`<${name}${this.attributes(name, given, attributes)}>`)
  }

  attributes(name, given, attributes) {
    let written = given === 'center' ? ' align="center"' : ''
    if (attributes.face) written += ` data-style="font-family:${quoted(attributes.face)}"`
    for (const [key, value] of Object.entries(attributes)) {
      if (key === 'style' && !attributes.face) written += ` data-style="${quoted(value.slice(0, 4000))}"`
      else if (key === 'src' && name === 'img') written += this.picture(value)
      else if (value.length > 2000) continue
      else if (KEPT_ATTRIBUTES.has(key) || (this.own && OWN_ATTRIBUTES.has(key))) {
        written += ` ${key}="${quoted(value)}"`
      }
    }
    return written
  }

  /** A picture's bytes are long, and stay out of the length that text may have. */
  picture(source) {
    this.pictures += source.length
    if (this.pictures > MAX_PICTURE) return ''
    this.length -= source.length
    return ` data-src="${quoted(source)}"`
  }

  close(name) {
    const depth = this.open.lastIndexOf(name)
    if (depth >= 0) this.closeDownTo(depth)
  }

  closeDownTo(depth) {
    while (this.open.length > depth) this.write(`</${this.open.pop()}>`)
  }
}

function after(source, end, from) {
  const found = source.indexOf(end, from)
  return found < 0 ? source.length : found + end.length
}

const ATTRIBUTE = /[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/y

/** The attributes from `at` to the tag's end, the first of each name. */
function readAttributes(source, at) {
  const attributes = Object.create(null)
  let position = at
  for (;;) {
    ATTRIBUTE.lastIndex = position
    const found = ATTRIBUTE.exec(source)
    if (!found) break
    position = ATTRIBUTE.lastIndex
    const name = found[1].toLowerCase()
    attributes[name] ??= unescaped(found[2] ?? found[3] ?? found[4] ?? '')
  }
  const end = after(source, '>', position)
  return { attributes, end, selfClosed: source[end - 2] === '/' }
}

const decoder = document.createElement('textarea')

function unescaped(value) {
  if (!value.includes('&') || value.length > 100_000) return value
  decoder.innerHTML = value.replaceAll('<', '&lt;')
  return decoder.value
}

function quoted(value) {
  return escaped(value.replaceAll('&', '&amp;'))
}

function escaped(value) {
  // Text keeps its own character references; only what could begin a tag is changed.
  return value.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
