/** What the engine hears when a real device of a real browser fails. */
import { expect, test } from './lab';

test('an error that no scope catches is told once', async ({ ask }) => {
  const faults = await ask('lose', { way: 'error' });
  expect(faults).toMatchObject([{ code: 'device-error' }]);
  expect(faults[0]?.params.message).toMatch(/usage/i);
});

test('a device that we dispose is no loss', async ({ ask }) => {
  expect(await ask('lose', { way: 'dispose' })).toEqual([]);
});

test('a crash of the browser’s GPU process is told as a lost device', async ({ ask, page, browser }) => {
  const losing = ask('lose', { way: 'crash' });
  await expect(page).toHaveTitle('ready to lose', { timeout: 60_000 });
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  expect(await losing).toMatchObject([{ code: 'device-lost', params: { reason: 'unknown' } }]);
});
