// J over the updates applied so far: a small curve whose points lead back.

const CURVE = { width: 320, height: 84, left: 8, right: 12, top: 10, bottom: 14 }

function drawBelow(view, root, data) {
  patch(root, [data.examples && examples(view, data.examples), data.apply && applying(view, data.apply),
    data.updates && curve(view, data.updates)])
}

const examples = (view, data) =>
  ["div", { class: "examples" }, chooser(data.label, "example", data.names.map((name, i) => [String(i), name]),
    String(data.chosen), value => view.send("look", { example: Number(value) })), ["span", { class: "small" }, data.note]]

const applying = (view, data) =>
  ["div", {}, data.note && ["p", { class: "small" }, data.note], ["button", { type: "button", class: "plain apply", title: data.help, "aria-disabled": String(!data.enabled),
    onclick: () => data.enabled && view.send("apply", {}) }, data.label]]

function curve(view, data) {
  const { width, height, left, right, top, bottom } = CURVE
  const losses = data.points.map(point => point.loss)
  const low = Math.min(...losses), high = Math.max(...losses)
  const gap = (width - left - right) / Math.max(1, losses.length - 1)
  const x = i => left + i * gap
  const y = loss => top + ((high - loss) * (height - top - bottom)) / (high - low || 1)
  const at = data.points.map((point, i) => [x(i).toFixed(1), y(point.loss).toFixed(1)])
  const active = activePoint(view, data)
  return ["figure", { class: "curve" }, ["figcaption", {}, data.said],
    ["svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": data.label },
      ["text", { x: left, y: height - 2 }, data.axis],
      ["text", { class: "end", x: width, y: y(losses.at(-1)) - 7 }, data.points.at(-1).number],
      ["polyline", { points: at.map(pair => pair.join(",")).join(" ") }],
      ...data.points.map((point, i) => ["g", { role: "button", tabindex: i === active ? 0 : -1,
        class: point.now ? "now" : "", "aria-label": point.title, "aria-current": point.now && "true",
        onclick: () => back(view, point), onfocus: event => walkTo(view, data, event.target, i),
        onkeydown: event => walkCurve(view, data, event, i) },
        ["title", {}, point.title],
        ["rect", { class: "reach", x: (x(i) - gap / 2).toFixed(1), y: 0, width: gap.toFixed(1), height: height - bottom }],
        ["circle", { cx: at[i][0], cy: at[i][1], r: point.now ? 4.5 : 3 }]])]]
}

// One point is the curve's Tab stop: the last one that leads back, until the learner walks to another.
function activePoint(view, data) {
  const last = data.points.at(-1).count
  if (view.walked?.last !== last) view.walked = { last, index: Math.max(0, data.points.length - 2) }
  return Math.min(view.walked.index, data.points.length - 1)
}

function walkTo(view, data, node, index) {
  view.walked = { last: data.points.at(-1).count, index }
  for (const other of node.parentElement.querySelectorAll("g")) other.setAttribute("tabindex", other === node ? 0 : -1)
}

const WALKS = {
  ArrowLeft: i => i - 1, ArrowDown: i => i - 1, ArrowRight: i => i + 1, ArrowUp: i => i + 1,
  Home: () => 0, End: (_, last) => last,
}

function walkCurve(view, data, event, index) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const last = data.points.length - 1
  if (event.key === "Enter" || event.key === " ") back(view, data.points[index])
  else if (event.key in WALKS) {
    const next = Math.min(Math.max(WALKS[event.key](index, last), 0), last)
    event.currentTarget.parentElement.querySelectorAll("g")[next].focus()
  } else return
  event.preventDefault() // a key that walks the curve neither scrolls the page nor turns to the next step
  event.stopPropagation()
}

const back = (view, point) => point.now || view.send("back_to", { count: point.count })
