// The editor for long policies: CodeMirror draws only what is seen of a text, where a text field costs the browser 50 to 140 ms a key once it holds 0.8 MB.
//
// It is an element, <pullgate-editor>, which the page loads when a text is long (web/src/components/editor/long.rs). To the page it is a text area with
// some properties more. It stands in a shadow root, since only there CodeMirror brings its styles as constructed sheets, which the page's content security
// policy allows. It has no words of its own: the attribute `words` has those of CodeMirror's, a line each, by CodeMirror's names for them.
import { history, historyKeymap, standardKeymap } from '@codemirror/commands';
import { search, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorState, Prec, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, keymap, lineNumbers } from '@codemirror/view';
import css from './editor.css';

/*!
 * Contains CodeMirror 6, Lezer, style-mod, w3c-keyname, crelt and find-cluster-break. Copyright (C) 2016-2024 by Marijn Haverbeke
 * <marijn@haverbeke.berlin> and others. MIT License:
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy
 * of this software and associated documentation files (the "Software"), to deal
 * in the Software without restriction, including without limitation the rights
 * to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
 * copies of the Software, and to permit persons to whom the Software is
 * furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in
 * all copies or substantial portions of the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
 * IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
 * FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
 * AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 * LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
 * OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
 * THE SOFTWARE.
 */

/** Strings of JSON; one that does not end stops with its line, as in web/src/highlight.rs. Written so that it never goes back. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"?/g;
const KEY = Decoration.mark({ class: 'k' });
const VALUE = Decoration.mark({ class: 's' });

/** The classes of marks, by their number in `Mark` (web/src/highlight.rs). */
const MARKS = ['used', 'warned', 'bad', 'selected'].map((name) => Decoration.mark({ class: name }));

/** The number of the mark that is selected. */
const SELECTED = 3;

/**
 * What happens, as web/src/components/editor/long.rs knows it: with `Edited`, what was replaced, how long the text is now, and what was written; with
 * `Hovered`, what the mouse is over; `Pressed` is each key before CodeMirror has it, with its event.
 */
const What = { Edited: 0, Moved: 1, Hovered: 2, HoveredNothing: 3, Pressed: 4, Clicked: 5, Scrolled: 6, Left: 7 };

/** Of a change that the page makes: it knows it already. */
const byPage = Annotation.define();

/** The colours of what is seen. */
function colours(view) {
  const found = [];
  let end = -1;
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      // From the beginning of the line: only there it is known that no string is open.
      for (const { 0: string, index } of line.text.matchAll(STRING)) {
        const start = line.from + index;
        if (start > to) break;
        if (start + string.length < from || start < end) continue;
        end = start + string.length;
        const isKey = /^\s*:/.test(line.text.slice(index + string.length, index + string.length + 8));
        found.push((isKey ? KEY : VALUE).range(start, end));
      }
      at = line.to + 1;
    }
  }
  return Decoration.set(found);
}

const coloured = ViewPlugin.define(
  (view) => ({
    decorations: colours(view),
    update(update) {
      if (update.docChanged || update.viewportChanged) this.decorations = colours(update.view);
    },
  }),
  { decorations: (plugin) => plugin.decorations },
);

/** What the page marks. Until it says anew, marks move with the text. */
const setMarks = StateEffect.define();
const marked = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    const told = transaction.effects.findLast((effect) => effect.is(setMarks));
    return told ? told.value : marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

class LongEditor extends HTMLElement {
  static observedAttributes = ['list', 'lit'];

  /** Called with what happened: `What`, and what belongs to it. */
  onhappened = null;

