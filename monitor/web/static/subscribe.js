// A preview is asked for by an address; the visitor's own does not belong in it.
// Without this script the server takes it out again, and nothing else needs it.
(function () {
  "use strict";
  document.addEventListener("submit", function (event) {
    var email = event.target.elements.email;
    if (email && event.submitter && event.submitter.formMethod === "get") {
      email.disabled = true;
      setTimeout(function () {
        email.disabled = false;
      });
    }
  });
})();
