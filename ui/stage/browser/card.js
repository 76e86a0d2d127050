// The step card: title, formula, sentence, links, and the lens on it. All of it is data of the server.

function drawCard(view, root, data) {
  root.dataset.phase = data.phase
  const shown = justShown(view, data)
  patch(root, [
    ["p", { class: "unit", "aria-live": "polite" }, ["b", {}, data.phase_name], ` · ${data.unit}`],
    ["p", { class: "hidden", role: "status" }, view.said ?? ""],
    ["h2", {}, ...sentence(data.title)],
    ...(data.groups ? lineBody(view, data) : stepBody(view, data)),
    links(view, data.uses),
    data.see && seeAlso(view, data.see),
  ])
  fit(root)
  if (shown) toResult(root)
}

// True where the result is there that the learner asked for: it is read out, and gets the focus.
function justShown(view, data) {
  const { step, said } = data.answer ?? {}
  const shown = view.asking === step && Boolean(said)
  if (shown || view.asking !== step) view.asking = null
  if (shown || view.said !== said) view.said = shown ? said : null
  return shown
}

function toResult(root) {
  const result = root.querySelector(".right.result, .total, .heat")
  if (!result) return
  result.tabIndex = -1
  result.focus({ preventScroll: true })
}

// The button that stands where the result will be.
const asking = (view, { step, show }) =>
  ["button", { type: "button", class: "plain show", onclick: () => { view.asking = step; view.send("reveal", { step }) } }, show]

// Tools that say more about this step; they open below.
const seeAlso = (view, data) =>
  ["p", { class: "uses" }, ["b", {}, `${data.label} `], ...data.tools.map(([tool, words]) =>
    ["button", { type: "button", class: "link", onclick: () => openTool(view, tool, data.part) }, words])]

function openTool(view, tool, part) {
  view.send("open", { tool, part })
  view.showsTools = true
}

function stepBody(view, data) {
  const { lens } = data
  const ask = data.answer?.show && asking(view, data.answer)
  return [
    lens.options.length > 0 && lenses(view, lens),
    ...(lens.chosen === "matrix" ? [formula(data.lines, "main", ask), data.heat && heat(data.heat)] : []),
    ...(lens.chosen !== "matrix" ? [entry(view, lens.entry, ask)] : []),
    lens.factors && factors(lens.factors),
    lens.paths && pathList(view, lens.paths, ask),
    ask && ["p", { class: "small" }, data.answer.about],
    lens.shares && shares(view, lens.shares),
    ...(lens.chosen === "matrix" ? [data.too_large && ["p", { class: "small" }, data.too_large]] : []),
    lens.chosen === "matrix" && data.sizes && ["p", { class: "small" }, data.sizes],
    ...data.where.map(([words, nodes]) => ["p", { class: "where" }, `${words} `, math(nodes)]),
    ["p", { class: "why" }, ...sentence(data.why)],
    data.note && ["p", { class: "small" }, ...sentence(data.note)],
  ]
}

function lineBody(view, data) {
  const ask = data.answer?.show && ["p", { class: "small" }, asking(view, data.answer), ` ${data.answer.about}`]
  return [ask, ...data.groups.map(group => ["section", { class: "group" },
    ["div", { class: "top" }, ["h3", {}, ...sentence(group.title)],
      ["button", { type: "button", class: "link", onclick: () => view.send("look", { zoom: "steps", step: group.step }) },
        data.open]],
    formula(group.lines, "short")])]
}

const SMALLEST_FORMULA = 0.72

// A formula that is a little too wide is drawn smaller; a much wider one is scrolled.
function fit(root) {
  for (const formula of root.querySelectorAll(".formula")) {
    formula.style.fontSize = ""
    const over = formula.scrollWidth / formula.clientWidth
    if (over > 1) formula.style.fontSize = `${Math.max(SMALLEST_FORMULA, 0.98 / over)}em`
  }
}

// Left sides, signs and right sides under one another; each line in a row of its own.
const formula = (lines, look, ask) =>
  ["div", { class: `formula ${look}`, tabindex: 0 }, ...lines.flatMap(([left, sign, right, kind]) => [
    ["div", { class: "left" }, ...(left.length ? [math(left)] : [])],
    ["div", { class: "sign" }, math(sign)],
    ["div", { class: `right ${kind}` }, math(right)],
  ]), ask && ["div", { class: "sign" }, math(lines[0][1])], ask && ["div", { class: "right" }, ask]]

