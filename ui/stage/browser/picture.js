// Draws a layout (ui/diagram/layout.py) as SVG; parts are pointed at, chosen, walked through and dragged. Nodes are kept
// between updates, so that a focused part keeps the focus and a pointer its target.

const SVG = SPACES.svg
const SMALLEST_TEXT = 11 // in units of the picture, which are pixels at least where it has the whole width
const LARGEST_SCALE = 1.4

function openPicture(root) {
  const find = selector => root.querySelector(selector)
  return {
    diagram: find(".diagram"), svg: find(".scroll > svg"), scroll: find(".scroll"), tip: find(".tip"),
    state: find("#state"), key: find(".key"),
    layers: Object.fromEntries(
      ["heads", "wires", "edges", "units", "marks", "parts"].map(name => [name, find(`g.${name}`)]),
    ),
    nodes: new Map(), lines: new Map(), records: new Map(), active: null, pointed: null, wished: new Map(), sent: [],
  }
}

function listenToPicture(view) {
  view.svg.onclick = event => withPart(view, event, name => view.dragged || choose(view, name))
  view.svg.onpointerover = event => view.drag || point(view, nameOf(event))
  view.svg.onpointerleave = () => view.drag || point(view, null)
  view.svg.onpointerdown = event => grab(view, event)
  view.svg.onpointermove = event => drag(view, event)
  view.svg.onpointerup = view.svg.onpointercancel = () => release(view)
  view.svg.addEventListener("touchmove", event => keepFinger(view, event), { passive: false })
  view.svg.addEventListener("focusin", event => withPart(view, event, name => focused(view, name)))
  view.svg.addEventListener("focusout", () => focused(view, null))
  view.svg.addEventListener("keydown", event => pressed(view, event))
  view.scroll.onscroll = () => showTip(view, null)
}

// --- drawing ---------------------------------------------------------------------------------------------------------

function drawPicture(view, data) {
  const { svg, diagram, layers } = view
  diagram.className = `diagram ${data.direction} ${data.crowded ? "crowded" : ""}`
  svg.setAttribute("viewBox", `0 0 ${data.width} ${data.height}`)
  svg.setAttribute("aria-label", data.label)
  svg.style.setProperty("--wide", `${data.width}px`)
  svg.style.maxWidth = `min(${data.width * LARGEST_SCALE}px, ${(80 * data.width) / data.height}vh)`
  const stepped = view.state.textContent !== data.state
  view.state.textContent = data.state
  children(layers.heads, "text", data.heads, (node, [x, y, text]) => {
    set(node, { x, y })
    node.textContent = text
  })
  children(layers.units, "rect", data.units, (node, [x, y, width, height]) => set(node, { x, y, width, height, rx: 8 }))
  children(layers.wires, "line", data.wires, (node, [x1, y1, x2, y2, lit]) =>
    set(node, { x1, y1, x2, y2, class: lit ? "lit" : "" }))
  children(layers.marks, "path", data.marks, (node, [x, y, angle]) =>
    set(node, { d: "M-4,-6 L4,0 L-4,6", transform: `translate(${x} ${y}) rotate(${angle})` }))
  drawParts(view, data)
  drawKey(view.key, data)
  if (stepped) reveal(view, data)
}

// A weight without a label comes as its line alone (compact.py): its words are its facts, its place the middle.
function wholePart(part) {
  if (part.lines) return part
  const [x1, y1, x2, y2] = part.line
  const box = [(x1 + x2) / 2, (y1 + y2) / 2, 0, 0]
  return { kind: "weight", lines: [], role: "", title: part.facts[0], spoken: part.facts.join(", "), box, ...part,
    facts: part.facts.slice(1) }
}

function drawParts(view, data) {
  data.parts = data.parts.map(wholePart)
  view.records = new Map(data.parts.map(part => [part.name, part]))
  for (const kept of [view.nodes, view.lines])
    for (const [name, node] of kept)
      if (!view.records.has(name)) node.remove(), kept.delete(name)
  if (!view.records.has(view.active)) view.active = data.selected ?? data.parts[0].name
  for (const part of data.parts) {
    if (part.line) drawEdge(view, data, part)
    drawPart(view, data, part)
  }
  if (view.pointed) point(view, view.records.has(view.pointed) ? view.pointed : null)
}

