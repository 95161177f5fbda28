/** The moods of the landscapes. */

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Mood {
  name: string;
  title: string;
  keywords: readonly string[];
  sky: readonly Rgb[];
  land: readonly Rgb[];
  sun: Rgb;
  water: boolean;
}

export const MOODS: readonly Mood[] = [
  {
    name: "sunset at sea",
    title: "The sun goes down over a calm sea",
    keywords: ["sunset", "sea", "beach", "evening"],
    sky: [
      [52, 42, 84],
      [178, 78, 92],
      [246, 157, 96],
      [253, 214, 141],
    ],
    land: [
      [64, 47, 74],
      [37, 29, 52],
    ],
    sun: [255, 233, 178],
    water: true,
  },
  {
    name: "alpine morning",
    title: "Morning light on a range of blue mountains",
    keywords: ["mountains", "morning", "snow", "hiking"],
    sky: [
      [88, 142, 198],
      [156, 196, 225],
      [236, 231, 214],
    ],
    land: [
      [126, 157, 184],
      [83, 117, 148],
      [46, 75, 101],
      [28, 48, 60],
    ],
    sun: [255, 249, 226],
    water: false,
  },
  {
    name: "forest lake",
    title: "A still lake in front of a dark forest",
    keywords: ["lake", "forest", "reflection", "summer"],
    sky: [
      [150, 191, 190],
      [206, 224, 205],
      [239, 236, 209],
    ],
    land: [
      [104, 140, 104],
      [58, 97, 74],
      [31, 62, 52],
    ],
    sun: [253, 250, 224],
    water: true,
  },
  {
    name: "desert dunes",
    title: "Warm dunes under a wide pale sky",
    keywords: ["desert", "dunes", "sand", "travel"],
    sky: [
      [124, 170, 199],
      [211, 213, 202],
      [244, 222, 184],
    ],
    land: [
      [226, 172, 110],
      [204, 134, 74],
      [160, 92, 52],
    ],
    sun: [255, 246, 214],
    water: false,
  },
  {
    name: "winter field",
    title: "Snow on quiet hills at dusk",
    keywords: ["winter", "snow", "hills", "dusk"],
    sky: [
      [106, 116, 156],
      [176, 168, 190],
      [230, 206, 205],
    ],
    land: [
      [206, 211, 224],
      [230, 232, 239],
      [246, 246, 249],
    ],
    sun: [255, 236, 222],
    water: false,
  },
  {
    name: "night over the bay",
    title: "A moonlit bay on a clear night",
    keywords: ["night", "moon", "bay", "stars"],
    sky: [
      [9, 15, 38],
      [23, 38, 79],
      [58, 82, 128],
    ],
    land: [
      [20, 30, 54],
      [11, 17, 33],
    ],
    sun: [238, 240, 250],
    water: true,
  },
  {
    name: "heather hills",
    title: "Purple heather on rolling hills",
    keywords: ["heather", "hills", "flowers", "autumn"],
    sky: [
      [148, 173, 211],
      [205, 212, 225],
      [241, 226, 214],
    ],
    land: [
      [150, 122, 167],
      [121, 84, 137],
      [78, 92, 67],
      [47, 62, 44],
    ],
    sun: [255, 247, 228],
    water: false,
  },
  {
    name: "spring meadow",
    title: "A green meadow on a spring day",
    keywords: ["meadow", "spring", "green", "walk"],
    sky: [
      [95, 165, 222],
      [167, 207, 232],
      [231, 240, 236],
    ],
    land: [
      [139, 178, 112],
      [103, 157, 76],
      [69, 127, 58],
    ],
    sun: [255, 252, 226],
    water: false,
  },
];
