/** How a Chromium is started wherever the project starts one: full, in its new headless mode (the headless shell has no WebGPU). */
export const BROWSER_ARGUMENTS = [
  '--headless=new',
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
