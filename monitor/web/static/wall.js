// The wall screen refreshes itself once a minute, until somebody pauses it.
// Without this script the page stays as it is; nothing else needs it.
(function () {
  "use strict";
  var MINUTE = 60000;
  var paused = false;
  var made = new Date();

  function pieces() {
    return {
      button: document.getElementById("wall-pause"),
      state: document.getElementById("wall-state"),
      main: document.getElementById("main"),
      footer: document.querySelector("footer.bottom"),
      alarms: document.querySelector(".alarms")
    };
  }

  function show() {
    var button = pieces().button;
    button.hidden = false;
    button.textContent = paused ? button.dataset.go : button.dataset.pause;
    button.setAttribute("aria-pressed", String(paused));
    button.onclick = function () {
      paused = !paused;
      show();
    };
  }

  function swap(name, fresh) {
    var old = document.querySelector(name);
    var replacement = fresh.querySelector(name);
    if (old && replacement) {
      old.replaceWith(replacement);
    } else if (old) {
      old.remove();
    } else if (replacement) {
      document.getElementById("main").before(replacement);
    }
  }

  function refresh() {
    if (paused) {
      return;
    }
    fetch(window.location.href, { headers: { Accept: "text/html" } })
      .then(function (answer) {
        if (!answer.ok) {
          throw new Error(String(answer.status));
        }
        return answer.text();
      })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html");
        var focused = document.activeElement === pieces().button;
        [".alarms", "#main", "footer.bottom"].forEach(function (name) {
          swap(name, fresh);
        });
        made = new Date();
        show();
        if (focused) {
          pieces().button.focus();
        }
      })
      .catch(function () {
        var at = pieces();
        at.state.textContent = at.button.dataset.stale + " " + made.toLocaleTimeString();
      });
  }

  show();
  window.setInterval(refresh, MINUTE);
})();
