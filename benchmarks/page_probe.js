// Runs before the page's own scripts. Notes when an input came, when the page last changed visibly, and what a label showed
// in every frame; shadow roots are watched from the moment they are made. benchmarks/page_speed.py reads it.
(() => {
  const UNSEEN = /^(data-stale|data-retained|data-test-.*|aria-label|aria-valuetext|aria-describedby|href|id)$/
  const HELD = ".stElementContainer" // its class says stale or not; only a run of more than half a second dims it
  const STATUS = '[data-testid="stStatusWidget"]' // the running man comes and goes on its own
  const roots = [document]
  const probe = (window.gradwalkProbe = { reset, settled, follow, followed })
  const element = node => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)

  // --- when the page last changed --------------------------------------------------------------------------------------

  function reset() {
    Object.assign(probe, { input: 0, change: performance.now(), pixel: 0, records: 0, elements: new Set() })
  }

  function unseen(record) {
    if (element(record.target)?.closest(STATUS)) return true
    if (record.type === "attributes") return sameLook(record.target, record.attributeName, record.oldValue)
    if (record.type === "characterData") return record.target.data === record.oldValue
    const moved = [...record.addedNodes, ...record.removedNodes]
    const status = node => node.nodeType === Node.ELEMENT_NODE && (node.matches(STATUS) || node.querySelector(STATUS))
    return moved.every(node => node.nodeType === Node.COMMENT_NODE || status(node)) || sameText(record)
  }

  function sameLook(target, name, old) {
    return UNSEEN.test(name) || target.getAttribute(name) === old || (name === "class" && target.matches(HELD))
  }

  function sameText({ addedNodes, removedNodes }) {
    const plain = nodes => [...nodes].every(node => node.nodeType === Node.TEXT_NODE)
    const text = nodes => [...nodes].map(node => node.data).join("")
    return plain(addedNodes) && plain(removedNodes) && text(addedNodes) === text(removedNodes)
  }

  function changed(records) {
    const seen = records.filter(record => !unseen(record))
    if (!seen.length) return
    probe.change = performance.now()
    probe.records += seen.length
    for (const record of seen) {
      const added = [...record.addedNodes].filter(node => node.nodeType === Node.ELEMENT_NODE)
      for (const one of added.length ? added : [element(record.target)]) probe.elements.add(one)
    }
    // The frame that holds the change is handed over before the second callback.
    requestAnimationFrame(() => requestAnimationFrame(() => (probe.pixel = performance.now())))
  }

  const observer = new MutationObserver(changed)
  const watch = root => observer.observe(root, {
    subtree: true, childList: true, attributes: true, characterData: true,
    attributeOldValue: true, characterDataOldValue: true,
  })
  const attachShadow = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options)
    roots.push(root)
    watch(root)
    return root
  }
  watch(document)
  reset()

  // A button acts on release, so a click counts from there.
  for (const kind of ["keydown", "pointerdown", "pointerup"]) {
    addEventListener(kind, () => (probe.input = performance.now()), { capture: true })
  }

  // What happened since reset(), once nothing has changed for `quiet` milliseconds and no script runs.
  function settled(quiet, limit) {
    const start = performance.now()
    return new Promise((resolve, reject) => {
      const look = () => {
        const now = performance.now()
        const idle = document.querySelector('[data-test-script-state="notRunning"]')
        const { input, change, pixel, records, elements } = probe
        if (idle && now - change > quiet && now - start > quiet) {
          resolve({ origin: performance.timeOrigin, input, change, pixel, records, elements: elements.size })
        } else if (now - start > limit) reject(new Error(`the page did not come to rest in ${limit} ms`))
        else setTimeout(look, 25)
      }
      look()
    })
  }

  // --- a drag: what a label shows, frame by frame ------------------------------------------------------------------------

  let path = null
  addEventListener("pointermove", event => path?.moves.push([performance.now(), event.clientX]), { capture: true })

  function follow(selector) {
    const own = (path = { moves: [], shown: [], frames: [] })
    let found = []
    let last = null
    const look = () => {
      if (own !== path) return
      if (!found.length || !found.every(node => node.isConnected)) {
        found = roots.flatMap(root => [...root.querySelectorAll(selector)])
      }
      own.frames.push(performance.now())
      const text = found.map(node => node.textContent).join(" ")
      if (last === null) own.shown.push([performance.now(), text])
      else if (text !== last) requestAnimationFrame(() => own.shown.push([performance.now(), text])) // handed over by then
      last = text
      requestAnimationFrame(look)
    }
    look()
  }

  function followed() {
    const own = path
    path = null
    return own
  }
})()
