// A table of fields: one Tab stop, arrow keys between the cells. What is typed goes to the server as text; what a field
// shows is always the server's number, so that a refused one stands as it was.

const grids = new WeakMap()
const SMALLEST = 6 // characters a field has room for, at least

export default function ({ data, parentElement, setTriggerValue }) {
  let grid = grids.get(parentElement)
  if (!grid) grids.set(parentElement, (grid = open(parentElement)))
  grid.trigger = setTriggerValue
  const upTo = confirmed(grid, data.heard)
  for (const [field, number] of grid.pending) if (number <= upTo) grid.pending.delete(field)
  grid.numbers = data.numbers
  draw(grid, data)
}

function open(parent) {
  const table = parent.querySelector("table")
  const grid = { table, fields: [], pending: new Map(), active: null, outbox: openOutbox() }
  table.addEventListener("focusin", event => enter(grid, event.target))
  table.addEventListener("focusout", event => leave(grid, event.target))
  table.addEventListener("mouseup", event => pointed(event))
  table.addEventListener("input", event => { event.target.typed = true })
  table.addEventListener("keydown", event => pressed(grid, event))
  table.addEventListener("paste", event => pasted(grid, event))
  return grid
}

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw(grid, { label, corner, numbers }) {
  const size = `${numbers.length} x ${numbers[0].length}`
  grid.table.setAttribute("aria-label", label)
  if (grid.size !== size) build(grid, corner, numbers)
  grid.size = size
  const wide = Math.max(SMALLEST, ...numbers.flat().map(([, , short]) => short.length))
  grid.table.style.setProperty("--wide", wide)
  for (const field of grid.fields.flat()) if (!field.typed && !grid.pending.has(field)) show(grid, field)
}

function build(grid, corner, numbers) {
  const cell = (tag, attributes, inside) => {
    const node = Object.assign(document.createElement(tag), attributes)
    node.append(inside)
    return node
  }
  const line = cells => cell("tr", {}, cells.reduce((all, one) => (all.append(one), all), new DocumentFragment()))
  const heads = numbers[0].map((_, j) => cell("th", { scope: "col" }, String(j + 1)))
  grid.fields = numbers.map((row, i) => row.map((_, j) => Object.assign(document.createElement("input"),
    { type: "text", autocomplete: "off", spellcheck: false, tabIndex: -1, row: i, column: j, typed: false })))
  grid.table.tHead.replaceChildren(line([cell("th", { scope: "col" }, corner), ...heads]))
  grid.table.tBodies[0].replaceChildren(...grid.fields.map((fields, i) =>
    line([cell("th", { scope: "row" }, String(i + 1)), ...fields.map(field => cell("td", {}, field))])))
  activate(grid, grid.fields[0][0])
}

const at = (grid, field) => grid.numbers[field.row][field.column]

// A short form of the number, and all of it where the cursor is.
function show(grid, field) {
  const [name, exact, short] = at(grid, field)
  const here = field.getRootNode().activeElement === field
  const words = here ? exact : short
  if (field.value !== words) {
    field.value = words
    if (here) field.select()
  }
  field.setAttribute("aria-label", name)
  field.title = `${name} = ${exact}`
}

// --- typing ------------------------------------------------------------------------------------------------------------

function activate(grid, field) {
  if (grid.active) grid.active.tabIndex = -1
  grid.active = field
  field.tabIndex = 0
}

function enter(grid, field) {
  activate(grid, field)
  if (!grid.pending.has(field)) show(grid, field)
  field.select()
  field.entered = true
}

// The press that brings the cursor into a field leaves all of it selected; the next one places the cursor.
function pointed(event) {
  if (event.target.entered) event.preventDefault()
  event.target.entered = false
}

function leave(grid, field) {
  commit(grid, field)
  if (!grid.pending.has(field)) field.value = at(grid, field)[2]
}

function commit(grid, field) {
  if (!field.typed) return
  field.typed = false
  const same = field.value.trim() && Number(field.value) === Number(at(grid, field)[1])
  if (same) show(grid, field)
  else put(grid, [[field, field.value]])
}

// What is typed stands in its field until the server has answered; the outbox sees to it that it arrives.
function put(grid, cells) {
  const number = post(grid, "put", { cells: cells.map(([field, text]) => [field.row, field.column, text]) })
  for (const [field] of cells) grid.pending.set(field, number)
}

// What was copied from a table fills the cells from this one on.
function pasted(grid, event) {
  const text = event.clipboardData.getData("text").replace(/\r\n?/g, "\n").replace(/\n$/, "")
  if (!/[\t\n]/.test(text)) return
  event.preventDefault()
  const { row, column } = event.target
  const cells = text.split("\n").flatMap((line, i) => line.split("\t").map((words, j) =>
    [grid.fields[row + i]?.[column + j], words]))
  event.target.typed = false
  put(grid, cells.filter(([field]) => field))
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] }

function pressed(grid, event) {
  const field = event.target
  const turning = (event.ctrlKey || event.metaKey) && ["z", "y"].includes(event.key.toLowerCase())
  if (turning && field.typed) event.stopPropagation() // it is the text's, not the lesson's
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === "Escape" && field.typed) {
    field.typed = false
    show(grid, field)
  } else if (event.key in STEPS && free(field, event.key)) {
    const [down, across] = event.key === "Enter" && event.shiftKey ? [-1, 0] : STEPS[event.key]
    const next = grid.fields[field.row + down]?.[field.column + across]
    if (next) next.focus() // which takes what was typed
    else commit(grid, field)
  } else return
  event.preventDefault()
  event.stopPropagation()
}

// Left and right move within what is being typed, until its end is reached.
function free({ value, selectionStart, selectionEnd }, key) {
  const all = selectionStart === 0 && selectionEnd === value.length
  if (key === "ArrowLeft") return all || selectionEnd === 0
  if (key === "ArrowRight") return all || selectionStart === value.length
  return true
}
