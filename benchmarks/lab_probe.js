// Watches the training lab: every number of updates that a frame showed, and the frame that answered a click.
window.gradwalkLab = {
  seen: [],
  wanted: null,
  clicked: 0,
  answer: null,

  // The line above the slider over all updates: "After 650 of 650 updates, ...".
  updates() {
    const line = document.querySelector('.st-key-lab-scrubber')?.previousElementSibling?.textContent ?? ''
    const numbers = line.match(/\d+/g)
    return numbers ? Number(numbers[1]) : null
  },

  // From now on a click is awaited, and the first frame in which `selector` is there (or not) with this text.
  expect(selector, there, text) {
    Object.assign(this, { wanted: { selector, there, text }, clicked: 0, answer: null })
  },

  frame(now) {
    const updates = this.updates()
    if (updates !== null && updates !== this.seen.at(-1)?.updates) this.seen.push({ now, updates })
    if (this.wanted && this.clicked && this.answer === null) {
      const { selector, there, text } = this.wanted
      const found = document.querySelector(selector)
      if (Boolean(found && (!text || found.textContent === text)) === there) this.answer = now - this.clicked
    }
    requestAnimationFrame((next) => this.frame(next))
  },
}
window.addEventListener('click', () => { gradwalkLab.clicked ||= performance.now() }, true)
requestAnimationFrame((now) => gradwalkLab.frame(now))