  #view = null;
  #past = new Compartment();
  #places = [];
  #selected = -1;

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    this.attachShadow({ mode: 'open' });
    this.#view = new EditorView({ parent: this.shadowRoot, root: this.shadowRoot });
    // Behind CodeMirror's own, so that it says the last word.
    this.shadowRoot.adoptedStyleSheets.push(sheet);
  }

  /**
   * Takes text, focus and caret over from the text field that it replaces, which is still there: the page says what else there is only after it has been
   * drawn, and nothing that is typed meanwhile may be lost.
   */
  connectedCallback() {
    const field = this.hasAttribute('takes-over') && this.parentElement.querySelector('textarea');
    if (!field) return;
    const hasFocus = this.ownerDocument.activeElement === field;
    this.value = field.value;
    if (!hasFocus) return;
    this.focus();
    this.setSelectionRange(field.selectionStart, field.selectionEnd);
  }

  get value() {
    return this.#view.state.doc.toString();
  }

  /** Another text altogether: nothing of the one before stays, not even to be undone. */
  set value(text) {
    this.#view.setState(EditorState.create({ doc: text, extensions: this.#extensions() }));
    this.mark(this.#places);
  }

  get selectionStart() {
    return this.#view.state.selection.main.from;
  }

  get selectionEnd() {
    return this.#view.state.selection.main.to;
  }

  setSelectionRange(from, to) {
    const { length } = this.#view.state.doc;
    const selection = { anchor: Math.min(from, length), head: Math.min(to, length) };
    this.#view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.anchor, { y: 'center' }) });
  }

  /** Replaces a part of the text as if it had been typed. */
  setRangeText(insert, from, to) {
    this.#view.dispatch({ changes: { from, to, insert }, userEvent: 'input.complete' });
  }

  /** Replaces what is different in a new text. What was typed before cannot be undone beyond that, as in a text field. */
  change(text) {
    const before = this.value;
    const shorter = Math.min(before.length, text.length);
    let [head, tail] = [0, 0];
    while (head < shorter && before[head] === text[head]) head += 1;
    while (tail < shorter - head && before.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
    const changes = { from: head, to: before.length - tail, insert: text.slice(head, text.length - tail) };
    this.#view.dispatch({ changes, annotations: byPage.of(true), effects: this.#past.reconfigure([]) });
    this.#view.dispatch({ effects: this.#past.reconfigure(history()) });
  }

  /** Marks places: from, to and the kind of each. One that is selected is shown, unless somebody writes. */
  mark(places) {
    this.#places = places;
    const selected = places[places.findIndex((kind, at) => at % 3 === 2 && kind === SELECTED) - 2] ?? -1;
    if (selected >= 0 && selected !== this.#selected && !this.#view.hasFocus) this.#reveal(selected);
    this.#selected = selected;
    const { length } = this.#view.state.doc;
    const marks = [];
    for (let at = 0; at < places.length; at += 3) {
      const [from, to] = [places[at], Math.min(places[at + 1], length)];
      if (from < to) marks.push(MARKS[places[at + 2]].range(from, to));
    }
    this.#view.dispatch({ effects: setMarks.of(Decoration.set(marks, true)) });
  }

  /** Scrolls no further than it must, without moving the caret. */
  #reveal(at) {
    this.#view.dispatch({ effects: EditorView.scrollIntoView(Math.min(at, this.#view.state.doc.length), { y: 'nearest', yMargin: 40 }) });
  }

  /** Where a place of the text is on the screen; null where it is not drawn. */
  place(at) {
    const found = this.#view.coordsAtPos(Math.min(at, this.#view.state.doc.length));
    return found && new DOMRect(found.left, found.top, 0, found.bottom - found.top);
  }

  /**
   * Says what describes the text, which list there is of what may stand here, and what is lit up in it: ids do not reach into a shadow root, elements do.
   * Later, since the list comes into the document after the attribute that names it.
   */
  async attributeChangedCallback() {
    await null;
    const named = (attribute) => this.ownerDocument.getElementById(this.getAttribute(attribute) ?? '');
    const content = this.#view.contentDOM;
    content.ariaDescribedByElements = [named('description')].filter(Boolean);
    content.ariaControlsElements = [named('list')].filter(Boolean);
    content.ariaActiveDescendantElement = named('lit');
  }

  focus() {
    this.#view.focus();
  }

  get scrollTop() {
    return this.#view.scrollDOM.scrollTop;
  }

  #extensions() {
    return [
      Prec.highest(
        EditorView.domEventHandlers({
          keydown: (event) => {
            this.#say(What.Pressed, 0, 0, 0, event);
            return event.defaultPrevented;
          },
          click: () => this.#say(What.Clicked),
          blur: () => this.#say(What.Left),
          scroll: () => this.#say(What.Scrolled),
          mousemove: (event) => {
            const at = this.#view.posAtCoords({ x: event.clientX, y: event.clientY });
            this.#say(at === null ? What.HoveredNothing : What.Hovered, at ?? 0);
          },
          mouseleave: () => this.#say(What.HoveredNothing),
        }),
      ),
      EditorState.phrases.of(Object.fromEntries((this.getAttribute('words') ?? '').split('\n').map((line) => line.split('=')))),
      EditorView.contentAttributes.of({
        'aria-label': this.getAttribute('label') ?? '',
        'aria-autocomplete': 'list',
        'aria-haspopup': 'listbox',
        autocapitalize: 'off',
        spellcheck: 'false',
        // It has the focus anyway; axe does not know that of an editable text.
        tabindex: '0',
      }),
      lineNumbers(),
      EditorState.tabSize.of(8),
      this.#past.of(history()),
      search({ top: true }),
      // No key for indentation: Tab leaves the text.
      keymap.of([...searchKeymap, ...historyKeymap, ...standardKeymap]),
      coloured,
      marked,
      EditorView.updateListener.of((update) => this.#tell(update)),
    ];
  }

  #tell({ changes, docChanged, selectionSet, startState, state, transactions }) {
    if (docChanged && !transactions.some((transaction) => transaction.annotation(byPage))) {
      let [from, to, end] = [startState.doc.length, 0, 0];
      changes.iterChangedRanges((fromBefore, toBefore, fromNow, toNow) => {
        [from, to, end] = [Math.min(from, fromBefore), Math.max(to, toBefore), Math.max(end, toNow)];
      });
      // Before the first change both texts are the same.
      this.#say(What.Edited, from, to, state.doc.length, state.sliceDoc(from, end));
    } else if (selectionSet && !docChanged) {
      this.#say(What.Moved);
    }
  }

  #say(what, from = 0, to = 0, length = 0, more = null) {
    this.onhappened?.(what, from, to, length, more);
  }
}

// Without constructed style sheets, CodeMirror would need what the content security policy forbids; then the page keeps its text field.
if ('adoptedStyleSheets' in Document.prototype) customElements.define('pullgate-editor', LongEditor);
