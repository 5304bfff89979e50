/* The browser's half of dashboard/components/elements.py. */
(function () {
  "use strict";
  const draw = window.React.createElement;
  function own(properties) {
    const { setProps, loading_state, ...rest } = properties;
    return rest;
  }
  window.esec_elements = {
    /* What no callback touches comes as written HTML, from the same writer as the first view. */
    Static: function (properties) {
      const { tag, attributes, html } = properties;
      return draw(tag, html ? { ...attributes, dangerouslySetInnerHTML: { __html: html } } : attributes);
    },
    Field: (properties) => draw("input", own(properties)),
    Choice: function (properties) {
      const { options, ...rest } = own(properties);
      return draw("select", rest, options.map(([value, words]) => draw("option", { key: value, value }, words)));
    },
    Picture: function (properties) {
      const { sources, className, ...image } = own(properties);
      const files = sources.map((file, place) => draw("source", { key: place, ...file }));
      return draw("picture", { className }, files, draw("img", { ...image, decoding: "sync" }));
    },
  };
})();
