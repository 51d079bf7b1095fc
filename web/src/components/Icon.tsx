/* Icon.tsx - small line drawings; always beside a word, so hidden from screen readers. */
const PATHS = {
  call: 'M6 3h4l2 5-2.500 1.800a12 12 0 0 0 4.700 4.700L16 12l5 2v4a3 3 0 0 1-3.300 3A16 16 0 0 1 3 6.300 3 3 0 0 1 6 3z',
  today: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.500 2',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v5M16 3v5M8 14h3',
  home: 'M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6',
  check: 'M4 12.500l5 5L20 6.500',
  close: 'M5 5l14 14M19 5L5 19',
  alert: 'M12 4l9 16H3zM12 10v5M12 17.500v.6',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.500M12 7.300v.7',
  pen: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3M13 20h7',
  wait: 'M7 3h10M7 21h10M8 3c0 5 8 6 8 9s-8 4-8 9M16 3c0 5-8 6-8 9s8 4 8 9',
  doctor: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-5 3.500-7 8-7s8 2 8 7M12 16v4M10 18h4',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  moon: 'M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z',
  prev: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  send: 'M12 20V5M6 11l6-6 6 6',
  question: 'M9 9a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.200-1.500 2.400M12 17.300v.6M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  link: 'M10 6H5v13h13v-5M13 4h7v7M20 4l-9 9',
  stop: 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM8 12h8',
  up: 'M12 20V5M6 11l6-6 6 6',
  down: 'M12 4v15M6 13l6 6 6-6',
  sign: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM8.500 12l2.500 2.500 4.500-5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
