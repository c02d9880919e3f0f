const letter =
  'M32 13.8C34 10.4 38.6 8.6 45 9.6C46.6 9.9 46.5 12.3 44.8 12.5C39.6 13.1 36.9 15.2 36.5 19C36.2 21.8 36.1 24.4 36.1 27L41.2 32L36.1 37C36.1 39.6 36.2 42.2 36.5 45C36.9 48.8 39.6 50.9 44.8 51.5C46.5 51.7 46.6 54.1 45 54.4C38.6 55.4 34 53.6 32 50.2C30 53.6 25.4 55.4 19 54.4C17.4 54.1 17.5 51.7 19.2 51.5C24.4 50.9 27.1 48.8 27.5 45C27.8 42.2 27.9 39.6 27.9 37L22.8 32L27.9 27C27.9 24.4 27.8 21.8 27.5 19C27.1 15.2 24.4 13.1 19.2 12.5C17.5 12.3 17.4 9.9 19 9.6C25.4 8.6 30 10.4 32 13.8Z';

/** The versal I that is also a text cursor. `ghost` is its outline, for empty pages. */
export function Mark({ className = 'mark' }: { className?: 'mark' | 'ghost' }) {
  return (
    <svg className={className} viewBox="0 0 64 64" aria-hidden="true">
      <rect x="3" y="3" width="58" height="58" rx="7" />
      <path d={letter} />
    </svg>
  );
}

/** The same letter as the initial of the leaf at the door. */
export function Initial() {
  return (
    <svg className="leaf-initial" viewBox="0 0 120 120" aria-hidden="true">
      <rect className="ini-field" width="120" height="120" rx="2" />
      <rect className="ini-frame" x="5" y="5" width="110" height="110" />
      <path
        className="ini-vine"
        d="M10 60C10 34 24 24 34 32C41 38 35 49 27 45C22 42 25 35 29 38M10 60C10 86 24 96 34 88C41 82 35 71 27 75C22 78 25 85 29 82M110 60C110 34 96 24 86 32C79 38 85 49 93 45C98 42 95 35 91 38M110 60C110 86 96 96 86 88C79 82 85 71 93 75C98 78 95 85 91 82M11 11C18 18 25 18 31 11M109 11C102 18 95 18 89 11M11 109C18 102 25 102 31 109M109 109C102 102 95 102 89 109"
      />
      <path className="ini-paper" transform="scale(1.875)" d={letter} />
    </svg>
  );
}
