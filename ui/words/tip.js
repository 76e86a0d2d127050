// Says what a marked word or a symbol of a formula means, beside it: when it is pointed at or focused and, for a word
// that is pressed, until the next press elsewhere. A marked word is a link into the glossary whose title is its meaning.

const MARKED = 'a[href*="glossary#"]'
const tip = Object.assign(document.createElement("div"), { id: "word-tip", popover: "manual", role: "tooltip" })
const known = { more: "", symbols: {}, signs: {} }
let shown = null
let pinned = false
let met = null // where the pointer was

export default function ({ data }) {
  known.more = data.more
  import(new URL(data.meanings, document.baseURI).href).then(({ default: { symbols, signs } }) => Object.assign(known, { symbols, signs }))
  if (!tip.isConnected) (document.querySelector(".stApp") ?? document.body).append(tip)
}

const wordOf = event => event.target.closest?.(MARKED)
const inTip = event => tip.contains(event.target)

// Moves, since no other event of a pointer that stays within a component is heard out here.
document.addEventListener("pointermove", event => {
  const node = event.composedPath()[0]
  if (node === met || inTip(event)) return
  met = node
  const word = wordOf(event)
  const symbol = word ? null : symbolOf(node)
  if (word) show(word, meaningOf(word), false)
  else if (symbol && !pinned) show(symbol.node, symbol.meaning, false)
  else if (!pinned) hide()
})
document.addEventListener("focusin", event => {
  const word = wordOf(event)
  if (word && !inTip(event)) show(word, meaningOf(word), false)
  else if (!inTip(event)) hide()
})
document.addEventListener("click", event => {
  if (inTip(event)) return
  const word = wordOf(event)
  if (!word || event.ctrlKey || event.metaKey || event.shiftKey) return hide()
  event.preventDefault()
  show(word, meaningOf(word), true)
}, true)
document.addEventListener("keydown", event => {
  if (event.key !== "Escape" || !shown) return
  hide()
  event.preventDefault()
  event.stopPropagation()
}, true)
document.addEventListener("scroll", () => shown && place(), true)

// The title of a word is kept aside: else the browser would show it a second time.
function meaningOf(word) {
  if (word.title) word.dataset.meaning = word.title
  word.removeAttribute("title")
  return word.dataset.meaning
}

// What a letter or a sign of a formula is, in the live part (where terms have a name) and in any other formula. One
// entry of a matrix in the live part has a tip of its own.
function symbolOf(node) {
  if (!node?.closest?.("math, .katex")) return null
  const term = node.closest("[data-ref]")
  if (term && /[.:]/.test(term.dataset.ref.split("@")[0])) return null
  const sign = node.children.length ? null : known.signs[node.textContent.trim()]
  const meaning = (term && known.symbols[kindOf(term.dataset.ref)]) ?? sign
  return meaning ? { node: term ?? node, meaning } : null
}

// "W1@dW1" is a gradient of weights, "W1@M_W1_hat" a mean of gradients.
function kindOf(ref) {
  const own = ref.split("@").at(-1)
  return own in known.symbols ? own : own.replace(/^([VMS])_.*/, "$1").replace(/\d.*$/, "")
}

function show(anchor, meaning, stay) {
  if (!meaning || (anchor === shown && pinned >= stay)) return
  hide()
  const more = Object.assign(document.createElement("a"), { href: anchor.href, target: "_blank", rel: "noopener noreferrer", textContent: known.more })
  tip.replaceChildren(...[meaning, stay && more].filter(Boolean).map(line => {
    const paragraph = document.createElement("p")
    paragraph.append(line)
    return paragraph
  }))
  anchor.setAttribute("aria-describedby", tip.id)
  tip.showPopover()
  shown = anchor
  pinned = stay
  place()
}

function place() {
  if (!shown.isConnected) return hide()
  const at = shown.getBoundingClientRect()
  const left = Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - 8)
  const under = at.bottom + 6
  tip.style.left = `${Math.max(8, left)}px`
  tip.style.top = `${under + tip.offsetHeight <= innerHeight ? under : Math.max(4, at.top - tip.offsetHeight - 6)}px`
}

function hide() {
  if (!shown) return
  shown.removeAttribute("aria-describedby")
  shown = null
  pinned = false
  tip.hidePopover()
}
