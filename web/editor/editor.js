// The editor for long policies: CodeMirror draws only what is seen of a text, where a text field costs the browser 50 to 140 ms a key once it holds 0.8 MB.
//
// It is an element, <pullgate-editor>, which the page loads when a text is long (web/src/components/editor/long.rs). To the page it is a text area with
// some properties more. It stands in a shadow root, since only there CodeMirror brings its styles as constructed sheets, which the page's content security
// policy allows. It has no words of its own: `words` has those of CodeMirror's, by CodeMirror's names for them.
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
  /** CodeMirror's words, by its names for them. */
  words = {};
  /** Called with what was replaced, by what, and how long the text is now; with the caret; and with what the mouse is over, or null. */
  onedited = null;
  onmoved = null;
  onhovered = null;
  /** Called with each key before CodeMirror has it, and with each click once the caret is there. */
  onpressed = null;
  onclicked = null;
  /** Called when the text has been scrolled, and when the focus has left it. */
  onscrolled = null;
  onleft = null;

  #view = null;
  #past = new Compartment();
  #places = [];

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    this.attachShadow({ mode: 'open' });
    this.#view = new EditorView({ parent: this.shadowRoot, root: this.shadowRoot });
    // Behind CodeMirror's own, so that it says the last word.
    this.shadowRoot.adoptedStyleSheets.push(sheet);
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
  change(from, to, insert) {
    this.#view.dispatch({ changes: { from, to, insert }, annotations: byPage.of(true), effects: this.#past.reconfigure([]) });
    this.#view.dispatch({ effects: this.#past.reconfigure(history()) });
  }

  /** Marks places: from, to and the kind of each. */
  mark(places) {
    this.#places = places;
    const { length } = this.#view.state.doc;
    const marks = [];
    for (let at = 0; at < places.length; at += 3) {
      const [from, to] = [places[at], Math.min(places[at + 1], length)];
      if (from < to) marks.push(MARKS[places[at + 2]].range(from, to));
    }
    this.#view.dispatch({ effects: setMarks.of(Decoration.set(marks, true)) });
  }

  /** Scrolls no further than it must, without moving the caret. */
  reveal(at) {
    this.#view.dispatch({ effects: EditorView.scrollIntoView(Math.min(at, this.#view.state.doc.length), { y: 'nearest', yMargin: 40 }) });
  }

  /** Where a place of the text is on the screen; null where it is not drawn. */
  place(at) {
    const found = this.#view.coordsAtPos(Math.min(at, this.#view.state.doc.length));
    return found && new DOMRect(found.left, found.top, 0, found.bottom - found.top);
  }

  /** Says which element is lit up in the list of what may stand here, while there is a list: ids do not reach into a shadow root, elements do. */
  choose(list, lit) {
    const content = this.#view.contentDOM;
    content.ariaControlsElements = list ? [list] : null;
    content.ariaActiveDescendantElement = lit ?? null;
  }

  /** Says which element describes the text. */
  describe(element) {
    this.#view.contentDOM.ariaDescribedByElements = element ? [element] : null;
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
            this.onpressed?.(event);
            return event.defaultPrevented;
          },
          click: () => {
            this.onclicked?.();
          },
          blur: () => {
            this.onleft?.();
          },
          scroll: () => {
            this.onscrolled?.();
          },
          mousemove: (event) => {
            this.onhovered?.(this.#view.posAtCoords({ x: event.clientX, y: event.clientY }));
          },
          mouseleave: () => {
            this.onhovered?.(null);
          },
        }),
      ),
      EditorState.phrases.of(this.words),
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
      this.onedited?.(from, to, state.sliceDoc(from, end), state.doc.length);
    } else if (selectionSet && !docChanged) {
      this.onmoved?.(state.selection.main.head);
    }
  }
}

// Without constructed style sheets, CodeMirror would need what the content security policy forbids; then the page keeps its text field.
if ('adoptedStyleSheets' in Document.prototype) customElements.define('pullgate-editor', LongEditor);
