// Points that are placed by a click or with the arrow keys. What the learner does is drawn at once and sent to the
// server; what stands there in the end is what the server says.

const plots = new WeakMap()
const WIDE = 360, HIGH = 320, LEFT = 46, RIGHT = 12, TOP = 12, BOTTOM = 44
const NEAR = 13 // pixels of the screen: a press this close to a point means the point
const STRIDES = 20, FINE = 100 // the steps of the arrow keys from one end of an axis to the other, and with Shift
const SHAPES = {
  circle: "M5,0A5,5 0 1,1 -5,0A5,5 0 1,1 5,0Z",
  diamond: "M0,-6.2L6.2,0L0,6.2L-6.2,0Z",
  square: "M-4.6,-4.6H4.6V4.6H-4.6Z",
  "triangle-up": "M0,-5.6L5.6,4.2H-5.6Z",
  cross: "M-5.4,-2H-2V-5.4H2V-2H5.4V2H2V5.4H-2V2H-5.4Z",
  x: "M0,-2.5L3.5,-6L6,-3.5L2.5,0L6,3.5L3.5,6L0,2.5L-3.5,6L-6,3.5L-2.5,0L-6,-3.5L-3.5,-6Z",
}

export default function ({ data, parentElement, setTriggerValue }) {
  let plot = plots.get(parentElement)
  if (!plot) plots.set(parentElement, (plot = { root: parentElement.querySelector(".placing"), outbox: openOutbox(), said: "" }))
  plot.trigger = setTriggerValue
  plot.data = data
  confirmed(plot, data.heard)
  if (!data.labels.includes(plot.label)) plot.label = data.labels[0] ?? ""
  draw(plot)
}

// --- what stands there ------------------------------------------------------------------------------------------------

const same = (one, other) => one[0] === other[0] && one[1] === other[1] && one[2] === other[2]

// The server's points, and what has been done since.
function points({ data, outbox }) {
  let found = data.points
  for (const [, what, about] of outbox.waiting) {
    const point = [about.x, about.y, about.label, false]
    if (what === "add") found = [...found, point]
    if (what === "clear") found = []
    const at = what === "remove" ? found.findLastIndex(known => same(known, point)) : -1
    if (at >= 0) found = found.filter((_, place) => place !== at)
  }
  return found
}

const span = axis => axis.high - axis.low
const across = ({ data: { axes: [axis] } }, x) => LEFT + ((x - axis.low) / span(axis)) * (WIDE - LEFT - RIGHT)
const down = ({ data: { axes: [, axis] } }, y) => HIGH - BOTTOM - ((y - axis.low) / span(axis)) * (HIGH - TOP - BOTTOM)
const nearest = (axis, value) => Number(Math.min(Math.max(value, axis.low), axis.high).toFixed(axis.places)) + 0
const named = (plot, [x, y, label]) => plot.data.words[label ? "point" : "height"].replace("{x}", x).replace("{y}", y).replace("{label}", label)

function add(plot, x, y) {
  const [first, second] = plot.data.axes
  const point = [nearest(first, x), nearest(second, y), plot.label]
  send(plot, "add", point, plot.data.words.added)
}

function remove(plot, point) { send(plot, "remove", point, plot.data.words.removed) }

function send(plot, what, point, said) {
  const [x, y, label] = point ?? []
  post(plot, what, point ? { x, y, label } : {})
  plot.said = said.replace("{point}", point ? named(plot, point) : "")
  draw(plot)
}

// --- drawing ----------------------------------------------------------------------------------------------------------

function draw(plot) {
  const { data, root } = plot
  const kinds = data.labels.map((label, i) => kind(plot, label, i))
  const empty = points(plot).length === 0
  patch(root, [
    kinds.length ? ["div", { class: "kinds", role: "group", "aria-label": data.words.kinds }, ...kinds] : ["div", { hidden: true }],
    picture(plot),
    ["div", { class: "acts" },
      ["button", { type: "button", disabled: !data.undo && !plot.outbox.waiting.length, onclick: () => send(plot, "undo", null, data.words.undone) }, data.words.undo],
      ["button", { type: "button", disabled: empty, onclick: () => send(plot, "clear", null, data.words.cleared) }, data.words.clear]],
    ["p", { class: "said", role: "status" }, plot.said],
  ])
}

function kind(plot, label, i) {
  const chosen = label === plot.label
  return ["button", { type: "button", class: "kind", "aria-pressed": String(chosen), onclick: () => { plot.label = label; draw(plot) } },
    ["svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" }, mark(plot, i, 0, 0, false)], plot.data.names[i]]
}

