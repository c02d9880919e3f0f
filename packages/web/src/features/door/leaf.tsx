import { Initial } from '../../ui/mark.js';

/** The decorated leaf beside the form. Hidden from narrow screens and from assistive technology. */
export function Leaf() {
  return (
    <aside className="door-leaf" aria-hidden="true">
      <div className="leaf">
        <svg className="leaf-pen" viewBox="0 0 160 620" aria-hidden="true">
          <path
            className="pen-red"
            d="M112 106C98 106 88 96 88 78C88 46 76 24 56 14C42 7 28 18 35 30C40 38 51 33 47 25M88 78V542C88 574 76 596 54 604C38 610 26 596 36 587C43 581 51 588 46 594M88 232C72.6 228.5 63.4 238.6 66.9 248.7C69.1 255.3 78.3 254.4 77.9 247.4C77.4 243.9 73.5 243.4 72.6 246.1M88 334C67 329.2 54.4 343 59.2 356.8C62.2 365.8 74.8 364.6 74.2 355C73.6 350.2 68.2 349.6 67 353.2M88 446C74 442.8 65.6 452 68.8 461.2C70.8 467.2 79.2 466.4 78.8 460C78.4 456.8 74.8 456.4 74 458.8"
          />
          <path
            className="pen-blue"
            d="M112 188C100 188 93 196 93 210M112 118C100 118 93 108 93 92C93 56 104 30 126 18C140 11 152 22 145 33C140 41 129 36 133 28M93 92V550C93 582 106 604 128 611C144 616 156 603 147 594C140 588 132 595 137 601M88 276C65.6 270.9 52.2 285.6 57.3 300.3C60.5 309.9 73.9 308.6 73.3 298.4C72.6 293.3 66.9 292.6 65.6 296.5M88 392C71.2 388.2 61.1 399.2 65 410.2C67.4 417.4 77.4 416.5 77 408.8C76.5 405 72.2 404.5 71.2 407.4M88 488C68.4 483.5 56.6 496.4 61.1 509.3C63.9 517.7 75.7 516.6 75.1 507.6C74.6 503.1 69.5 502.6 68.4 505.9"
          />
          <circle className="pen-dot-red" cx="81" cy="262" r="2" />
          <circle className="pen-dot-red" cx="75" cy="267" r="1.6" />
          <circle className="pen-dot-red" cx="80" cy="271" r="1.6" />
          <circle className="pen-dot" cx="81" cy="318" r="2" />
          <circle className="pen-dot" cx="75" cy="323" r="1.6" />
          <circle className="pen-dot" cx="80" cy="327" r="1.6" />
          <circle className="pen-dot-red" cx="81" cy="376" r="2" />
          <circle className="pen-dot-red" cx="75" cy="381" r="1.6" />
          <circle className="pen-dot-red" cx="80" cy="385" r="1.6" />
          <circle className="pen-dot" cx="81" cy="430" r="2" />
          <circle className="pen-dot" cx="75" cy="435" r="1.6" />
          <circle className="pen-dot" cx="80" cy="439" r="1.6" />
          <circle className="pen-dot-red" cx="81" cy="528" r="2" />
          <circle className="pen-dot-red" cx="75" cy="533" r="1.6" />
          <circle className="pen-dot-red" cx="80" cy="537" r="1.6" />
        </svg>

        <p>
          <Initial />
          <span className="rub">want you to act as a poet.</span> You will create poems that evoke emotions and have the
          power to stir people’s soul. Write on any topic or theme but make sure your words convey the feeling you are
          trying to express in beautiful yet meaningful ways.{' '}
          <span className="fade">
            You can also come up with short verses that are still powerful enough to leave an imprint in readers’ minds.
          </span>
        </p>
      </div>
    </aside>
  );
}
