// A file type of its own for NN_topic.py, for ../../../labconfig to name its viewer: JupyterLab's
// settings tell endings apart only, and minilib's modules (.py too) are to open as text.
//
// JupyterLab loads extensions as "module federation" containers. This one has nothing to bundle, so
// it is written as such a container by hand, and needs no build.
(window._JUPYTERLAB = window._JUPYTERLAB || {})['object-detection-workbook'] = {
  init: () => {},
  get: async () => () => ({
    __esModule: true,
    default: {
      id: 'object-detection-workbook:chapters',
      description: "Chapters' scripts are notebooks; a solution's tab says so.",
      autoStart: true,
      activate: app => {
        const python = app.docRegistry.getFileType('python');
        app.docRegistry.addFileType(
          {
            ...python,
            extensions: [],
            name: 'chapter',
            displayName: 'Chapter of the workbook',
            pattern: '^\\d\\d_[a-z0-9_]+\\.py$'
          },
          ['Jupytext Notebook', 'Editor']
        );
        // A solution has its chapter's name; its tab says which of the two it is.
        for (const factory of ['Notebook', 'Jupytext Notebook']) {
          app.docRegistry.addWidgetExtension(factory, {
            createNew: (panel, context) => {
              const mark = () => {
                const name = context.path.split('/').pop();
                if (/(^|\/)solutions\/\d\d_[a-z0-9_]+\.(ipynb|py)$/.test(context.path)) {
                  panel.title.label = `solved: ${name}`;
                }
              };
              context.pathChanged.connect(mark);
              context.ready.then(mark);
              mark();
            }
          });
        }
      }
    }
  })
};
