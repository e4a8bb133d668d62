/** Small pictures for the fake wall, drawn here so that tests and screenshots need no files. */

export type Scene = 'boat' | 'dunes' | 'ridges' | 'planet' | 'alley' | 'koi' | 'stage' | 'lighthouse';

type Draw = (w: number, h: number) => string;

const sky = (id: string, from: string, to: string) =>
  `<defs><linearGradient id="${id}" x2="0" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#${id})"/>`;

/** A hill line across the picture; `y` and `swing` in parts of the height. */
function hill(w: number, h: number, y: number, swing: number, phase: number, fill: string): string {
  const points: string[] = [];
  for (let step = 0; step <= 24; step += 1) {
    const x = (w * step) / 24;
    const at = h * (y + swing * Math.sin(phase + step * 0.42) + swing * 0.45 * Math.sin(phase * 2.3 + step * 0.97));
    points.push(`${x.toFixed(0)},${at.toFixed(0)}`);
  }
  return `<polygon points="0,${h} ${points.join(' ')} ${w},${h}" fill="${fill}"/>`;
}

const draws: Record<Scene, Draw> = {
  boat: (w, h) => {
    const x = w / 2;
    const y = h * 0.66;
    const s = Math.min(w, h) / 5;
    const waves = Array.from({ length: 9 }, (_, i) => `<rect y="${h * (0.62 + i * 0.045)}" width="${w}" height="1.5" fill="#fff" opacity=".${12 + i}"/>`).join('');
    return `${sky('g', '#cfe6ea', '#3a7283')}${waves}<polygon points="${x - s * 1.4},${y - s * 0.2} ${x + s * 1.4},${y - s * 0.2} ${x + s * 0.85},${y + s * 0.6} ${x - s * 0.85},${y + s * 0.6}" fill="#efe3d0"/><polygon points="${x},${y - s * 1.6} ${x - s * 0.75},${y - s * 0.2} ${x + s * 0.1},${y - s * 0.2}" fill="#fffaf0"/><polygon points="${x},${y - s * 1.6} ${x + s * 0.8},${y - s * 0.2} ${x + s * 0.1},${y - s * 0.2}" fill="#e5d5bd"/>`;
  },
  dunes: (w, h) =>
    `${sky('g', '#fbe0ae', '#ef9d5c')}<circle cx="${w * 0.72}" cy="${h * 0.26}" r="${h * 0.11}" fill="#fff3d0"/>${hill(w, h, 0.6, 0.06, 1, '#e08a4e')}${hill(w, h, 0.72, 0.07, 2.4, '#b95f39')}${hill(w, h, 0.86, 0.05, 4, '#6f3527')}`,
  ridges: (w, h) =>
    `${sky('g', '#2d4a75', '#9db6c9')}<circle cx="${w * 0.66}" cy="${h * 0.4}" r="${h * 0.07}" fill="#fbe7bd"/>${hill(w, h, 0.52, 0.09, 0.4, '#6f8aa3')}${hill(w, h, 0.66, 0.08, 2, '#466077')}${hill(w, h, 0.82, 0.07, 3.3, '#223340')}`,
  planet: (w, h) => {
    const stars = Array.from({ length: 40 }, (_, i) => `<circle cx="${(i * 197) % w}" cy="${(i * 89) % h}" r="${1 + (i % 3) * 0.5}" fill="#fff" opacity=".${3 + (i % 6)}"/>`).join('');
    return `${sky('g', '#05060f', '#131a38')}${stars}<circle cx="${w * 0.8}" cy="${h * 1.02}" r="${h * 0.6}" fill="#4d80d2"/><circle cx="${w * 0.74}" cy="${h * 0.96}" r="${h * 0.5}" fill="#7aa6ec" opacity=".5"/><g transform="translate(${w * 0.36} ${h * 0.42}) rotate(-14) scale(${h / 330})"><rect x="-34" y="20" width="68" height="74" rx="26" fill="#e8eaf0"/><circle r="44" fill="#f4f5f9"/><rect x="-29" y="-18" width="58" height="38" rx="19" fill="#28304a"/><path d="M-18-8a30 30 0 0 1 26-6" stroke="#f5a43c" stroke-width="5" fill="none"/></g>`;
  },
  alley: (w, h) => {
    const signs = Array.from({ length: 14 }, (_, i) => `<rect x="${i % 2 ? w * 0.72 : w * 0.06}" y="${h * (0.06 + i * 0.05)}" width="${w * (0.1 + (i % 4) * 0.04)}" height="${h * 0.018}" rx="2" fill="${['#f04a8a', '#45e0b0', '#8a6bff', '#ff6b4a'][i % 4]}"/>`).join('');
    return `${sky('g', '#130a2e', '#33124a')}<polygon points="${w * 0.42},0 ${w * 0.58},0 ${w * 0.9},${h} ${w * 0.1},${h}" fill="#5a2a8a" opacity=".5"/>${signs}<path d="M${w * 0.36} ${h * 0.72}a${w * 0.14} ${w * 0.12} 0 0 1 ${w * 0.28} 0z" fill="#e0245e"/><rect x="${w * 0.44}" y="${h * 0.72}" width="${w * 0.12}" height="${h * 0.14}" rx="8" fill="#0c0718"/>`;
  },
  koi: (w, h) => {
    const fish = Array.from({ length: 4 }, (_, i) => `<g transform="translate(${w * (0.3 + (i % 2) * 0.36)} ${h * (0.2 + i * 0.19)}) rotate(${-50 + i * 55}) scale(${w / 300})"><ellipse rx="46" ry="17" fill="${i % 2 ? '#fff5e8' : '#f2643a'}"/><path d="M40 0l34-16v32z" fill="#f58a4a"/><circle cx="-14" r="10" fill="#fff5e8"/></g>`).join('');
    return `${sky('g', '#0e4a50', '#072a30')}<ellipse cx="${w * 0.2}" cy="${h * 0.82}" rx="${w * 0.22}" ry="${h * 0.06}" fill="#1c6a58"/><ellipse cx="${w * 0.8}" cy="${h * 0.1}" rx="${w * 0.2}" ry="${h * 0.05}" fill="#1c6a58"/>${fish}`;
  },
  stage: (w, h) =>
    `${sky('g', '#3c1522', '#6d1d2b')}<polygon points="${w * 0.46},0 ${w * 0.56},0 ${w * 0.74},${h} ${w * 0.28},${h}" fill="#f3d9b0" opacity=".28"/><rect y="${h * 0.84}" width="${w}" height="${h * 0.16}" fill="#23090f"/><g transform="translate(${w * 0.51} ${h * 0.5}) scale(${h / 360})"><polygon points="-42,-40 -30,-86 -8,-52" fill="#e08a35"/><polygon points="42,-40 30,-86 8,-52" fill="#3a2a26"/><circle cy="-24" r="46" fill="#fff6ea"/><ellipse cy="58" rx="56" ry="62" fill="#fff6ea"/><circle cx="-16" cy="-26" r="6" fill="#20302a"/><circle cx="16" cy="-26" r="6" fill="#20302a"/><rect x="-120" y="86" width="240" height="34" rx="4" fill="#14100f"/><rect x="-112" y="96" width="224" height="24" fill="#f4efe6"/></g>`,
  lighthouse: (w, h) =>
    `${sky('g', '#39407a', '#f0a56a')}<polygon points="${w * 0.3},${h * 0.3} ${w},${h * 0.08} ${w},${h * 0.4}" fill="#fff2cc" opacity=".35"/>${hill(w, h, 0.84, 0.03, 1, '#2c2348')}<g transform="translate(${w * 0.28} ${h * 0.28}) scale(${h / 400})"><polygon points="-20,0 20,0 32,200 -32,200" fill="#f6efe4"/><polygon points="-23,50 23,50 26,95 -26,95" fill="#d5453c"/><polygon points="-28,140 28,140 31,185 -31,185" fill="#d5453c"/><rect x="-16" y="-34" width="32" height="34" fill="#ffdf8a"/><polygon points="-22,-34 22,-34 0,-62" fill="#2c2348"/></g>`,
};

/** The scene as an address for `<img>`. */
export function still(scene: Scene, width: number, height: number): string {
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${draws[scene](width, height)}</svg>`)}`;
}

/** Twelve of them side by side, each a little lighter than the one before. */
export function strip(scene: Scene, width: number, height: number): string {
  const frames = Array.from(
    { length: 12 },
    (_, i) => `<svg x="${i * width}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${draws[scene](width, height)}<rect width="100%" height="100%" fill="${i < 6 ? '#000' : '#fff'}" opacity="${(Math.abs(i - 6) / 26).toFixed(2)}"/></svg>`,
  ).join('');
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="${width * 12}" height="${height}">${frames}</svg>`)}`;
}
