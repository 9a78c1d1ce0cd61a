// <pullgate-playground>: the playground in another page. It stands in a frame of its own, so that neither page reaches into the other, and what is asked goes
// into the frame's `#`, which no server is told.
//
//   <script src="https://…/pullgate-playground.js"></script>
//   <pullgate-playground label="Would app:v1 be pulled?">
//     <script type="application/json">{"policy": "{\"default\": [{\"type\": \"reject\"}]}", "image": "docker://registry.example/app:v1"}</script>
//   </pullgate-playground>
//
// The question is a request (docs/exchange.md): in the attribute `request`, or in a script of JSON within; without one, the page opens on its example. Another
// `request` is asked at once. Its height is 40rem, unless the page's own CSS says another one.
(() => {
  const PLAYGROUND = new URL('./', document.currentScript.src);

  class PullgatePlayground extends HTMLElement {
    static observedAttributes = ['label', 'request'];

    #frame = document.createElement('iframe');

    constructor() {
      super();
      const style = new CSSStyleSheet();
      style.replaceSync(':host { display: block; height: 40rem } iframe { border: 0; width: 100%; height: 100%; display: block }');
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [style];
      root.append(this.#frame);
    }

    connectedCallback() {
      // While the page is read, what stands within the element may be yet to come.
      if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => this.#show(), { once: true });
      else this.#show();
    }

    attributeChangedCallback() {
      if (this.isConnected && document.readyState !== 'loading') this.#show();
    }

    #show() {
      const request = this.getAttribute('request') ?? this.querySelector('script[type="application/json"]')?.textContent;
      const address = new URL('?embed=1', PLAYGROUND);
      if (request?.trim()) address.hash = `request=${encodeURIComponent(request)}`;
      this.#frame.title = this.getAttribute('label') ?? 'pullgate: would this image be pulled, and why?';
      // With the same address up to its `#`, the frame is not loaded again.
      if (this.#frame.src !== address.href) this.#frame.src = address.href;
    }
  }

  customElements.define('pullgate-playground', PullgatePlayground);
})();
