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
        // A solution has its chapter's name; its tab says which of the two it is. By its style: a
        // label that is not the file's name would be taken back, or rename the file.
        const style = document.createElement('style');
        style.textContent = ".workbook-solved .lm-TabBar-tabLabel::before { content: 'solved: '; }";
        document.head.append(style);
        for (const factory of ['Notebook', 'Jupytext Notebook']) {
          app.docRegistry.addWidgetExtension(factory, {
            createNew: (panel, context) => {
              if (/(^|\/)solutions\/\d\d_[a-z0-9_]+\.(ipynb|py)$/.test(context.path)) {
                panel.title.className += ' workbook-solved';
              }
            }
          });
        }
      }
    }
  })
};
