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
      description: "Chapters' scripts are notebooks.",
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
      }
    }
  })
};
