// Texts in the page's language, which the server writes into the page.

const MESSAGES = JSON.parse(document.body.dataset.messages || '{}')

/** The text for a key in the page's language; {name} is filled from values. */
export function translate(key, values = {}) {
  const text = MESSAGES[key] ?? key
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
}

/** hh:mm of a moment in the reader's own zone, by 24 hours. */
export function formatTime(moment = new Date()) {
  return [moment.getHours(), moment.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
