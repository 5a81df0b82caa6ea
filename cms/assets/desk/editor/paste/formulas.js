// Formulas of web pages (MathML) as text that reads right: 2/3, 10⁶, √(x + 1).
//
// Its twin for the server is cms/features/intake/html/mathml.py.

const UP = 'sup'
const DOWN = 'sub'
const MAX_DEPTH = 40
const words = (text) => new Set(text.split(' '))
const TEXTS = words('mi mn mo ms mtext')
const LEFT_OUT = words('annotation annotation-xml mphantom none')
const STRUCTURES = words('mfrac msqrt mroot msup msub msubsup')
const PLACES = words('mfrac mroot msup msub msubsup mover munder munderover')
const PLAIN = '0123456789+−-=()'
const RAISED = [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾']
const LOWERED = [...'₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎']
const ROOTS = { '': '√', 2: '√', 3: '∛', 4: '∜' }
const ALNUM = /^[\p{L}\p{N}]$/u
const squeezed = (text) => text.split(/[\s\u00a0]+/).filter(Boolean).join(' ')

/** The pieces of a <math> element: [words, "sup", "sub" or ""]. */
export function mathParts(node) {
  return joined(joined(read(childrenOf(node), 0)).map(withSigns))
}

function withSigns([text, height]) {
  if (!height || [...text].some((one) => !PLAIN.includes(one))) return [text, height]
  const signs = height === UP ? RAISED : LOWERED
  return [[...text].map((one) => signs[PLAIN.indexOf(one)]).join(''), '']
}

function joined(parts) {
  const found = []
  for (const [text, height] of parts) {
    if (!text) continue
    if (found.length && found.at(-1)[1] === height) found.at(-1)[0] += text
    else found.push([text, height])
  }
  return found
}

function flat(parts) {
  return joined(parts).map(([text, height]) => (height ? (height === UP ? '^' : '_') + grouped(text) : text)).join('')
}

function grouped(given) {
  const text = given.trim()
  const simple = [...text].every((one) => ALNUM.test(one) || '.,%√∛∜'.includes(one))
  return simple || isBracket(text) ? text : `(${text})`
}

function isBracket(text) {
  if (!text.startsWith('(') || !text.endsWith(')')) return false
  let depth = 0
  const signs = [...text]
  for (const [place, one] of signs.entries()) {
    depth += (one === '(') - (one === ')')
    if (!depth && place < signs.length - 1) return false
  }
  return true
}

function raised(base, sub, sup) {
  const text = flat(base)
  const whole = [...text].length < 2 || grouped(text) === text ? base : [[`(${text})`, '']]
  return [...whole, [flat(sub), DOWN], [flat(sup), UP]]
}

function root(base, degree) {
  const text = flat(degree).trim()
  const sign = ROOTS[text]
  return [...(sign ? [] : [[text, UP]]), [`${sign || '√'}${grouped(flat(base))}`, '']]
}

/** A space where two pieces would be read as one number or name. */
function apart(before, after) {
  const beside = [...before.slice(-1), ...after.slice(0, 1)]
  const last = [...flat(before.slice(-1))].at(-1) || ''
  const first = [...flat(after.slice(0, 1))][0] || ''
  const pattern = beside.some(([text]) => /[/√]/.test(text)) ? ALNUM : /^\p{Nd}$/u
  const raisedBefore = before.length > 0 && before.at(-1)[1] !== ''
  return pattern.test(last) && pattern.test(first) && !raisedBefore ? [[' ', '']] : []
}

function childrenOf(node) {
  return [...node.childNodes].filter((one) => one.nodeType === 1 || one.nodeType === 3)
}

function read(nodes, depth) {
  const found = []
  let before = ''
  for (const node of depth < MAX_DEPTH ? nodes : []) {
    const made = part(node, depth + 1)
    if (!made.length) continue
    const name = node.localName || '#text'
    if (STRUCTURES.has(before) || STRUCTURES.has(name)) found.push(...apart(found, made))
    found.push(...made)
    before = name
  }
  return found
}

function part(node, depth) {
  if (node.nodeType === 3) return [[squeezed(node.data), '']]
  const name = node.localName
  if (LEFT_OUT.has(name)) return []
  const inner = childrenOf(node)
  if (TEXTS.has(name)) {
    // What follows a formula that was left open is in it.
    const text = inner.map((one) => (one.nodeType === 3 ? one.data : ` ${one.textContent}`))
    return [[squeezed(text.join('')), '']]
  }
  const parts = inner.filter((one) => one.nodeType === 1)
  const each = PLACES.has(name) ? parts.map((one) => part(one, depth)) : []
  while (each.length < 3) each.push([])
  const [first, second, third] = each
  if (name === 'mfrac') return [[`${grouped(flat(first))}/${grouped(flat(second))}`, '']]
  if (name === 'msqrt') return root(read(inner, depth), [])
  if (name === 'mroot') return root(first, second)
  if (name === 'msup' || name === 'mover') return raised(first, [], second)
  if (name === 'msub' || name === 'munder') return raised(first, second, [])
  if (name === 'msubsup' || name === 'munderover') return raised(first, second, third)
  if (name === 'mtable') {
    const rows = parts.map((row) => childrenOf(row).map((cell) => flat(part(cell, depth))).join(', '))
    return [[rows.join('; '), '']]
  }
  return read(name === 'semantics' ? inner.slice(0, 1) : inner, depth)
}
