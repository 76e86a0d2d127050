// Ties the card's terms to the picture's parts: pointing at one, or focusing it, lights the others.
// A target is the part where something is drawn ("W1.2.1"), a quantity ("W1"), either with its own name behind it
// ("W1.2.1@dW1.2.1"), or a matrix of numbers ("W1:matrix"), which only has the colour.

const covers = (whole, part) => part === whole || part.startsWith(`${whole}.`)
const touch = (a, b) => covers(a, b) || covers(b, a)
const quantity = target => target.split(/[:@]/)[0]
const itself = target => target.split("@")[1] ?? quantity(target)

function light(view, target) {
  for (const kept of [view.nodes, view.lines])
    for (const [name, node] of kept) node.classList.toggle("pointed", Boolean(target) && covers(quantity(target), name))
  for (const term of view.card.querySelectorAll("[data-ref]")) {
    const ref = term.dataset.ref
    term.classList.toggle("pointed", Boolean(target) && !ref.includes(":") && touch(quantity(ref), quantity(target)))
  }
}

// Draws one path alone: everything else steps back.
function trail(view, names) {
  const wanted = new Set(names ?? [])
  view.svg.classList.toggle("trailing", Boolean(names))
  for (const kept of [view.nodes, view.lines])
    for (const [name, node] of kept) node.classList.toggle("trail", wanted.has(name))
}

function listenToCard(view) {
  const termOf = event => event.target.closest?.("[data-ref]")
  const show = term => (term ? point(view, term.dataset.ref, term) : point(view, null))
  view.card.onpointerover = event => event.target.closest?.(".paths li") || show(termOf(event))
  view.card.onpointerleave = () => show(null)
  view.card.onclick = event => {
    const term = termOf(event)
    if (term && !event.target.closest("button")) view.send("select", { part: itself(term.dataset.ref) })
  }
  view.card.addEventListener("focusin", event => event.target.matches(".formula") && walkTerms(view, event.target, null))
  view.card.addEventListener("focusout", () => show(null))
  view.card.addEventListener("keydown", event => event.target.matches(".formula") && walkTerms(view, event.target, event))
}

// Inside a formula that has the focus, arrow keys go from term to term; Enter chooses the term's part.
function walkTerms(view, formula, event) {
  const terms = [...formula.querySelectorAll("[data-ref]")].filter(term => !term.dataset.ref.includes(":"))
  if (!terms.length) return
  const now = terms.indexOf(view.term)
  if (event?.key === "Enter" && now >= 0) return view.send("select", { part: itself(terms[now].dataset.ref) })
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event?.key]
  if (event && by === undefined) return
  event?.preventDefault()
  event?.stopPropagation()
  view.term = terms[Math.min(Math.max(now + (by ?? 0), 0), terms.length - 1)]
  point(view, view.term.dataset.ref, view.term)
}
