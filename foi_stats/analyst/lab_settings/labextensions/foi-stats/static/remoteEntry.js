// What `foi-stats lab` adds to JupyterLab. It is written as JupyterLab loads it, so that nothing has to be built.

const SUPPRESSED = "data-lm-suppress-shortcuts";
const IN_OUTPUTS = ".jp-OutputArea-output .jupyter-widgets, .jp-OutputArea-output .foi";

// JupyterLab takes letters and arrows for commands on cells, from a list or a tick box in an output too: X would cut
// the cell in which somebody is choosing. Keys with Ctrl, Alt or Command stay JupyterLab's: Ctrl+S saves from everywhere.
function leaveKeys(event) {
  const target = event.target;
  if (target instanceof Element && target.closest(IN_OUTPUTS)) {
    target.toggleAttribute(SUPPRESSED, !(event.ctrlKey || event.altKey || event.metaKey));
  }
}

// JupyterLab opens a link to a file; one to a folder it would take for a file.
async function follow(app, link) {
  const path = decodeURIComponent(link.pathname.slice(filesOf(app).pathname.length));
  const { type } = await app.serviceManager.contents.get(path, { content: false });
  await (type === "directory"
    ? app.commands.execute("filebrowser:open-path", { path })
    : app.commands.execute("rendermime:handle-local-link", { path, id: link.hash }));
}

function filesOf(app) {
  return new URL("files/", app.serviceManager.serverSettings.baseUrl);
}

function leadToFolders(app, event) {
  const link = event.target instanceof Element && event.target.closest(".jp-RenderedMarkdown a[href]");
  if (link && link.href.startsWith(filesOf(app).href) && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    event.stopPropagation();
    void follow(app, link);
  }
}

const plugin = {
  id: "foi-stats:plugin",
  description: "Leaves its keys to a page within a notebook, and lets a link to a folder open it in the file browser.",
  autoStart: true,
  activate: (app) => {
    window.addEventListener("keydown", leaveKeys, true); // before JupyterLab, which listens at the document
    window.addEventListener("click", (event) => leadToFolders(app, event), true);
  },
};

(window._JUPYTERLAB ??= {})["foi-stats"] = {
  init: () => {},
  get: () => Promise.resolve(() => ({ __esModule: true, default: plugin })),
};
