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
  const x = i => left + (i * (width - left - right)) / Math.max(1, losses.length - 1)
  const y = loss => top + ((high - loss) * (height - top - bottom)) / (high - low || 1)
  const at = data.points.map((point, i) => [x(i).toFixed(1), y(point.loss).toFixed(1)])
  return ["figure", { class: "curve" }, ["figcaption", {}, data.said],
    ["svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": data.label },
      ["text", { x: left, y: height - 2 }, data.axis],
      ["text", { class: "end", x: width, y: y(losses.at(-1)) - 7 }, data.points.at(-1).number],
      ["polyline", { points: at.map(pair => pair.join(",")).join(" ") }],
      ...data.points.map((point, i) => ["g", { role: "button", tabindex: 0, class: point.now ? "now" : "",
        "aria-label": point.title, "aria-current": point.now && "true", onclick: () => back(view, point),
        onkeydown: event => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), back(view, point)) },
        ["title", {}, point.title], ["circle", { class: "reach", cx: at[i][0], cy: at[i][1], r: 9 }],
        ["circle", { cx: at[i][0], cy: at[i][1], r: point.now ? 4.5 : 3 }]])]]
}

const back = (view, point) => point.now || view.send("back_to", { count: point.count })