function drawPart(view, data, part) {
  const selected = part.name === data.selected
  const node = keyed(view.nodes, view.layers.parts, part.name, ["rect.halo", "rect.box", "path.lock"])
  const [x, y, width, height] = part.box
  set(node, {
    class: `part ${part.kind} ${part.role} ${selected ? "selected" : ""} ${part.frozen ? "frozen" : ""}`,
    tabindex: part.name === view.active ? 0 : -1, "aria-current": selected, ...spoken(data, part),
  })
  const grown = part.kind === "weight" ? 3 : 4
  set(node.children[0], { x: x - grown, y: y - grown, width: width + 2 * grown, height: height + 2 * grown, rx: 9 })
  set(node.children[1], { x, y, width, height, rx: 6 })
  set(node.children[2], { d: part.frozen ? LOCK : "", transform: `translate(${x + width + 3} ${y - 5})` })
  children(node, "text", part.lines, (text, [x, y, size, look, role, words]) => {
    set(text, { x, y, "font-size": Math.max(size, SMALLEST_TEXT), class: `${look} ${role}` })
    text.textContent = words
    squeeze(text, size < SMALLEST_TEXT && width - 4)
  }, 3)
}

// Words that are too long for their box in a size one can read are set closer.
function squeeze(text, room) {
  text.removeAttribute("textLength")
  if (room && text.getComputedTextLength() > room) set(text, { textLength: room, lengthAdjust: "spacingAndGlyphs" })
}

// What is read out: a number that can be changed has a name, and its value and gradient apart from it.
function spoken(data, part) {
  if (part.value === undefined) return { role: "button", "aria-label": part.spoken }
  const about = part.spoken.slice(part.title.length).replace(/^, /, "")
  return { role: "spinbutton", "aria-label": [part.title, part.frozen && data.key.frozen].filter(Boolean).join(", "),
    "aria-valuenow": part.value, "aria-valuetext": about || String(part.value) }
}

const LOCK = "M-5,5h10v7h-10zM-3,5v-2a3,3 0 0 1 6,0v2" // a padlock: the update leaves this number as it is

function drawEdge(view, data, part) {
  const selected = part.name === data.selected
  const node = keyed(view.lines, view.layers.edges, part.name, ["line.halo", "line.line", "line.hit"])
  const [x1, y1, x2, y2] = part.line
  set(node, { class: `edge ${part.role} ${part.negative ? "negative" : ""} ${selected ? "selected" : ""}` })
  for (const line of node.children) set(line, { x1, y1, x2, y2 })
  set(node.children[0], { "stroke-width": part.width + 8 })
  set(node.children[1], { "stroke-width": part.role === "result" && !data.crowded ? part.width + 1.5 : part.width })
}

function drawKey(node, data) {
  const entries = Object.entries(data.key)
  while (node.children.length > entries.length) node.lastChild.remove()
  entries.forEach(([what, words], index) => {
    const entry = node.children[index] ?? node.appendChild(document.createElement("span"))
    if (!entry.firstChild) entry.append(document.createElement("i"), document.createElement("span"))
    entry.firstChild.className = what
    entry.lastChild.textContent = words
  })
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes))
    if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value)
}

// One child of `tag` for each item, after the first `kept` children; existing ones are used again.
function children(parent, tag, items, draw, kept = 0) {
  while (parent.children.length > items.length + kept) parent.lastElementChild.remove()
  items.forEach((item, index) =>
    draw(parent.children[index + kept] ?? parent.appendChild(document.createElementNS(SVG, tag)), item))
}

function keyed(nodes, layer, name, inside) {
  let node = nodes.get(name)
  if (node) return node
  node = layer.appendChild(document.createElementNS(SVG, "g"))
  node.dataset.name = name
  for (const [tag, look] of inside.map(text => text.split(".")))
    set(node.appendChild(document.createElementNS(SVG, tag)), { class: look })
  nodes.set(name, node)
  return node
}

// --- pointing, choosing, walking ----------------------------------------------------------------------------------------

const nameOf = event => event.target.closest?.("[data-name]")?.dataset.name ?? null

function withPart(view, event, use) {
  const name = nameOf(event)
  if (name) use(name)
}

function choose(view, name) {
  activate(view, name)
  view.choose(name)
}

function activate(view, name) {
  view.nodes.get(view.active)?.setAttribute("tabindex", -1)
  view.active = name
  view.nodes.get(name).setAttribute("tabindex", 0)
}

function focused(view, name) {
  view.svg.querySelectorAll(".focus").forEach(node => node.classList.remove("focus"))
  if (name && view.nodes.get(name).matches(":focus-visible")) {
    activate(view, name)
    view.lines.get(name)?.classList.add("focus")
    view.nodes.get(name).classList.add("focus")
  }
  point(view, name)
}

// Lights a part, or every part of a quantity, and all that is tied to it in the card.
function point(view, name, anchor) {
  light(view, name)
  showTip(view, name, anchor)
}