function mark(plot, i, x, y, open) {
  const [colour, symbol] = plot.data.looks[Math.max(i, 0)]
  const paint = open ? { fill: "none", stroke: colour, "stroke-width": 2 } : { fill: colour, stroke: "white", "stroke-width": 0.8 }
  return ["path", { d: SHAPES[symbol], transform: `translate(${x.toFixed(2)},${y.toFixed(2)})`, ...paint }]
}

function picture(plot) {
  const { data } = plot
  const [first, second] = data.axes
  const lines = [
    ...first.ticks.flatMap((tick, i) => upright(across(plot, tick), first.marks[i])),
    ...second.ticks.flatMap((tick, i) => level(down(plot, tick), second.marks[i])),
    ["text", { class: "name", x: (LEFT + WIDE - RIGHT) / 2, y: HIGH - 6, "text-anchor": "middle" }, first.name],
    ["text", { class: "name", transform: `translate(11,${(HIGH - BOTTOM + TOP) / 2}) rotate(-90)`, "text-anchor": "middle" }, second.name],
  ]
  const marks = points(plot).map(([x, y, label, open]) => mark(plot, data.labels.indexOf(label), across(plot, x), down(plot, y), open))
  return ["svg", { class: "plane", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "application", tabindex: 0, "aria-label": data.words.plane,
    "aria-describedby": "placing-keys", onclick: event => pressed(plot, event), onkeydown: event => keyed(plot, event),
    onfocus: () => { plot.focused = true; draw(plot) }, onblur: () => { plot.focused = false; draw(plot) } },
    ["desc", { id: "placing-keys" }, data.words.keys],
    ["g", {}, ...lines], ["g", {}, ...marks], ["g", {}, ...(plot.focused && plot.cursor ? crosshair(plot) : [])]]
}

const upright = (x, tick) => [["line", { class: "grid", x1: x, x2: x, y1: TOP, y2: HIGH - BOTTOM }],
  ["text", { x, y: HIGH - BOTTOM + 15, "text-anchor": "middle" }, tick]]
const level = (y, tick) => [["line", { class: "grid", x1: LEFT, x2: WIDE - RIGHT, y1: y, y2: y }],
  ["text", { x: LEFT - 5, y: y + 3.5, "text-anchor": "end" }, tick]]

function crosshair(plot) {
  const x = across(plot, plot.cursor[0]), y = down(plot, plot.cursor[1])
  return [["path", { class: "cursor", d: `M${x - 13},${y}H${x + 13}M${x},${y - 13}V${y + 13}` }]]
}

// --- pointer and keys ---------------------------------------------------------------------------------------------------

// The point that a place in the picture means; `reach` in units of the picture.
function at(plot, x, y, reach) {
  const far = ([a, b]) => Math.hypot(across(plot, a) - x, down(plot, b) - y)
  const close = points(plot).filter(point => far(point) <= reach)
  return close.reduce((best, point) => (best && far(best) < far(point) ? best : point), null)
}

function pressed(plot, event) {
  const svg = event.currentTarget
  const box = svg.getBoundingClientRect()
  const scale = WIDE / box.width
  const x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale
  const there = at(plot, x, y, NEAR * scale)
  plot.cursor = null
  if (there) return remove(plot, there)
  if (x < LEFT - 6 || x > WIDE - RIGHT + 6 || y < TOP - 6 || y > HIGH - BOTTOM + 6) return // beside the plane
  const [first, second] = plot.data.axes
  add(plot, first.low + ((x - LEFT) / (WIDE - LEFT - RIGHT)) * span(first), second.low + ((HIGH - BOTTOM - y) / (HIGH - TOP - BOTTOM)) * span(second))
}

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }

function keyed(plot, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const { axes, labels } = plot.data
  const middle = axes.map(axis => nearest(axis, (axis.low + axis.high) / 2))
  if (event.key in MOVES) {
    const by = event.shiftKey ? FINE : STRIDES
    plot.cursor = (plot.cursor ?? middle).map((value, i) => nearest(axes[i], value + (MOVES[event.key][i] * span(axes[i])) / by))
    plot.said = `${axes[0].name} = ${plot.cursor[0]}, ${axes[1].name} = ${plot.cursor[1]}`
    draw(plot)
  } else if (event.key === "Enter" || event.key === " ") {
    plot.cursor ??= middle
    const there = at(plot, across(plot, plot.cursor[0]), down(plot, plot.cursor[1]), 6)
    if (there) remove(plot, there)
    else add(plot, ...plot.cursor)
  } else if (/^[1-9]$/.test(event.key) && labels[event.key - 1] !== undefined) {
    plot.label = labels[event.key - 1]
    plot.said = plot.data.names[event.key - 1]
    draw(plot)
  } else return
  event.preventDefault()
  event.stopPropagation()
}
