/* Colours, all apart for colour-blind readers: those of Okabe and Ito for kinds, scales for numbers. */

/** Colour and shape of each operation; dark text is read on all but blue. */
export const operationStyles = {
  input: { shape: "ellipse", fill: "#e3e7eb", text: "#14202b" },
  output: { shape: "ellipse", fill: "#e3e7eb", text: "#14202b" },
  conv3x3: { shape: "rectangle", fill: "#0072b2", text: "#ffffff" },
  conv1x1: { shape: "hexagon", fill: "#e69f00", text: "#14202b" },
  maxpool3x3: { shape: "trapezoid", fill: "#009e73", text: "#08120e" },
};

/** Colours of the symbols of strings, in the order of the symbols. */
export const symbolColours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#8c8c8c"];

/* Red, green and blue at equal steps of a scale. */
const SCALES = {
  /* worse … equal … better */
  diverging: [
    [0xb3, 0x4a, 0x00],
    [0xcf, 0x77, 0x35],
    [0x84, 0x8d, 0x96],
    [0x3a, 0x8c, 0xc8],
    [0x00, 0x5a, 0x94],
  ],
  "diverging dark": [
    [0xf5, 0xa1, 0x5b],
    [0xcf, 0x80, 0x42],
    [0x75, 0x80, 0x8b],
    [0x55, 0xa6, 0xdd],
    [0x8f, 0xd0, 0xff],
  ],
  /* few … many */
  density: [
    [0xdc, 0xe9, 0xf3],
    [0x9c, 0xc4, 0xe0],
    [0x4f, 0x92, 0xc4],
    [0x1d, 0x5f, 0x97],
    [0x0a, 0x2c, 0x54],
  ],
  "density dark": [
    [0x1c, 0x33, 0x49],
    [0x22, 0x57, 0x84],
    [0x37, 0x86, 0xbd],
    [0x7c, 0xbd, 0xe6],
    [0xe2, 0xf3, 0xff],
  ],
  /* low … high, after cividis: blue to yellow, even in lightness */
  value: [
    [0x00, 0x2a, 0x5f],
    [0x41, 0x4d, 0x6b],
    [0x7c, 0x7b, 0x78],
    [0xbc, 0xaf, 0x6f],
    [0xfd, 0xe7, 0x37],
  ],
};

/** Colour at `share` (0 to 1) of a scale, as [red, green, blue]. */
export function colourAt(name, share) {
  const steps = SCALES[name];
  const at = Math.min(Math.max(share, 0), 1) * (steps.length - 1);
  const lower = Math.min(Math.floor(at), steps.length - 2);
  return steps[lower].map((channel, number) =>
    Math.round(channel + (steps[lower + 1][number] - channel) * (at - lower)),
  );
}

/** The same as text of CSS. */
export function cssColour(name, share) {
  return `rgb(${colourAt(name, share).join(" ")})`;
}

/** True if the page is dark: what is painted on a canvas must know. */
function isDark() {
  return matchMedia("(prefers-color-scheme: dark)").matches && !matchMedia("print").matches;
}

/** The scale of that name for the page as it is, dark or light. */
export function scaleFor(name) {
  return isDark() && `${name} dark` in SCALES ? `${name} dark` : name;
}

/** Contrast of two colours [red, green, blue] by WCAG 2: 1 to 21. */
export function contrast(one, other) {
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