function showTip(view, name, anchor) {
  const part = view.records.get(name && quantity(name))
  view.pointed = part && !anchor ? part.name : null
  view.tip.hidden = !part
  if (!part) return
  patch(view.tip, tipLines(view, part, anchor).map(line => ["div", {}, line]))
  const at = (anchor ?? view.nodes.get(part.name)).getBoundingClientRect()
  const stage = view.stage.getBoundingClientRect(), frame = view.tip.offsetParent.getBoundingClientRect()
  const middle = at.left + at.width / 2 - view.tip.offsetWidth / 2
  const left = Math.max(stage.left, Math.min(middle, stage.right - view.tip.offsetWidth))
  view.tip.style.left = `${left - frame.left}px`
  view.tip.style.top = `${tipTop(view, at, anchor ? null : left) - frame.top}px`
}

// While a number is dragged, the tip says the number and nothing else.
function tipLines(view, part, anchor) {
  if (view.dragged && view.drag) return [part.facts[0] ?? part.title]
  const hint = !anchor && (part.value !== undefined ? view.words.drag : view.words.open)
  return [part.title, ...part.facts, hint].filter(Boolean)
}

// Beside what the part acts on: over or under all parts that the tip, from `left` on, would cover; the nearer of those
// that are on the screen. A term of a formula, and a part in a picture taller than the screen, has it right beside it.
function tipTop(view, at, left) {
  const high = view.tip.offsetHeight, wide = view.tip.offsetWidth, room = 8
  const crossed = left === null ? [] : [...view.nodes.values()].map(node => node.getBoundingClientRect())
    .filter(box => box.right > left && box.left < left + wide)
  const under = Math.max(at.bottom, ...crossed.map(box => box.bottom)) + room
  const over = Math.min(at.top, ...crossed.map(box => box.top)) - high - room
  const nearer = under - at.bottom <= at.top - over - high ? [under, over] : [over, under]
  const fits = top => top >= 0 && top + high <= innerHeight
  return [...nearer, at.bottom + room, at.top - high - room].find(fits) ?? at.bottom + room
}

function pressed(view, event) {
  const part = view.records.get(nameOf(event))
  if (!part || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === "Enter" || event.key === " ") choose(view, part.name)
  else if (event.key === "Escape") showTip(view, null)
  else if (event.key in NUDGES && part.value !== undefined) nudge(view, part, NUDGES[event.key])
  else {
    const next = neighbour([...view.records.values()], part, event.key)
    if (next === undefined) return
    activate(view, next.name)
    view.nodes.get(next.name).focus()
  }
  event.preventDefault() // a key that walks the parts neither scrolls the page nor turns to the next step
  event.stopPropagation()
}

// Up and down stay in a column of parts, left and right go to the nearest part of the next column.
function neighbour(parts, from, key) {
  const middle = part => part.box[1] + part.box[3] / 2
  const column = number => parts.filter(part => part.column === number).sort((a, b) => middle(a) - middle(b))
  const numbers = [...new Set(parts.map(part => part.column))].sort((a, b) => a - b)
  const here = column(from.column)
  const nearest = among =>
    among?.reduce((a, b) => (Math.abs(middle(b) - middle(from)) < Math.abs(middle(a) - middle(from)) ? b : a))
  const beside = number => (number === undefined ? from : nearest(column(number)))
  switch (key) {
    case "ArrowUp": return here[here.indexOf(from) - 1] ?? from
    case "ArrowDown": return here[here.indexOf(from) + 1] ?? from
    case "ArrowLeft": return beside(numbers[numbers.indexOf(from.column) - 1])
    case "ArrowRight": return beside(numbers[numbers.indexOf(from.column) + 1])
    case "Home": return column(numbers[0])[0]
    case "End": return column(numbers.at(-1))[0]
  }
}

// Where the picture is wider than its place, bring what is lit into view: all of it if it fits, the result in any case.
function reveal(view, data) {
  const { scroll, svg } = view
  const lit = data.parts.filter(part => part.role)
  if (scroll.scrollWidth <= scroll.clientWidth || !lit.length) return
  const scale = svg.getBoundingClientRect().width / data.width
  const room = scroll.clientWidth
  const [first, last] = extent(lit, scale)
  const [from, to] = extent(lit.filter(part => part.role === "result"), scale)
  const left = Math.max(to - room, Math.min(from, (first + last - room) / 2))
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches
  scroll.scrollTo({ left, behavior: still ? "auto" : "smooth" })
}

function extent(parts, scale) {
  const edge = 8
  return [
    scale * (Math.min(...parts.map(part => part.box[0])) - edge),
    scale * (Math.max(...parts.map(part => part.box[0] + part.box[2])) + edge),
  ]
}
