/** Files under the names that researchers give them: the page goes by what they hold, and every guess can be corrected. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { dropFiles, fileAt, openReady, PATIENCE_MS, smallLink } from './visitor';

const fixture = (path: string, name?: string) => fileAt(join(import.meta.dirname, '../fixtures', path), name);
const network = (name: string) =>
  fileAt(join(import.meta.dirname, '../../public/zoo/badnets-8.safetensors'), name);
/** Three pictures, and the same once more. */
const three = readFileSync(join(import.meta.dirname, '../fixtures/three.bin'));

const role = (page: Page, name: string) => page.getByLabel(`What ${name} is`);
const card = (page: Page, name: 'Network' | 'Data') =>
  page.getByRole('main').getByRole('region', { name, exact: true });

test('an ONNX network, its numbers and two sets of images dropped together are three things', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, [
    fixture('onnx/external.onnx'),
    fixture('onnx/external.bin'),
    { name: 'cifar10-defense-3.bin', bytes: three },
    { name: 'cifar10-test-6.bin', bytes: Buffer.concat([three, three]) },
  ]);
  await expect(role(page, 'external.onnx and 1 more')).toHaveValue('model', { timeout: PATIENCE_MS });
  await expect(role(page, 'cifar10-defense-3.bin')).toHaveValue('defense');
  await expect(role(page, 'cifar10-test-6.bin')).toHaveValue('test');
  await expect(card(page, 'Network')).toContainText('onnx', { timeout: PATIENCE_MS });
  await expect(card(page, 'Data')).toContainText('cifar10-defense-3.bin', { timeout: PATIENCE_MS });
});

test('names that say something else are not believed, and a wrong role is easy to correct', async ({
  page,
}) => {
  const masks = Buffer.from('No \t Layer Name \t Neuron Idx \t Score\n0 \t layer4.1.bn2 \t 3 \t 0.01\n');
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, [
    network('pytorch_model.bin'),
    fixture('images/pixels-first-protocol-2', 'saved_again.pth'),
    { name: 'logs.txt', bytes: masks },
  ]);
  await expect(role(page, 'pytorch_model.bin')).toHaveValue('model', { timeout: PATIENCE_MS });
  await expect(role(page, 'saved_again.pth')).toHaveValue('defense');
  await expect(role(page, 'logs.txt')).toHaveValue('masks');
  await expect(card(page, 'Network')).toContainText('ResNet-18', { timeout: PATIENCE_MS });
  await expect(card(page, 'Data')).toContainText('3, saved_again.pth', { timeout: PATIENCE_MS });

  await test.step('a file that is chosen to be a recipe is read as one', async () => {
    await dropFiles(page, [{ name: 'plan.txt', bytes: Buffer.from('{"no": "recipe"}') }]);
    await expect(role(page, 'plan.txt')).toHaveValue('recipe');
    await expect(page.getByRole('alert')).toContainText('plan.txt');
    await role(page, 'plan.txt').selectOption('ignore');
    await expect(page.getByRole('alert')).toHaveCount(0);
    await role(page, 'plan.txt').selectOption('recipe');
    await expect(page.getByRole('alert')).toContainText('plan.txt');
  });
});

test('poisoned images that come first wait for defense images without a word of alarm', async ({ page }) => {
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, [fixture('images/by-class.zip', 'poisoned.zip')]);
  await expect(role(page, 'poisoned.zip')).toHaveValue('poisoned', { timeout: PATIENCE_MS });
  await expect(page.getByText('These images wait for a file of defense images.')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await dropFiles(page, [{ name: 'mine.bin', bytes: three }]);
  await expect(card(page, 'Data')).toContainText('poisoned.zip', { timeout: PATIENCE_MS });
  await expect(page.getByText('These images wait for a file of defense images.')).toBeHidden();
  await expect(page.getByRole('alert')).toHaveCount(0);
});
