// Runs before the first paint, so that a chosen theme and language never flash the other one.
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem('incipit-theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    const language = localStorage.getItem('incipit-language') ?? navigator.language;
    root.lang = language.startsWith('de') ? 'de' : 'en';
  } catch {
    // Storage is closed to this page: the system's theme and English stay.
  }
})();
