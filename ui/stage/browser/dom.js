// Draws trees of [tag, attributes, ...children] and keeps the nodes that are there already, so that a focused control
// keeps the focus and a pointer its target. Text only ever goes in as text; "on..." attributes are functions.

const SPACES = { svg: "http://www.w3.org/2000/svg", math: "http://www.w3.org/1998/Math/MathML" }
const HTML = "http://www.w3.org/1999/xhtml"

function patch(parent, children, space = parent.namespaceURI ?? HTML) {
  const wanted = children.filter(child => child !== null && child !== undefined && child !== false)
  wanted.forEach((child, index) => {
    const old = parent.childNodes[index]
    if (!Array.isArray(child)) return text(parent, old, String(child))
    const [tag, attributes, ...inside] = child
    const own = SPACES[tag] ?? space
    const node = usable(old, tag, own) ? old : place(parent, old, document.createElementNS(own, tag))
    patch(node, inside, own) // before the attributes: a select takes its value from its options
    dress(node, attributes)
  })
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove()
}

function text(parent, old, words) {
  if (old?.nodeType !== Node.TEXT_NODE) place(parent, old, document.createTextNode(words))
  else if (old.data !== words) old.data = words
}

const usable = (old, tag, space) => old?.localName === tag && old.namespaceURI === space

function place(parent, old, node) {
  if (old) parent.replaceChild(node, old)
  else parent.appendChild(node)
  return node
}

function dress(node, attributes) {
  const before = node.dressed ?? {}
  for (const name of Object.keys(before)) if (!(name in attributes)) wear(node, name, null)
  for (const [name, value] of Object.entries(attributes)) wear(node, name, value)
  node.dressed = attributes
}

function wear(node, name, value) {
  if (name.startsWith("on")) node[name] = value && (event => { value(event) }) // what it gives back cancels nothing
  else if (name === "value" || name === "checked") node[name] === value || (node[name] = value)
  else if (value === null || value === undefined || value === false) node.removeAttribute(name)
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : value)
}

// Formulas on lines of their own have large fractions; those within a sentence, and on buttons, small ones.
const small = nodes => ["math", {}, ["mrow", {}, ...nodes]]
const math = nodes => ["math", { displaystyle: "true" }, ["mrow", {}, ...nodes]]

// A sentence with formulas in it: strings and ["math", {}, ...].
const sentence = runs => runs.map(run => (Array.isArray(run) ? small(run.slice(2)) : run))