const links = (view, data) =>
  ["p", { class: "uses" }, ["b", {}, `${data.label} `],
    ...(data.links.length ? data.links.map(([step, name, title]) =>
      ["button", { type: "button", class: "link", title, "aria-label": title,
        onclick: () => view.send("look", { step }) }, small(name)]) : [data.none])]

const lenses = (view, lens) =>
  ["div", { class: "lenses", role: "radiogroup", "aria-label": lens.label },
    ...lens.options.map(([name, words]) => ["button", { type: "button", role: "radio", class: "lens",
      tabindex: name === lens.chosen ? 0 : -1, "aria-checked": String(name === lens.chosen),
      onclick: () => view.send("look", { lens: name }), onkeydown: event => turnLens(view, lens, event) }, words])]

// Arrow keys choose the next lens, as in any group of radio buttons.
function turnLens(view, lens, event) {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (!by) return
  event.preventDefault()
  event.stopPropagation()
  const names = lens.options.map(([name]) => name)
  const next = (names.indexOf(lens.chosen) + by + names.length) % names.length
  event.target.parentElement.children[next].focus()
  view.send("look", { lens: names[next] })
}

function entry(view, data, ask) {
  const pick = ([label, chosen, count], use) => count > 1 &&
    chooser(label, "small", Array.from({ length: count }, (_, i) => [String(i), String(i + 1)]), String(chosen), use)
  const at = (row, column) => view.send("look", { entry: [Number(row), Number(column)] })
  return ["div", { class: "entry" },
    ["div", { class: "pickers" }, pick(data.row, row => at(row, data.column[1])),
      pick(data.column, column => at(data.row[1], column))],
    data.lines && formula(data.lines, "main", ask)]
}

const factors = data =>
  ["div", { class: "factors" }, ["p", { class: "small" }, data.label],
    ["div", { class: "strip" }, ...data.factors.flatMap((factor, index) => [
      index > 0 && ["span", { class: "times" }, "×"],
      ["div", { class: "factor" }, ["span", { class: "role" }, factor.role], math(factor.name), math(factor.number)],
    ]), ["span", { class: "times" }, "="], ["div", { class: "factor product" }, data.product ? math(data.product) : "?"]]]

// Pointing at a path, or focusing it, draws it alone in the picture.
const pathList = (view, data, ask) =>
  ["div", { class: "paths" }, ["p", { class: "small" }, data.label],
    ["ol", {}, ...data.rows.map(row => ["li", { tabindex: 0, onpointerenter: () => trail(view, row.parts),
      onpointerleave: () => trail(view, null), onfocus: () => trail(view, row.parts), onblur: () => trail(view, null) },
      math(product(row.factors)), math([["mo", {}, "="], ...product(row.numbers)]),
      row.product && math([["mo", {}, "="], ...row.product])])],
    ["p", { class: "total" }, ["b", {}, `${data.sum[0]} `],
      math([...(data.name ? [...data.name, ["mo", {}, "="]] : []), ...(data.sum[1] ?? [])]), ask]]

const product = factors => factors.flatMap((nodes, index) => (index ? [["mo", {}, "·"], ...nodes] : nodes))

const shares = (view, data) =>
  ["table", { class: "shares" }, ["caption", {}, data.label], ["tbody", {},
    ...data.rows.map(([name, number, chosen, example]) => ["tr", { class: chosen ? "chosen" : "" },
      ["th", { scope: "row" }, ["button", { type: "button", class: "link", "aria-current": chosen && "true",
        onclick: () => view.send("look", { example }) }, name]], ["td", {}, small(number)]]),
    ["tr", { class: "sum" }, ["th", { scope: "row" }, data.sum[0]], ["td", {}, small(data.sum[1])]]]]

const heat = data =>
  ["table", { class: "heat", "aria-label": data.label }, ["caption", {}, data.label], ["tbody", {},
    ...data.cells.map(row => ["tr", {}, ...row.map(([share, number]) =>
      ["td", { title: number, class: share < 0 ? "minus" : "", style: `--share: ${Math.round(Math.abs(share) * 100)}%` },
        share < 0 ? "−" : ""])])]]
